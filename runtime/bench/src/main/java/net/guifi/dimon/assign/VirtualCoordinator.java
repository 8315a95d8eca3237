// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.assign;

import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.ToIntFunction;
import net.guifi.dimon.api.assignment.AssignmentPolicy;
import net.guifi.dimon.api.assignment.AssignmentStatus;
import net.guifi.dimon.api.assignment.Monitor;
import net.guifi.dimon.api.assignment.MonitorStatus;
import net.guifi.dimon.api.assignment.WatchList;
import net.guifi.dimon.api.inventory.Device;
import net.guifi.dimon.api.inventory.Inventory;
import net.guifi.dimon.api.network.Network;
import net.guifi.dimon.api.network.NetworkSettings;
import net.guifi.dimon.api.store.ReplicatedStore;

/** The real coordination of one monitor, without its threads: whoever simulates tells it the time and what happens. */
public final class VirtualCoordinator {
    private final Coordinator coordinator;

    /**
     * Begins a monitor that knows nothing yet.
     *
     * @param policies those it has
     * @param nanos its monotonic clock
     * @param clock its clock on the wall
     */
    public VirtualCoordinator(Collection<AssignmentPolicy> policies, LongSupplier nanos, Clock clock) {
        List<AssignmentPolicy> known = List.copyOf(policies);
        this.coordinator = new Coordinator(() -> known, nanos, clock);
    }

    /**
     * The policies of this release.
     *
     * @return new instances
     */
    public static List<AssignmentPolicy> policies() {
        return List.of(balanced(), new ConcentratedPolicy(), new NearPolicy());
    }

    /**
     * The policy that networks have by default.
     *
     * @return a new instance
     */
    public static AssignmentPolicy balanced() {
        return new BalancedPolicy();
    }

    /**
     * How many monitors a device should have at least.
     *
     * @param settings of the network
     * @return a number from 1 for each device
     */
    public static ToIntFunction<Device> least(NetworkSettings settings) {
        RedundancyRules rules = RedundancyRules.of(settings);
        return device -> rules.of(device).least();
    }

    /**
     * Tells which devices there are.
     *
     * @param inventory the newest
     */
    public void inventory(Inventory inventory) {
        coordinator.inventory(inventory);
    }

    /**
     * Tells what this monitor is.
     *
     * @param monitor what it says of itself
     */
    public void describe(Monitor monitor) {
        coordinator.describe(monitor);
    }

    /**
     * Lets it look at what has changed.
     *
     * @param store its store
     * @param network its network
     */
    public void step(ReplicatedStore store, Network network) {
        coordinator.step(store, network, Optional.empty());
    }

    /**
     * What it watches.
     *
     * @return the newest list
     */
    public WatchList watchList() {
        return coordinator.watchList();
    }

    /**
     * The monitors that it has to ask whether they are alive.
     *
     * @return their ids
     */
    public List<String> toAsk() {
        return coordinator.toAsk().stream().map(Neighbour::id).toList();
    }

    /**
     * Tells that a monitor answered.
     *
     * @param id which
     */
    public void answered(String id) {
        coordinator.answered(id);
    }

    /**
     * Tells that a monitor did not answer.
     *
     * @param id which
     */
    public void unanswered(String id) {
        coordinator.unanswered(id);
    }

    /**
     * Tells the others that this monitor stops.
     *
     * @param store its store
     */
    public void leave(ReplicatedStore store) {
        coordinator.leave(store);
    }

    /**
     * How it sees the monitors.
     *
     * @return this one first
     */
    public List<MonitorStatus> monitors() {
        return coordinator.monitors();
    }

    /**
     * How it sees the network.
     *
     * @return at the last step
     */
    public AssignmentStatus status() {
        return coordinator.status();
    }
}
