// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storeantidote;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import net.guifi.dimon.api.store.StorageAdapter;
import net.guifi.dimon.api.store.StorageException;
import org.apache.felix.hc.api.FormattingResultLog;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An adapter for each configuration. A monitor that has several carries values from one to the other. */
@Component(
        name = AntidoteComponent.PID,
        service = {StorageAdapter.class, HealthCheck.class},
        property = {HealthCheck.NAME + "=AntidoteDB", HealthCheck.TAGS + "=dimon"},
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = AntidoteComponent.Config.class, factory = true)
public final class AntidoteComponent implements StorageAdapter, HealthCheck {
    static final String PID = "net.guifi.dimon.store-antidote";

    private static final Logger LOG = LoggerFactory.getLogger(AntidoteComponent.class);

    /** What an operator can set. */
    @ObjectClassDefinition(localization = "OSGI-INF/l10n/store-antidote", name = "%name", description = "%description")
    @interface Config {
        /** HOST:PORT of each server, in the order of preference. */
        @AttributeDefinition(name = "%hosts", description = "%hosts.description")
        String[] hosts() default {"127.0.0.1:8087"};

        /** ISO-8601 duration. */
        @AttributeDefinition(name = "%connectTimeout", description = "%connectTimeout.description")
        String connectTimeout() default "PT2S";

        /** ISO-8601 duration. */
        @AttributeDefinition(name = "%answerTimeout", description = "%answerTimeout.description")
        String answerTimeout() default "PT5S";
    }

    private final AntidoteAdapter adapter;
    private volatile Settings settings = Settings.NONE;

    /**
     * Opens nothing yet: the first call connects.
     *
     * @param config the settings
     */
    @Activate
    public AntidoteComponent(Config config) {
        adapter = new AntidoteAdapter(List.of(), Limits.DEFAULT);
        modified(config);
    }

    @Modified
    void modified(Config config) {
        settings = Settings.of(config, settings);
        settings.problems().forEach(problem -> LOG.error("{}: {}", PID, problem));
        adapter.configure(settings.hosts(), settings.limits());
    }

    @Deactivate
    void deactivate() {
        adapter.close();
    }

    @Override
    public String name() {
        return adapter.name();
    }

    @Override
    public List<Optional<byte[]>> read(List<String> keys) throws StorageException {
        return adapter.read(keys);
    }

    @Override
    public Set<String> members(String key) throws StorageException {
        return adapter.members(key);
    }

    @Override
    public void update(List<Change> changes) throws StorageException {
        adapter.update(changes);
    }

    @Override
    public List<String> warnings() {
        return adapter.warnings();
    }

    @Override
    public long cost(List<Change> changes) {
        return adapter.cost(changes);
    }

    @Override
    public Result execute() {
        FormattingResultLog log = new FormattingResultLog();
        Settings current = settings;
        current.problems().forEach(problem -> {
            if (current.hosts().isEmpty()) {
                log.critical("{}", problem);
            } else {
                log.warn("{}", problem);
            }
        });
        adapter.inUse().ifPresent(host -> log.info("AntidoteDB at {} answers.", host));
        adapter.problem()
                .ifPresent(problem -> log.warn(
                        "{}. Nothing is lost: what this monitor owns waits on its disk, and it is tried again by itself. See whether"
                                + " the server runs, and whether its firewall lets this monitor to its port.",
                        problem));
        adapter.warnings().forEach(warning -> log.warn("{}.", warning));
        return new Result(log);
    }
}
