// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storeembedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import net.guifi.dimon.api.network.Member;
import net.guifi.dimon.api.network.Network;
import net.guifi.dimon.api.network.NetworkListener;
import net.guifi.dimon.api.network.NetworkSettings;
import net.guifi.dimon.api.network.SettingsRule;
import net.guifi.dimon.api.platform.DataDirectory;
import net.guifi.dimon.api.store.ReplicatedStore;
import net.guifi.dimon.api.store.StorageAdapter;
import net.guifi.dimon.api.store.StoreListener;
import net.guifi.dimon.api.store.StoreStatus;
import org.apache.felix.hc.api.FormattingResultLog;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the replica: under one identity and in one network at a time, with a flow for each storage adapter. The services
 * {@link ReplicatedStore} and {@link Network} come and go with the identity and the network.
 */
@Component(
        name = StoreComponent.PID,
        immediate = true,
        service = HealthCheck.class,
        property = {HealthCheck.NAME + "=Store", HealthCheck.TAGS + "=dimon"})
@Designate(ocd = StoreComponent.Config.class)
public final class StoreComponent implements HealthCheck {
    static final String PID = "net.guifi.dimon.store-embedded";

    private static final Logger LOG = LoggerFactory.getLogger(StoreComponent.class);
    private static final String MONITOR_KEY = "monitor.key";
    private static final String NETWORK_KEY = "network.key";
    private static final String STORE = "replica.mv";
    private static final String DAMAGED = ".damaged";
    private static final Duration RETRY = Duration.ofMinutes(1);

    /** What an operator can set. */
    @ObjectClassDefinition(
            id = PID,
            localization = "OSGI-INF/l10n/store-embedded",
            name = "%name",
            description = "%description")
    public @interface Config {
        /**
         * The network that this monitor belongs to.
         *
         * @return its id; the one founded here when empty
         */
        @AttributeDefinition(name = "%network", description = "%network.description", required = false)
        String network() default "";
    }

    private final BundleContext context;
    private final Path secrets;
    private final Path directory;
    private final Announcer announcer = new Announcer();
    private final KernelClock clock = new KernelClock();
    private final SecureRandom random = new SecureRandom();

    private final List<SettingsRule> rules = new CopyOnWriteArrayList<>();

    // Guarded by this.
    private final Map<StorageAdapter, Flow> flows = new IdentityHashMap<>();
    private final Map<StorageAdapter, Flow> ended = new IdentityHashMap<>();
    private final Set<StorageAdapter> adapters = Collections.newSetFromMap(new IdentityHashMap<>());
    private Optional<Replica> replica = Optional.empty();
    private ServiceRegistration<?> registration;
    private String configuredNetwork;
    private Optional<String> problem = Optional.empty();
    private Optional<Instant> cloneFound = Optional.empty();
    private Optional<Instant> damageFound = Optional.empty();
    private boolean stopped;

    /**
     * Opens the replica; makes the monitor's key and a network of its own at the first start.
     *
     * @param context tells the data directory
     * @param config the settings
     */
    @Activate
    public StoreComponent(BundleContext context, Config config) {
        this.context = context;
        this.secrets = DataDirectory.of(context, "secrets");
        this.directory = DataDirectory.of(context, "store");
        this.configuredNetwork = valid(config.network()).orElse("");
        restart();
    }

    private static Optional<String> valid(String network) {
        String trimmed = network.trim();
        if (!trimmed.isEmpty() && !NetworkRules.isId(trimmed)) {
            LOG.error("{}: \"{}\" is no id of a network: 32 hexadecimal digits are expected", PID, network);
            return Optional.empty();
        }
        return Optional.of(trimmed);
    }

    @Modified
    void modified(Config config) {
        Optional<String> changed = valid(config.network());
        synchronized (this) {
            if (changed.isPresent() && !changed.get().equals(configuredNetwork)) {
                configuredNetwork = changed.get();
                restart();
            }
        }
    }

