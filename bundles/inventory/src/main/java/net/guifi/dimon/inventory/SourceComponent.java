// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.inventory;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.osgi.framework.Constants;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** A source of devices, one for each configuration. */
@Component(
        name = "net.guifi.dimon.inventory.source",
        service = {},
        immediate = true,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = SourceComponent.Config.class, factory = true)
public final class SourceComponent {
    /** What a source is configured by. */
    @ObjectClassDefinition(
            localization = "OSGI-INF/l10n/inventory",
            name = "%source.name",
            description = "%source.description")
    @interface Config {
        /** First part of the ids of its devices; empty: made of the location. */
        @AttributeDefinition(name = "%source.name.name", description = "%source.name.description", required = false)
        String name() default "";

        /** A file, a folder, or a file, http or https URL. */
        @AttributeDefinition(name = "%source.location.name", description = "%source.location.description")
        String location();

        /** How the documents are written. */
        @AttributeDefinition(
                name = "%source.format.name",
                description = "%source.format.description",
                options = {
                    @Option(label = "%source.format.auto", value = "auto"),
                    @Option(label = "CNML", value = "cnml"),
                    @Option(label = "CSV", value = "csv")
                })
        String format() default "auto";

        /** ISO-8601 duration from one full look to the next. */
        @AttributeDefinition(name = "%source.interval.name", description = "%source.interval.description")
        String interval() default SourceSettings.DEFAULT_INTERVAL;
    }

    private final Sources sources;
    private final String pid;

    /**
     * Adds the source.
     *
     * @param inventory what it is added to
     * @param config what is configured
     * @param properties the same with the PID
     */
    @Activate
    public SourceComponent(@Reference InventoryComponent inventory, Config config, Map<String, Object> properties) {
        this(inventory.imports(), config, properties);
    }

    SourceComponent(Sources sources, Config config, Map<String, Object> properties) {
        this.sources = sources;
        this.pid = String.valueOf(properties.get(Constants.SERVICE_PID));
        modified(config);
    }

    @Modified
    void modified(Config config) {
        List<String> problems = new ArrayList<>();
        try {
            SourceSettings settings = SourceSettings.parse(
                    text(config.name()),
                    text(config.location()),
                    text(config.format()),
                    text(config.interval()),
                    problems::add);
            sources.configure(pid, settings, String.join("; ", problems));
        } catch (IllegalArgumentException e) {
            sources.problem(pid, e.getMessage());
        }
    }

    @Deactivate
    void deactivate(int reason) {
        ConfigurationEnd.of(reason).ifPresent(end -> sources.remove(pid, end == ConfigurationEnd.DELETED));
    }

    private static String text(String value) {
        return value == null ? "" : value;
    }
}
