// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import net.guifi.dimon.api.assignment.Monitor;
import net.guifi.dimon.api.inventory.Device;
import net.guifi.dimon.api.inventory.Inventory;
import net.guifi.dimon.api.network.NetworkSettings;
import net.guifi.dimon.assign.VirtualCoordinator;

/** Monitors, the data centres that they share, and the network between them, on virtual time. The first founds the network. */
final class SimulatedNetwork implements AutoCloseable {
    /**
     * What is simulated.
     *
     * @param approach how it is decided who watches what
     * @param signed whether with the real replica
     * @param centres number of data centres
     * @param skewed whether the clocks of the monitors are up to 200 days off
     * @param stepMillis how often each monitor looks without a cause
     * @param folder where the replicas have their disks
     */
    record Setup(
            Approach approach, boolean signed, int centres, boolean skewed, long stepMillis, long seed, Path folder) {}

    /** How it is decided who watches what. */
    enum Approach {
        COORDINATED("DIMON"),
        STATIC("static hashing"),
        GREEDY("greedy");

        private final String words;

        Approach(String words) {
            this.words = words;
        }

        @Override
        public String toString() {
            return words;
        }
    }

    private static final long DAY_NANOS = 86_400L * 1_000_000_000;

    private final Setup setup;
    private final Timeline timeline = new Timeline();
    private final Random random;
    private final Random skew;
    private final DataCentres centres;
    private final List<SimulatedMonitor> monitors = new ArrayList<>();
    private final Map<String, SimulatedMonitor> byId = new HashMap<>();
    private final List<RememberedPolicy> policies = new ArrayList<>();
    private final DeviceNumbers devices = new DeviceNumbers();
    private final Coverage coverage = new Coverage(this, devices);
    private final Map<NetworkSettings, ToIntFunction<Device>> leasts = new HashMap<>();
    /** How many watchers all devices of the newest inventory should have together. */
    private final Map<NetworkSettings, Long> wants = new HashMap<>();

    private final GreedyLists lists = new GreedyLists();
    private NetworkSettings settings = NetworkSettings.defaults();
    private Set<String> admitted = new LinkedHashSet<>();
    private Inventory inventory = Inventory.empty();
    private long stepNanos;
    private long planned;

    /** The part of the questions to other processes that get no answer for no reason. */
    double askLosing;
    /** Whether monitors of different sides do not reach each other's processes. */
    boolean apart;

    SimulatedNetwork(Setup setup) {
        this.setup = setup;
        this.random = new Random(setup.seed());
        this.skew = new Random(setup.seed() + 1);
        this.centres = new DataCentres(timeline, random, setup.centres());
        VirtualCoordinator.policies().forEach(policy -> policies.add(new RememberedPolicy(policy)));
    }

    // What its monitors need.

    Timeline timeline() {
        return timeline;
    }

    Random random() {
        return random;
    }

    Coverage coverage() {
        return coverage;
    }

    long stepMillis() {
        return setup.stepMillis();
    }

    List<RememberedPolicy> policies() {
        return policies;
    }

    SimulatedStore newStore(SimulatedMonitor monitor, boolean founder) {
        if (setup.signed()) {
            return new SignedStore(
                    setup.folder().resolve(String.valueOf(monitor.number())),
                    setup.seed(),
                    founder,
                    random.nextLong(),
                    monitor.ways(),
                    monitor::nanos,
                    (owner, names) -> monitor.stepSoon());
        }
        String id = "%016x%016x".formatted(random.nextLong(), random.nextLong());
        return new PlainStore(id, founder, monitor.ways().get(0), monitor::nanos, (owner, names) -> monitor.stepSoon());
    }

    Participant newParticipant(Monitor self, LongSupplier nanos) {
        return switch (setup.approach()) {
            case COORDINATED -> new Coordinated(List.copyOf(policies), self, devices, nanos);
            case STATIC -> new StaticHashing(self.id(), devices);
            case GREEDY -> new Greedy(self, devices, lists, new Random(random.nextLong()));
        };
    }

    boolean answers(SimulatedMonitor asking, String id) {
        SimulatedMonitor asked = byId.get(id);
        return asked != null
                && asked.works()
                && !(apart && asked.side() != asking.side())
                && (askLosing == 0 || random.nextDouble() >= askLosing);
    }

