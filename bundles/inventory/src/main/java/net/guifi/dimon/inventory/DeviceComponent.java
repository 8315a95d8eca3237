// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.inventory;

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

/** A device added by hand, one for each configuration. */
@Component(
        name = "net.guifi.dimon.inventory.device",
        service = {},
        immediate = true,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = DeviceComponent.Config.class, factory = true)
public final class DeviceComponent {
    /** What a device is configured by. */
    @ObjectClassDefinition(
            localization = "OSGI-INF/l10n/inventory",
            name = "%device.name",
            description = "%device.description")
    @interface Config {
        /** Id within the source {@code manual}. */
        @AttributeDefinition(name = "%device.id.name", description = "%device.id.description")
        String id();

        /** What people call it; empty: the id. */
        @AttributeDefinition(name = "%device.title.name", description = "%device.title.description", required = false)
        String title() default "";

        /** Literal IPv4 and IPv6 addresses, the one to probe first. */
        @AttributeDefinition(name = "%device.addresses.name", description = "%device.addresses.description")
        String[] addresses();

        /** A status of CNML. */
        @AttributeDefinition(
                name = "%device.status.name",
                description = "%device.status.description",
                options = {
                    @Option(label = "Planned", value = "Planned"),
                    @Option(label = "Reserved", value = "Reserved"),
                    @Option(label = "Building", value = "Building"),
                    @Option(label = "Testing", value = "Testing"),
                    @Option(label = "Working", value = "Working"),
                    @Option(label = "Dropped", value = "Dropped"),
                    @Option(label = "Inactive", value = "Inactive")
                })
        String status() default "Working";

        /** Title of the node it stands on. */
        @AttributeDefinition(name = "%device.node.name", description = "%device.node.description", required = false)
        String node() default "";

        /** Title of the zone it lies in. */
        @AttributeDefinition(name = "%device.zone.name", description = "%device.zone.description", required = false)
        String zone() default "";
    }

    private final Sources sources;
    private final String pid;

    /**
     * Adds the device.
     *
     * @param inventory what it is added to
     * @param config what is configured
     * @param properties the same with the PID
     */
    @Activate
    public DeviceComponent(@Reference InventoryComponent inventory, Config config, Map<String, Object> properties) {
        this(inventory.imports(), config, properties);
    }

    DeviceComponent(Sources sources, Config config, Map<String, Object> properties) {
        this.sources = sources;
        this.pid = String.valueOf(properties.get(Constants.SERVICE_PID));
        modified(config);
    }

    @Modified
    void modified(Config config) {
        try {
            sources.configureDevice(
                    pid,
                    ManualDevices.device(
                            text(config.id()),
                            text(config.title()),
                            config.addresses() == null ? new String[0] : config.addresses(),
                            text(config.status()),
                            text(config.node()),
                            text(config.zone())));
        } catch (IllegalArgumentException e) {
            sources.problem(pid, e.getMessage());
        }
    }

    @Deactivate
    void deactivate(int reason) {
        ConfigurationEnd.of(reason)
                .filter(end -> end == ConfigurationEnd.DELETED)
                .ifPresent(end -> sources.removeDevice(pid));
    }

    private static String text(String value) {
        return value == null ? "" : value;
    }
}
