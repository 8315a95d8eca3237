// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.assign;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import net.guifi.dimon.api.assignment.AssignmentPolicy;
import net.guifi.dimon.api.assignment.AssignmentStatus;
import net.guifi.dimon.api.assignment.Monitor;
import net.guifi.dimon.api.assignment.MonitorStatus;
import net.guifi.dimon.api.assignment.Standing;
import net.guifi.dimon.api.assignment.WatchList;
import net.guifi.dimon.api.health.NetworkHealth;
import net.guifi.dimon.api.inventory.Device;
import net.guifi.dimon.api.inventory.DeviceId;
import net.guifi.dimon.api.inventory.Inventory;
import net.guifi.dimon.api.network.Network;
import net.guifi.dimon.api.store.Reach;
import net.guifi.dimon.api.store.ReplicatedStore;
import net.guifi.dimon.api.store.Write;

/**
 * Works out with the other monitors who watches what, from what all of them write into the store. One thread calls
 * what changes something; what is asked may be asked from any.
 */
final class Coordinator {
    private static final int REDUNDANCY = 2;

    private final Supplier<Collection<AssignmentPolicy>> policies;
    private final LongSupplier nanos;
    private volatile Plan plan = Plan.NONE;
    private volatile List<MonitorStatus> monitors = List.of();
    private volatile List<Neighbour> neighbours = List.of();
    private volatile Inventory inventory = Inventory.empty();
    private volatile Optional<Monitor> described = Optional.empty();
    private boolean leaving;

    Coordinator(Supplier<Collection<AssignmentPolicy>> policies, LongSupplier nanos) {
        this.policies = policies;
        this.nanos = nanos;
    }

    void inventory(Inventory changed) {
        inventory = changed;
    }

    /** What this monitor says of itself; its id is the store's. */
    void describe(Monitor monitor) {
        described = Optional.of(monitor);
    }

    /** Looks at what has changed, works out anew what depends on it, and writes what came of it. */
    void step(ReplicatedStore store, Network network, Optional<NetworkHealth> health) {
        if (described.isEmpty() || leaving) {
            return;
        }
        String id = store.monitorId();
        Monitor told = described.orElseThrow();
        Monitor self = new Monitor(
                id, told.name(), told.capacity(), told.zone(), told.node(), told.endpoints(), told.policies());
        Roster roster = new Roster();
        Instant now = Instant.now();
        List<MonitorStatus> others = roster.others(store, Optional.of(network), now);
        List<MonitorStatus> all = new ArrayList<>();
        all.add(new MonitorStatus(
                self,
                true,
                network.members().stream().anyMatch(member -> member.self() && member.admitted())
                        ? Standing.ALIVE
                        : Standing.WAITING,
                true,
                plan.own().watches().size(),
                Optional.empty()));
        all.addAll(others);
        monitors = List.copyOf(all);
        List<Monitor> live = all.stream()
                .filter(MonitorStatus::alive)
                .map(MonitorStatus::monitor)
                .sorted(Comparator.comparing(Monitor::id))
                .toList();
        Optional<AssignmentPolicy> policy = policies.get().stream()
                .filter(each -> each.name().equals("balanced"))
                .max(Comparator.comparingInt(AssignmentPolicy::version));
        policy.ifPresent(each -> plan = Plan.of(each, live, id, inventory, REDUNDANCY));
        List<Write> writes = new ArrayList<>();
        add(store, Register.MONITOR, Register.encode(self), writes);
        add(store, Register.WATCH, Register.encode(plan.own().watches().keySet()), writes);
        if (!writes.isEmpty()) {
            store.apply(writes);
        }
        neighbours = live.stream()
                .filter(monitor -> !monitor.id().equals(id))
                .limit(2)
                .map(monitor -> new Neighbour(monitor.id(), monitor.endpoints()))
                .toList();
    }

    private static void add(ReplicatedStore store, String name, byte[] value, List<Write> writes) {
        if (store.get(store.monitorId(), name)
                .filter(stored -> Arrays.equals(stored, value))
                .isEmpty()) {
            writes.add(new Write.Put(name, value, Reach.EVERYWHERE));
        }
    }

    WatchList watchList() {
        return plan.own();
    }

    /** The monitors that this one has to ask now. */
    List<Neighbour> toAsk() {
        return neighbours;
    }

    void answered(String id) {
        nanos.getAsLong();
    }

    void unanswered(String id) {
        nanos.getAsLong();
    }

    /** Tells the others that this monitor stops. */
    void leave(ReplicatedStore store) {
        leaving = true;
    }

    /** This monitor first, then the others by id. */
    List<MonitorStatus> monitors() {
        return monitors;
    }

    AssignmentStatus status() {
        return new AssignmentStatus(inventory.monitored(), REDUNDANCY, 0, 0, 0, "balanced/1", "", true, List.of());
    }

    List<String> watchers(DeviceId device) {
        return plan.watchers().getOrDefault(device, List.of());
    }

    List<DeviceId> below(int most) {
        return inventory.devices().values().stream()
                .filter(Device::monitored)
                .filter(device -> watchers(device.id()).size() < REDUNDANCY)
                .map(Device::id)
                .limit(most)
                .toList();
    }
}
