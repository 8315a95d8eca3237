// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.discovery;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import net.guifi.dimon.api.assignment.Assignments;
import net.guifi.dimon.api.discovery.Channel;
import net.guifi.dimon.api.discovery.Discovery;
import net.guifi.dimon.api.discovery.Found;
import net.guifi.dimon.api.platform.DataDirectory;
import net.guifi.dimon.api.store.ReplicatedStore;
import net.guifi.dimon.api.store.StorageAdapter;
import org.apache.felix.hc.api.FormattingResultLog;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.osgi.framework.BundleContext;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Announces this monitor and finds others, on each {@link Way} there is. */
@Component(
        name = DiscoveryComponent.PID,
        immediate = true,
        service = {Discovery.class, HealthCheck.class},
        property = {HealthCheck.NAME + "=Discovery", HealthCheck.TAGS + "=dimon"})
@Designate(ocd = DiscoveryComponent.Config.class)
public final class DiscoveryComponent implements Discovery, HealthCheck {
    static final String PID = "net.guifi.dimon.discovery";

    /** What an operator can set. */
    @ObjectClassDefinition(localization = "OSGI-INF/l10n/discovery", name = "%name", description = "%description")
    @interface Config {
        @AttributeDefinition(name = "%announce", description = "%announce.description")
        boolean announce() default true;

        /** Empty for the name of the host. */
        @AttributeDefinition(name = "%monitorName", description = "%monitorName.description", required = false)
        String name() default "";

        /** CIDR notation each. */
        @AttributeDefinition(name = "%networks", description = "%networks.description")
        String[] networks() default {
            "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "fc00::/7", "fe80::/10"
        };

        @AttributeDefinition(name = "%mdns", description = "%mdns.description")
        boolean mdns() default true;

        /** HOST:PORT of a loopback address. */
        @AttributeDefinition(name = "%serf", description = "%serf.description", required = false)
        String serf() default "127.0.0.1:7373";

        @AttributeDefinition(name = "%serfKey", description = "%serfKey.description", required = false)
        String serfKey() default "";

        @AttributeDefinition(
                name = "%join",
                description = "%join.description",
                options = {
                    @Option(label = "%join.propose", value = "propose"),
                    @Option(label = "%join.auto", value = "auto")
                })
        String join() default "propose";

        @AttributeDefinition(name = "%offerStore", description = "%offerStore.description")
        boolean offerStore() default true;

        /** Empty, or 1 to 9999999. */
        @AttributeDefinition(name = "%snp", description = "%snp.description", required = false)
        String snpGraphServerId() default "";

        /** An absolute path. */
        @AttributeDefinition(name = "%announceResult", description = "%announceResult.description")
        String announceResult() default "/run/dimon-announce/result";
    }

    private static final Logger LOG = LoggerFactory.getLogger(DiscoveryComponent.class);
    /** Until then the services are there that this monitor tells of. */
    private static final Duration FIRST = Duration.ofSeconds(4);

    private static final Duration PERIOD = Duration.ofSeconds(5);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(10);

    private final Clock clock = Clock.systemUTC();
    private final BundleContext context;
    private final StoreConfigurations configurations;
    private final Adapters adapters = new Adapters();
    private final Discoverer discoverer;
    private final ScheduledExecutorService worker;
    private final AtomicBoolean waiting = new AtomicBoolean();

    private volatile Settings settings = Settings.NONE;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile ReplicatedStore store;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile Assignments assignments;

    /**
     * Begins to look around.
     *
     * @param context tells the ports, the release and the data directory
     * @param admin where a store that is taken is written down
     * @param config the settings
     */
    @Activate
    public DiscoveryComponent(BundleContext context, @Reference ConfigurationAdmin admin, Config config) {
        this.context = context;
        configurations = new StoreConfigurations(admin);
        discoverer = new Discoverer(
                DataDirectory.of(context, "announcement").resolve("wanted"), new Joining(configurations), clock);
        worker = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "dimon-discovery");
            thread.setDaemon(true);
            return thread;
        });
        apply(config);
        worker.scheduleWithFixedDelay(this::look, FIRST.toMillis(), PERIOD.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Modified
    void modified(Config config) {
        apply(config);
        lookSoon();
    }

    private void apply(Config config) {
        Settings next = Settings.of(config, settings);
        next.problems().forEach(problem -> LOG.error("{}: {}", PID, problem));
        settings = next;
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindAdapter(StorageAdapter adapter, Map<String, Object> properties) {
        adapters.put(adapter, properties);
        lookSoon();
    }

    void updatedAdapter(StorageAdapter adapter, Map<String, Object> properties) {
        bindAdapter(adapter, properties);
    }

    void unbindAdapter(StorageAdapter adapter) {
        adapters.remove(adapter);
        lookSoon();
    }

    /** Many changes at once are one reason to look. */
    private void lookSoon() {
        if (waiting.compareAndSet(false, true)) {
            try {
                worker.execute(this::look);
            } catch (RejectedExecutionException e) {
                LOG.debug("It is being stopped", e);
            }
        }
    }

    private void look() {
        waiting.set(false);
        try {
            discoverer.look(Optional.ofNullable(store), settings, adapters, ports(), watches());
        } catch (RuntimeException e) {
            LOG.error("Discovery failed this time, and tries again", e);
        }
    }

    private Discoverer.Ports ports() {
        return new Discoverer.Ports(
                number("org.osgi.service.http.port"),
                number("org.osgi.service.http.port.secure"),
                context.getBundle().getVersion().toString());
    }

    private OptionalInt watches() {
        Assignments known = assignments;
        return known == null
                ? OptionalInt.empty()
                : OptionalInt.of(known.watchList().watches().size());
    }

    private OptionalInt number(String property) {
        String text = context.getProperty(property);
        return text != null && text.matches("[0-9]{1,5}")
                ? OptionalInt.of(Integer.parseInt(text))
                : OptionalInt.empty();
    }

    @Deactivate
    void deactivate() {
        worker.shutdownNow();
        try {
            if (!worker.awaitTermination(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("Discovery did not stop within {}", STOP_LIMIT);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        discoverer.close();
    }

    @Override
    public List<Found> found() {
        return discoverer.result().found();
    }

    @Override
    public List<Channel> channels() {
        return discoverer.channels();
    }

    @Override
    public boolean isAnnounced() {
        return settings.announce();
    }

    @Override
    public void announce(boolean announced) throws IOException {
        configurations.set("announce", announced);
        settings = settings.withAnnounce(announced);
        lookSoon();
    }

    @Override
    public Optional<Found> proposal() {
        return discoverer.proposal();
    }

    @Override
    public Result execute() {
        FormattingResultLog log = new FormattingResultLog();
        settings.problems().forEach(problem -> log.warn("Setting of {}: {}.", PID, problem));
        discoverer.report(log, settings);
        return new Result(log);
    }
}
