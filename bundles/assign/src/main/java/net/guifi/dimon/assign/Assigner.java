// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.assign;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntSupplier;
import java.util.stream.Collectors;
import net.guifi.dimon.api.assignment.AssignmentPolicy;
import net.guifi.dimon.api.assignment.AssignmentStatus;
import net.guifi.dimon.api.assignment.Assignments;
import net.guifi.dimon.api.assignment.Monitor;
import net.guifi.dimon.api.assignment.MonitorStatus;
import net.guifi.dimon.api.assignment.WatchList;
import net.guifi.dimon.api.assignment.WatchListener;
import net.guifi.dimon.api.health.NetworkHealth;
import net.guifi.dimon.api.inventory.DeviceId;
import net.guifi.dimon.api.inventory.Inventory;
import net.guifi.dimon.api.inventory.InventoryListener;
import net.guifi.dimon.api.network.Network;
import net.guifi.dimon.api.network.NetworkListener;
import net.guifi.dimon.api.network.NetworkSettings;
import net.guifi.dimon.api.store.ReplicatedStore;
import net.guifi.dimon.api.store.StoreListener;
import org.apache.felix.hc.api.FormattingResultLog;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.osgi.framework.BundleContext;
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
 * Gives the {@link Coordinator} what it needs from the container, tells the probes what it comes to, and asks the
 * neighbours. One thread does all of it, so that nothing is told out of order. While the store is away, everything stays
 * as it was.
 */
@Component(
        name = "net.guifi.dimon.assign",
        immediate = true,
        service = {
            Assignments.class,
            InventoryListener.class,
            StoreListener.class,
            NetworkListener.class,
            HealthCheck.class
        },
        property = {"hc.name=Assignment", "hc.tags=dimon"})
@Designate(ocd = Assigner.Config.class)
public final class Assigner implements Assignments, InventoryListener, StoreListener, NetworkListener, HealthCheck {
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
         * @return a number of devices; 0 for a monitor that watches nothing, -1 for as many as this machine can
         */
        @AttributeDefinition(name = "%capacity", description = "%capacity.description", min = "-1")
        int capacity() default -1;

        /**
         * Where this monitor stands.
         *
         * @return title or id of a zone; may be empty
         */
        @AttributeDefinition(name = "%zone", description = "%zone.description", required = false)
        String zone() default "";

        /**
         * What this monitor stands on: two monitors of one node are not both given a device where there are others.
         *
         * @return title or id of a node; may be empty
         */
        @AttributeDefinition(name = "%node", description = "%node.description", required = false)
        String node() default "";