    /** Ends what runs, and begins anew; tries again later when that fails. */
    private synchronized void restart() {
        end();
        if (stopped) {
            return;
        }
        try {
            begin();
            problem = Optional.empty();
        } catch (IOException | RuntimeException e) {
            if (!problem.equals(Optional.of(String.valueOf(e.getMessage())))) {
                LOG.error("There is no store", e);
            }
            problem = Optional.of(String.valueOf(e.getMessage()));
            announcer.execute(this::retry, RETRY);
        }
    }

    private synchronized void retry() {
        if (replica.isEmpty()) {
            restart();
        }
    }

    private void begin() throws IOException {
        SigningKey monitorKey = SigningKey.loadOrCreate(secrets.resolve(MONITOR_KEY));
        SigningKey networkKey = SigningKey.loadOrCreate(secrets.resolve(NETWORK_KEY));
        String network = configuredNetwork.isEmpty() ? networkKey.id() : configuredNetwork;
        Optional<SigningKey> founding =
                Optional.of(networkKey).filter(key -> key.id().equals(network));
        Replica started;
        try {
            started = open(monitorKey, network, founding);
        } catch (DamagedException e) {
            putAside(e);
            started = open(monitorKey, network, founding);
        }
        LOG.info("Monitor {} of network {}", started.monitorId(), network);
        replica = Optional.of(started);
        announcer.settingsChanged(started.settings());
        adapters.forEach(this::flow);
        Dictionary<String, Object> properties =
                new Hashtable<>(Map.of("monitor", started.monitorId(), "network", network));
        registration = context.registerService(
                new String[] {ReplicatedStore.class.getName(), Network.class.getName()}, started, properties);
    }

    private Replica open(SigningKey monitorKey, String network, Optional<SigningKey> networkKey) throws IOException {
        Shelf shelf = Shelf.open(directory.resolve(STORE));
        try {
            return new Replica(shelf, monitorKey, network, networkKey, Timing.DEFAULT, new Here());
        } catch (RuntimeException e) {
            shelf.close();
            throw e;
        }
    }

    private void putAside(DamagedException problem) throws IOException {
        Path file = directory.resolve(STORE);
        Path aside = directory.resolve(STORE + DAMAGED);
        Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
        damageFound = Optional.of(Instant.now());
        LOG.error(
                "The store cannot be read any more, and begins anew; what others hold of it comes back. The file is {} now",
                aside,
                problem);
    }

    private synchronized void end() {
        if (registration != null) {
            registration.unregister();
            registration = null;
        }
        Flow.stop(flows.values());
        ended.putAll(flows);
        flows.clear();
        replica.ifPresent(Replica::close);
        replica = Optional.empty();
    }

