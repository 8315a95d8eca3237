// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storedirectory;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.Map;
import java.util.Optional;
import net.guifi.dimon.api.platform.DataDirectory;
import net.guifi.dimon.api.store.StorageAdapter;
import org.apache.felix.hc.api.FormattingResultLog;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A storage adapter over a folder that something else shares, one for each configuration. Another folder is another
 * engine, so it has another service {@link StorageAdapter}.
 */
@Component(
        name = DirectoryComponent.PID,
        immediate = true,
        service = HealthCheck.class,
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = {HealthCheck.NAME + "=Store in a folder", HealthCheck.TAGS + "=dimon"})
@Designate(ocd = DirectoryComponent.Config.class, factory = true)
public final class DirectoryComponent implements HealthCheck {
    static final String PID = "net.guifi.dimon.store-directory";

    private static final Logger LOG = LoggerFactory.getLogger(DirectoryComponent.class);
    /** Within the minute that a call may last. */
    private static final Duration LIMIT = Duration.ofSeconds(45);

    /** What an operator can set. */
    @ObjectClassDefinition(localization = "OSGI-INF/l10n/store-directory", name = "%name", description = "%description")
    public @interface Config {
        /**
         * The folder.
         *
         * @return an absolute path
         */
        @AttributeDefinition(name = "%folder", description = "%folder.description")
        String folder();

        /**
         * Who may read and write what is written there.
         *
         * @return {@code owner} or {@code group}
         */
        @AttributeDefinition(
                name = "%access",
                description = "%access.description",
                options = {
                    @Option(label = "%access.owner", value = "owner"),
                    @Option(label = "%access.group", value = "group")
                })
        String access() default "owner";
    }

    private final BundleContext context;

    // Guarded by this.
    private Path folder;
    private Access access = Access.OWNER;
    private DirectoryAdapter adapter;
    private ServiceRegistration<StorageAdapter> registration;
    private Optional<String> mistake = Optional.empty();

    /**
     * Offers the folder.
     *
     * @param context tells the data directory
     * @param config the settings
     */
    @Activate
    public DirectoryComponent(BundleContext context, Config config) {
        this.context = context;
        modified(config);
    }

    @Modified
    synchronized void modified(Config config) {
        mistake = Optional.empty();
        Path before = folder;
        folder = folder(config.folder());
        access = access(config.access());
        mistake.ifPresent(text -> LOG.error("{}: {}", PID, text));
        if (folder == null) {
            return;
        }
        if (folder.equals(before)) {
            adapter.setAccess(access);
            return;
        }
        withdraw();
        adapter = new DirectoryAdapter(new Folder(folder, DataDirectory.of(context, "store-directory")), access, LIMIT);
        Dictionary<String, Object> properties = new Hashtable<>(Map.of("folder", folder.toString()));
        registration = context.registerService(StorageAdapter.class, adapter, properties);
    }

    /** The folder that is asked for, or the former one. */
    private Path folder(String text) {
        try {
            if (text != null && !text.isBlank() && Path.of(text.trim()).isAbsolute()) {
                return Path.of(text.trim()).normalize();
            }
            mistake = Optional.of("folder is \"" + (text == null ? "" : text)
                    + "\": an absolute path is expected, such as /srv/dimon");
        } catch (InvalidPathException e) {
            mistake = Optional.of("folder: " + e.getMessage());
        }
        return folder;
    }

    private Access access(String text) {
        try {
            return Access.of(text);
        } catch (IllegalArgumentException e) {
            mistake = Optional.of(e.getMessage());
            return access;
        }
    }

    private void withdraw() {
        if (registration != null) {
            registration.unregister();
            adapter.close();
            registration = null;
        }
    }

    /** Withdraws the adapter. What is in the folder stays. */
    @Deactivate
    public synchronized void deactivate() {
        withdraw();
    }

    @Override
    public synchronized Result execute() {
        FormattingResultLog log = new FormattingResultLog();
        mistake.ifPresent(text -> log.critical(
                "Setting of {}: {}. {}",
                PID,
                text,
                folder == null ? "No folder is used." : "The value before goes on."));
        if (folder != null) {
            report(log);
        }
        return new Result(log);
    }

    private void report(FormattingResultLog log) {
        DirectoryAdapter.State state = adapter.state();
        String since = state.since()
                .map(moment -> moment.truncatedTo(ChronoUnit.SECONDS).toString())
                .orElse("");
        if (state.since().isEmpty()) {
            log.info("{} was not asked yet.", adapter.name());
        } else if (state.problem().isEmpty()) {
            log.info("{} answers since {}.", adapter.name(), since);
        } else {
            log.warn(
                    "{}, since {}. The monitor goes on with what is on its own disk, and tries again by itself.",
                    state.problem().get(),
                    since);
        }
        adapter.warnings().forEach(text -> log.warn("{}: {}.", adapter.name(), text));
    }
}