        /**
         * Where others reach this monitor.
         *
         * @return base URLs of its HTTP API; those of the host's addresses when empty
         */
        @AttributeDefinition(name = "%endpoints", description = "%endpoints.description", required = false)
        String[] endpoints() default {};
    }

    private static final Logger LOG = LoggerFactory.getLogger(Assigner.class);
    private static final String PORT = "org.osgi.service.http.port";
    private static final int USUAL_PORT = 8080;
    private static final Duration STOP_LIMIT = Duration.ofSeconds(5);
    private static final Duration TICK = Duration.ofSeconds(1);
    private static final Duration QUIET = Duration.ofSeconds(2);
    private static final Duration LOOK_AROUND = Duration.ofMinutes(1);

    private final int port;
    private final IntSupplier measured;
    private final ScheduledThreadPoolExecutor worker = new ScheduledThreadPoolExecutor(1, Assigner::thread);
    private final AtomicBoolean planned = new AtomicBoolean();
    private final List<AssignmentPolicy> bound = new CopyOnWriteArrayList<>();
    private volatile List<AssignmentPolicy> policies = List.of();
    private volatile long boundAt;
    private final List<WatchListener> listeners = new CopyOnWriteArrayList<>();
    private final Coordinator coordinator = new Coordinator(() -> policies, System::nanoTime);
    private final Neighbours neighbours = new Neighbours(this::asked);
    private volatile Optional<ReplicatedStore> store = Optional.empty();
    private volatile Optional<Network> network = Optional.empty();
    private volatile Optional<NetworkHealth> health = Optional.empty();
    private volatile Config config;
    private volatile boolean inventoryKnown;
    private volatile Optional<String> failure = Optional.empty();
    private WatchList told = WatchList.empty();
    private boolean everTold;

    /**
     * Starts with what the operator set.
     *
     * @param context tells the port of the HTTP API, and when the framework stops
     * @param config the settings
     */
    @Activate
    public Assigner(BundleContext context, Config config) {
        this(config, port(context.getProperty(PORT)), Capacity.ofThisMachine(context)::devices);
        // Goes with the bundle: nobody has to remove it.
        context.addBundleListener(new Farewell(this::leave));
    }

    Assigner(Config config, int port, IntSupplier measured) {
        this.config = config;
        this.port = port;
        this.measured = measured;
        submit(this::describe);
        worker.scheduleAtFixedRate(this::tick, TICK.toMillis(), TICK.toMillis(), TimeUnit.MILLISECONDS);
        worker.scheduleAtFixedRate(
                () -> attempt(this::describe), LOOK_AROUND.toMillis(), LOOK_AROUND.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "dimon-assign");
        thread.setDaemon(true);
        return thread;
    }

    private static int port(String property) {
        return property != null && property.matches("[0-9]{1,5}") ? Integer.parseInt(property) : USUAL_PORT;
    }

    @Modified
    void modified(Config changed) {
        config = changed;
        submit(this::describe);
        step();
    }

    @Deactivate
    void deactivate() {
        neighbours.close();
        // No interrupt: within the store it would close the file under another bundle.
        worker.shutdown();
        try {
            if (!worker.awaitTermination(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("Working out who watches what did not end within {}", STOP_LIMIT);
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
        step();
    }

    void unbindStore(ReplicatedStore unbound) {
        if (store.filter(current -> current == unbound).isPresent()) {
            store = Optional.empty();
        }
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindNetwork(Network bound) {
        network = Optional.of(bound);
        step();
    }

    void unbindNetwork(Network unbound) {
        if (network.filter(current -> current == unbound).isPresent()) {
            network = Optional.empty();
        }
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindHealth(NetworkHealth bound) {
        health = Optional.of(bound);
    }

    void unbindHealth(NetworkHealth unbound) {
        if (health.filter(current -> current == unbound).isPresent()) {
            health = Optional.empty();
        }
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindPolicy(AssignmentPolicy policy) {
        bound.add(policy);
        boundAt = System.nanoTime();
    }

    void unbindPolicy(AssignmentPolicy policy) {
        bound.remove(policy);
        boundAt = System.nanoTime();
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindListener(WatchListener listener) {
        submit(() -> {
            listeners.add(listener);
            if (everTold) {
                tell(listener, told);
            }
        });
    }

    void unbindListener(WatchListener listener) {
        submit(() -> listeners.remove(listener));
    }

    @Override
    public void inventoryChanged(Inventory changed) {
        submit(() -> {
            coordinator.inventory(changed);
            inventoryKnown = true;
        });
        step();
    }

    @Override
    public void storeChanged(String owner, Set<String> names) {
        step();
    }

    @Override
    public void settingsChanged(NetworkSettings settings) {
        step();
    }

    @Override
    public List<MonitorStatus> monitors() {
        return coordinator.monitors();
    }

    @Override
    public AssignmentStatus status() {
        return coordinator.status();
    }

    @Override
    public List<DeviceId> below(int most) {
        return coordinator.below(most);
    }

    @Override
    public WatchList watchList() {
        return coordinator.watchList();
    }

    @Override
    public List<String> watchers(DeviceId device) {
        return coordinator.watchers(device);
    }

    @Override
    public Result execute() {
        FormattingResultLog log = new FormattingResultLog();
        if (store.isEmpty() || network.isEmpty()) {
            log.warn("There is no store: everything goes on as it was. Is the bundle of a store running?");
        }
        if (!inventoryKnown) {
            log.warn("There is no inventory yet. Is the inventory bundle running?");
        }
        if (bound.isEmpty()) {
            log.warn("There is no policy that decides who watches what: the assign bundle is not whole.");
        }
        failure.ifPresent(text -> log.critical("Working out who watches what failed: {}", text));
        Diagnosis.tell(
                log,
                coordinator.status(),
                coordinator.monitors(),
                coordinator.watchList().watches().size());
        return new Result(log);
    }

    /** Several causes at once are worked out once. */
    private void step() {
        if (planned.compareAndSet(false, true)) {
            submit(() -> {
                planned.set(false);
                work();
            });
        }
    }

    private void submit(Runnable task) {
        try {
            worker.execute(() -> attempt(task));
        } catch (RejectedExecutionException e) {
            LOG.debug("Stopped: nothing is worked out any more");
        }
    }

    private void attempt(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            // An error of one policy must not be the end of all work, unseen.
            if (!failure.equals(Optional.of(e.toString()))) {
                LOG.error("Working out who watches what failed", e);
            }
            failure = Optional.of(e.toString());
        }
    }

    private void tick() {
        attempt(this::work);
        attempt(() -> {
            neighbours.keep(
                    monitors().stream().map(status -> status.monitor().id()).collect(Collectors.toUnmodifiableSet()));
            neighbours.endOverdue();
            neighbours.ask(coordinator.toAsk());
        });
    }

    private void asked(String monitor, boolean answered) {
        if (answered) {
            coordinator.answered(monitor);
        } else {
            coordinator.unanswered(monitor);
        }
        step();
    }

    private void work() {
        // A bundle's policies come and go one after another: the others must not think that some are lacking.
        if (System.nanoTime() - boundAt >= QUIET.toNanos()) {
            policies = List.copyOf(bound);
        }
        if (store.isEmpty() || network.isEmpty() || policies.isEmpty()) {
            return;
        }
        coordinator.step(store.get(), network.get(), health);
        failure = Optional.empty();
        WatchList next = coordinator.watchList();
        if (!coordinator.isReady() || everTold && next == told) {
            return;
        }
        WatchList.Difference difference = next.since(told);
        if (!everTold || !difference.isEmpty()) {
            LOG.info(
                    "Watching {} devices: {} new, {} changed, {} let go",
                    next.watches().size(),
                    difference.added().size(),
                    difference.changed().size(),
                    difference.removed().size());
            listeners.forEach(listener -> tell(listener, next));
        }
        told = next;
        everTold = true;
    }

    private void describe() {
        Config settings = config;
        List<URI> written = Endpoints.configured(List.of(settings.endpoints()));
        coordinator.describe(new Monitor(
                "",
                settings.monitorName().isBlank() ? hostName() : settings.monitorName(),
                settings.capacity() < 0 ? measured.getAsInt() : settings.capacity(),
                text(settings.zone()),
                text(settings.node()),
                written.isEmpty() ? Endpoints.ofHost(port) : written,
                new TreeSet<>()));
    }

    private static Optional<String> text(String setting) {
        return Optional.of(setting.strip()).filter(text -> !text.isEmpty());
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            LOG.debug("The host has no name", e);
            return "dimon";
        }
    }

    /** The framework stops: the others are told before anything of it goes. */
    void leave() {
        Optional<ReplicatedStore> last = store;
        if (last.isEmpty()) {
            return;
        }
        long end = System.nanoTime() + Farewell.LIMIT.toNanos();
        try {
            Future<?> left = worker.submit(() -> coordinator.leave(last.get()));
            left.get(Farewell.LIMIT.toMillis(), TimeUnit.MILLISECONDS);
            Farewell.await(last.get(), end);
        } catch (RejectedExecutionException | ExecutionException | TimeoutException e) {
            LOG.warn("The other monitors could not be told that this one stops", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
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