    /** Somebody else uses this monitor's key: the old one is put aside, a new one made. */
    private synchronized void becomeAnother() {
        String before = replica.map(Replica::monitorId).orElse("?");
        end();
        try {
            Path key = secrets.resolve(MONITOR_KEY);
            Files.move(key, secrets.resolve(MONITOR_KEY + ".cloned"), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            problem = Optional.of("The key that another monitor uses could not be put aside: " + e);
            LOG.error("The key that another monitor uses could not be put aside", e);
            announcer.execute(this::becomeAnother, RETRY);
            return;
        }
        restart();
        cloneFound = Optional.of(Instant.now());
        LOG.warn(
                "Monitor {} is now {}: another one uses the key it had. It may have to be admitted anew",
                before,
                replica.map(Replica::monitorId).orElse("?"));
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    synchronized void bindAdapter(StorageAdapter adapter) {
        adapters.add(adapter);
        flow(adapter);
    }

    private void flow(StorageAdapter adapter) {
        replica.ifPresent(running -> flows.put(
                adapter, new Flow(running, running.attach(adapter), Optional.ofNullable(ended.remove(adapter)))));
    }

    synchronized void unbindAdapter(StorageAdapter adapter) {
        adapters.remove(adapter);
        ended.remove(adapter);
        Optional.ofNullable(flows.remove(adapter)).ifPresent(flow -> Flow.stop(List.of(flow)));
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindStoreListener(StoreListener listener) {
        announcer.add(listener);
    }

    void unbindStoreListener(StoreListener listener) {
        announcer.remove(listener);
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindNetworkListener(NetworkListener listener) {
        announcer.add(listener);
    }

    void unbindNetworkListener(NetworkListener listener) {
        announcer.remove(listener);
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindRule(SettingsRule rule) {
        rules.add(rule);
    }

    void unbindRule(SettingsRule rule) {
        rules.remove(rule);
    }

    /** Ends the flows and closes the file; everything that is owned is in it already. */
    @Deactivate
    public void deactivate() {
        synchronized (this) {
            stopped = true;
            end();
        }
        announcer.close();
    }

    @Override
    public synchronized Result execute() {
        FormattingResultLog log = new FormattingResultLog();
        problem.ifPresent(text -> log.critical("{}", text));
        damageFound.ifPresent(when -> log.warn(
                "At {} the store on this disk could not be read any more, and began anew; what other monitors hold came back."
                        + " Check the disk or the card. What was there is in store/{}{}.",
                when,
                STORE,
                DAMAGED));
        cloneFound.ifPresent(when -> log.warn(
                "At {} another monitor was found that uses this one's key (a copied card, or a restored backup): this one has a"
                        + " new id since. Admit it, if the network asks for that; the old key is secrets/{}.cloned.",
                when,
                MONITOR_KEY));
        replica.ifPresent(running -> report(running, log));
        return new Result(log);
    }

    private static void report(Replica running, FormattingResultLog log) {
        running.trouble()
                .ifPresent(text -> log.critical(
                        "What was to be written last is not on the disk. {}. Is it full, or read-only? See df and dmesg.",
                        text));
        StoreStatus status = running.status();
        log.info(
                "Monitor {} of network {}: {} entries, {} of others.",
                running.monitorId(),
                running.networkId(),
                status.entries(),
                status.mirrored());
        if (status.links().isEmpty()) {
            log.info("It is alone: there is no storage adapter.");
        } else if (!running.rules().admits(running.monitorId())) {
            log.warn(
                    "This monitor waits for being admitted to network {}: on a monitor that has the network's key, run"
                            + " dimon admit {}.",
                    running.networkId(),
                    running.monitorId());
        }
        long waiting = running.isAdministrator()
                ? running.members().stream().filter(Member::waits).count()
                : 0;
        if (waiting > 0) {
            log.info("Monitors that wait for being admitted: {}. dimon network lists them.", waiting);
        }
        for (StoreStatus.Link link : status.links()) {
            Duration since = Duration.between(link.since(), Instant.now());
            if (link.trust() == StoreStatus.Trust.TRUSTED) {
                log.info("{} is trusted.", link.name());
            } else {
                log.warn(
                        "{} is {} for {} s: {}. What this monitor owns waits on its disk; it goes on by itself.",
                        link.name(),
                        link.trust() == StoreStatus.Trust.AWAY ? "away" : "doubted",
                        since.toSeconds(),
                        link.problem().orElse("no reason is known"));
            }
            link.warnings().forEach(text -> log.warn("{}: {}", link.name(), text));
        }
        status.refusals().stream()
                .limit(3)
                .forEach(refusal -> log.warn("{} values were refused: {}.", refusal.count(), refusal.reason()));
    }

    /** What the replica knows of this machine. */
    private final class Here implements Surroundings {
        @Override
        public long nanos() {
            return System.nanoTime();
        }

        @Override
        public long random() {
            return random.nextLong();
        }

        @Override
        public boolean clockSynchronised() {
            return clock.isSynchronised();
        }

        @Override
        public void check(NetworkSettings settings) {
            rules.forEach(rule -> rule.check(settings));
        }

        @Override
        public void storeChanged(String owner, Set<String> names) {
            announcer.storeChanged(owner, names);
        }

        @Override
        public void settingsChanged(NetworkSettings settings) {
            announcer.settingsChanged(settings);
        }

        @Override
        public void cloneFound() {
            announcer.execute(StoreComponent.this::becomeAnother);
        }

        @Override
        public void storeDamaged() {
            announcer.execute(StoreComponent.this::restart);
        }
    }
}
