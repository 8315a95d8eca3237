// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.assign;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import net.guifi.dimon.api.assignment.AssignmentPolicy;
import net.guifi.dimon.api.assignment.AssignmentStatus;
import net.guifi.dimon.api.assignment.Assignments;
import net.guifi.dimon.api.assignment.Monitor;
import net.guifi.dimon.api.assignment.MonitorStatus;
import net.guifi.dimon.api.assignment.Standing;
import net.guifi.dimon.api.assignment.WatchList;
import net.guifi.dimon.api.assignment.WatchListener;
import net.guifi.dimon.api.inventory.Device;
import net.guifi.dimon.api.inventory.DeviceId;
import net.guifi.dimon.api.inventory.Inventory;
import net.guifi.dimon.api.inventory.InventoryListener;
import net.guifi.dimon.api.network.Network;
import net.guifi.dimon.api.store.ReplicatedStore;
import net.guifi.dimon.api.store.StoreException;
import net.guifi.dimon.api.store.StoreListener;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
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
 * Works out what this monitor watches from the inventory, the monitors in the store and the policy, tells the probes,
 * and writes into the store what it came to. One thread does all of it, so that nothing is told out of order.
 */
@Component(
        name = "net.guifi.dimon.assign",
        immediate = true,
        service = {Assignments.class, InventoryListener.class, StoreListener.class, HealthCheck.class},
        property = {"hc.name=Assignment", "hc.tags=dimon"})
@Designate(ocd = Assigner.Config.class)
public final class Assigner implements Assignments, InventoryListener, StoreListener, HealthCheck {
    /** What an operator can set. */
    @ObjectClassDefinition(localization = "OSGI-INF/l10n/assign", name = "%name", description = "%description")
    public @interface Config {
        /**
         * What people call this monitor.
         *
         * @return a name; the host's when empty
         */
        @AttributeDefinition(name = "%monitorName", description = "%monitorName.description", required = false)
        String monitorName() default "";

        /**
         * How many devices this monitor can watch.
         *
         * @return a number of devices; 0 for a monitor that watches nothing
         */
        @AttributeDefinition(name = "%capacity", description = "%capacity.description", min = "0")
        int capacity() default 60_000;

        /**
         * Where this monitor stands.
         *
         * @return title or id of a zone; may be empty
         */
        @AttributeDefinition(name = "%zone", description = "%zone.description", required = false)
        String zone() default "";

        /**
         * Where others reach this monitor.
         *
         * @return base URLs of its HTTP API
         */
        @AttributeDefinition(name = "%endpoints", description = "%endpoints.description", required = false)
        String[] endpoints() default {};

        /**
         * Which policy decides.
         *
         * @return the name of a policy
         */
        @AttributeDefinition(name = "%policy", description = "%policy.description")
        String policy() default "balanced";

        /**
         * How many monitors each device should have.
         *
         * @return at least 1
         */
        @AttributeDefinition(name = "%redundancy", description = "%redundancy.description", min = "1")
        int redundancy() default 2;
    }

    private static final Logger LOG = LoggerFactory.getLogger(Assigner.class);
    private static final long STOP_SECONDS = 5;

    private final Clock clock;
    private final Instant started;
    private final ExecutorService worker = Executors.newSingleThreadExecutor(task -> new Thread(task, "dimon-assign"));
    private final AtomicBoolean planned = new AtomicBoolean();
    private final AtomicBoolean looking = new AtomicBoolean();
    private final Map<String, AssignmentPolicy> policies = new ConcurrentHashMap<>();
    private final List<WatchListener> listeners = new CopyOnWriteArrayList<>();
    private final Roster roster = new Roster();
    private volatile Optional<ReplicatedStore> store = Optional.empty();
    private volatile Optional<Network> network = Optional.empty();
    private volatile Inventory inventory = Inventory.empty();
    private volatile boolean inventoryKnown;
    private volatile Config config;
    private volatile Plan plan = Plan.NONE;
    private volatile Optional<Monitor> self = Optional.empty();
    private volatile Optional<String> problem = Optional.of("Nothing was worked out yet");

    /**
     * Starts with what the operator set.
     *
     * @param config the settings
     */
    @Activate
    public Assigner(Config config) {
        this(config, Clock.systemUTC());
    }

    Assigner(Config config, Clock clock) {
        this.config = config;
        this.clock = clock;
        this.started = clock.instant();
    }

    @Modified
    void modified(Config changed) {
        config = changed;
        replan();
    }