    void spent(long nanos) {
        stepNanos += nanos;
    }

    /** How many monitors a device should have. */
    ToIntFunction<Device> least(NetworkSettings of) {
        return leasts.computeIfAbsent(of, VirtualCoordinator::least);
    }

    /** How many monitors there are that could watch something. */
    int capable() {
        int capable = 0;
        for (SimulatedMonitor monitor : monitors) {
            capable += monitor.works() && monitor.self().capacity() > 0 && isAdmitted(monitor) ? 1 : 0;
        }
        return capable;
    }

    private boolean isAdmitted(SimulatedMonitor monitor) {
        return admitted.contains(monitor.id());
    }

    /** How many watchers all devices should have together. */
    long wanted(NetworkSettings of) {
        return wants.computeIfAbsent(of, each -> {
            ToIntFunction<Device> least = least(each);
            return inventory.devices().values().stream()
                    .filter(Device::monitored)
                    .mapToLong(least::applyAsInt)
                    .sum();
        });
    }

    /** How many devices monitors could watch. */
    long room(Predicate<SimulatedMonitor> which) {
        return monitors.stream()
                .filter(which)
                .filter(this::isAdmitted)
                .mapToLong(monitor ->
                        Math.min(inventory.monitored(), monitor.self().capacity()))
                .sum();
    }

    // What happens.

    DataCentres centres() {
        return centres;
    }

    List<SimulatedMonitor> monitors() {
        return Collections.unmodifiableList(monitors);
    }

    SimulatedMonitor founder() {
        return monitors.get(0);
    }

    /** Sets up a monitor that is not started. */
    SimulatedMonitor add(int capacity, Optional<String> zone, Optional<String> node, int... reached) {
        List<Way> ways = new ArrayList<>();
        for (int centre : reached) {
            ways.add(new Way(centres.get(centre), random));
        }
        long offset = setup.skewed() ? (long) (skew.nextDouble() * 400 * DAY_NANOS) - 200 * DAY_NANOS : 0;
        SimulatedMonitor monitor =
                new SimulatedMonitor(this, monitors.size(), capacity, zone, node, ways, monitors.isEmpty(), offset);
        monitors.add(monitor);
        byId.put(monitor.id(), monitor);
        monitor.inventory(inventory);
        return monitor;
    }

    void admit(Collection<SimulatedMonitor> newcomers) {
        Set<String> ids = new LinkedHashSet<>(admitted);
        newcomers.forEach(monitor -> ids.add(monitor.id()));
        ids.add(founder().id());
        change(Map.of(NetworkSettings.ADMITTED, Optional.of(String.join(" ", ids))));
    }

    /** Changes settings of the network; the founder has to be up. */
    void change(Map<String, Optional<String>> changes) {
        settings = founder().store().network().change(changes);
        admitted = settings.admitted();
        founder().ring();
        coverage.demand(inventory, settings);
    }

    NetworkSettings settings() {
        return settings;
    }

    /** Changes the inventory, of which each monitor that is up hears within some time. */
    void inventory(Inventory changed, long millis) {
        inventory = changed;
        wants.clear();
        coverage.demand(changed, settings);
        for (SimulatedMonitor monitor : monitors) {
            if (millis == 0) {
                monitor.inventory(changed);
            } else {
                hear(monitor, (long) (random.nextDouble() * millis));
            }
        }
    }

    /** Lets a monitor have the newest inventory after a time. */
    void hear(SimulatedMonitor monitor, long millis) {
        timeline.after(millis, () -> {
            if (monitor.isUp() && !monitor.isFrozen()) {
                monitor.inventory(inventory);
            } else {
                hear(monitor, 5_000);
            }
        });
    }

    Inventory inventory() {
        return inventory;
    }

    /** How long one monitor took to decide, since the times were reset: it would have to work out all plans itself. */
    double millisOfOne() {
        long planning = policies.stream().mapToLong(RememberedPolicy::nanos).sum() - planned;
        return ((stepNanos - planning) / (double) monitors.size() + planning) / 1e6;
    }

    void resetTimes() {
        stepNanos = 0;
        planned = policies.stream().mapToLong(RememberedPolicy::nanos).sum();
    }

    @Override
    public void close() {
        monitors.stream().filter(SimulatedMonitor::isUp).forEach(monitor -> monitor.store()
                .stop());
    }
}