    @Deactivate
    void deactivate() {
        // No interrupt: within the store it would close the file under another bundle.
        worker.shutdown();
        try {
            if (!worker.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("Working out who watches what did not end within {} s", STOP_SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindStore(ReplicatedStore bound) {
        store = Optional.of(bound);
        replan();
    }

    void unbindStore(ReplicatedStore unbound) {
        if (store.filter(current -> current == unbound).isPresent()) {
            store = Optional.empty();
            // The probes go on with the list they have.
            replan();
        }
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindNetwork(Network bound) {
        network = Optional.of(bound);
    }

    void unbindNetwork(Network unbound) {
        if (network.filter(current -> current == unbound).isPresent()) {
            network = Optional.empty();
        }
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindPolicy(AssignmentPolicy policy) {
        policies.put(policy.name(), policy);
        replan();
    }

    void unbindPolicy(AssignmentPolicy policy) {
        policies.remove(policy.name(), policy);
        replan();
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindListener(WatchListener listener) {
        submit(() -> {
            listeners.add(listener);
            if (plan != Plan.NONE) {
                tell(listener, plan.own());
            }
        });
    }

    void unbindListener(WatchListener listener) {
        submit(() -> listeners.remove(listener));
    }

    @Override
    public void inventoryChanged(Inventory changed) {
        inventory = changed;
        inventoryKnown = true;
        replan();
    }

    @Override
    public void storeChanged(String owner, Set<String> names) {
        if (looking.compareAndSet(false, true)) {
            submit(() -> {
                looking.set(false);
                roster.look(network, clock.instant());
            });
        }
    }

    @Override
    public List<MonitorStatus> monitors() {
        List<MonitorStatus> monitors = new ArrayList<>();
        self.ifPresent(known -> monitors.add(new MonitorStatus(
                known, true, Standing.ALIVE, true, plan.own().watches().size(), Optional.of(started))));
        // Looked up at each question: that somebody has fallen silent is no news that would come by itself.
        store.ifPresent(shared -> monitors.addAll(roster.others(shared, network, clock.instant())));
        return List.copyOf(monitors);
    }

    @Override
    public AssignmentStatus status() {
        int devices = inventory.monitored();
        int watched = plan.own().watches().size();
        return new AssignmentStatus(
                devices,
                config.redundancy(),
                devices,
                devices - watched,
                0,
                config.policy(),
                "",
                true,
                problem.stream().toList());
    }

    @Override
    public List<DeviceId> below(int most) {
        return inventory.devices().values().stream()
                .filter(Device::monitored)
                .map(Device::id)
                .limit(most)
                .toList();
    }

    @Override
    public WatchList watchList() {
        return plan.own();
    }

    @Override
    public List<String> watchers(DeviceId device) {
        return plan.watchers().getOrDefault(device, List.of());
    }

    @Override
    public Result execute() {
        return problem.map(text -> new Result(Result.Status.WARN, text))
                .orElseGet(() -> new Result(
                        Result.Status.OK,
                        "Watching " + plan.own().watches().size() + " devices of " + inventory.monitored()));
    }

    /** Several causes at once are worked out once. */
    private void replan() {
        if (planned.compareAndSet(false, true)) {
            submit(() -> {
                planned.set(false);
                work();
            });
        }
    }

    private void submit(Runnable task) {
        try {
            worker.execute(() -> {
                try {
                    task.run();
                } catch (RuntimeException e) {
                    problem = Optional.of("Working out who watches what failed: " + e);
                    LOG.error("Working out who watches what failed", e);
                }
            });
        } catch (RejectedExecutionException e) {
            LOG.debug("Stopped: nothing is worked out any more");
        }
    }

    private void work() {
        Config settings = config;
        Optional<String> obstacle = obstacle(settings);
        if (obstacle.isPresent()) {
            problem = obstacle;
            return;
        }
        ReplicatedStore shared = store.orElseThrow();
        Monitor described = self(settings, shared.monitorId());
        // The others do not count yet: each monitor watches as if it were alone.
        Plan next = Plan.of(
                policies.get(settings.policy()),
                List.of(described),
                described.id(),
                inventory,
                Math.max(1, settings.redundancy()));
        WatchList before = plan.own();
        boolean first = plan == Plan.NONE;
        plan = next;
        self = Optional.of(described);
        problem = Optional.empty();
        WatchList.Difference difference = next.own().since(before);
        if (first || !difference.isEmpty()) {
            LOG.info(
                    "Watching {} devices: {} new, {} changed, {} let go",
                    next.own().watches().size(),
                    difference.added().size(),
                    difference.changed().size(),
                    difference.removed().size());
            listeners.forEach(listener -> tell(listener, next.own()));
        }
        publish(shared, described, next);
    }

    private Optional<String> obstacle(Config settings) {
        if (store.isEmpty()) {
            return Optional.of("There is no store: the bundle of a store is not running");
        }
        if (!inventoryKnown) {
            return Optional.of("There is no inventory yet: the inventory bundle is not running");
        }
        if (!policies.containsKey(settings.policy())) {
            return Optional.of("There is no policy \"" + settings.policy() + "\"; known are "
                    + policies.keySet().stream().sorted().toList());
        }
        return Optional.empty();
    }

    private static Monitor self(Config settings, String id) {
        List<URI> endpoints = new ArrayList<>();
        for (String endpoint : settings.endpoints()) {
            try {
                endpoints.add(URI.create(endpoint));
            } catch (IllegalArgumentException e) {
                LOG.warn("\"{}\" is no URL of an endpoint: {}", endpoint, e.getMessage());
            }
        }
        String name = settings.monitorName().isBlank() ? hostName() : settings.monitorName();
        Optional<String> zone = Optional.of(settings.zone()).filter(text -> !text.isBlank());
        return new Monitor(
                id, name, Math.max(0, settings.capacity()), zone, Optional.empty(), endpoints, new TreeSet<>());
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            LOG.debug("The host has no name", e);
            return "dimon";
        }
    }

    private static void publish(ReplicatedStore shared, Monitor self, Plan next) {
        putIfChanged(shared, Register.MONITOR, Register.encode(self));
        putIfChanged(
                shared, Register.WATCH, Register.encode(next.own().watches().keySet()));
    }

    private static void putIfChanged(ReplicatedStore shared, String name, byte[] value) {
        try {
            Optional<byte[]> stored = shared.get(shared.monitorId(), name);
            if (stored.filter(bytes -> Arrays.equals(bytes, value)).isEmpty()) {
                shared.put(name, value);
            }
        } catch (StoreException e) {
            LOG.warn("The entry {} was not written: {}", name, e.getMessage());
        }
    }

    private static void tell(WatchListener listener, WatchList list) {
        try {
            listener.watch(list);
        } catch (RuntimeException e) {
            LOG.error("{} failed to take over a watch list", listener.getClass().getName(), e);
        }
    }
}
