// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.bench;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import net.guifi.dimon.api.assignment.AssignmentPolicy;
import net.guifi.dimon.api.assignment.Monitor;
import net.guifi.dimon.api.assignment.Standing;
import net.guifi.dimon.api.assignment.WatchList;
import net.guifi.dimon.api.inventory.Inventory;
import net.guifi.dimon.api.network.Network;
import net.guifi.dimon.api.store.ReplicatedStore;
import net.guifi.dimon.assign.VirtualCoordinator;

/** The real thing. */
final class Coordinated implements Participant {
    private static final Instant START = Instant.parse("2026-11-20T00:00:00Z");

    private final VirtualCoordinator coordinator;
    private final DeviceNumbers devices;
    private WatchList list = WatchList.empty();
    private BitSet watched = new BitSet();

    Coordinated(List<AssignmentPolicy> policies, Monitor self, DeviceNumbers devices, LongSupplier nanos) {
        this.devices = devices;
        coordinator = new VirtualCoordinator(policies, nanos, clock(nanos));
        coordinator.describe(self);
    }

    /** Off by as many days as the monotonic clocks of two monitors are apart. */
    private static Clock clock(LongSupplier nanos) {
        return new Clock() {
            @Override
            public Instant instant() {
                return START.plusNanos(nanos.getAsLong());
            }

            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                throw new UnsupportedOperationException("Only UTC");
            }
        };
    }

    @Override
    public void inventory(Inventory inventory) {
        coordinator.inventory(inventory);
    }

    @Override
    public void step(ReplicatedStore store, Network network) {
        coordinator.step(store, network);
    }

    @Override
    public BitSet watched() {
        if (list != coordinator.watchList()) {
            list = coordinator.watchList();
            watched = devices.of(list.watches().keySet());
        }
        return watched;
    }

    @Override
    public List<String> toAsk() {
        return coordinator.toAsk();
    }

    @Override
    public void answered(String id) {
        coordinator.answered(id);
    }

    @Override
    public void unanswered(String id) {
        coordinator.unanswered(id);
    }

    @Override
    public void leave(ReplicatedStore store) {
        coordinator.leave(store);
    }

    @Override
    public Set<String> counted() {
        return coordinator.monitors().stream()
                .filter(each -> each.standing() == Standing.ALIVE)
                .map(each -> each.monitor().id())
                .collect(Collectors.toSet());
    }

    @Override
    public String report() {
        StringBuilder report = new StringBuilder(coordinator.status().toString());
        coordinator.monitors().forEach(each -> report.append("\n    ")
                .append(each.monitor().id(), 0, 6)
                .append(' ')
                .append(each.standing())
                .append(each.inStep() ? " in step, " : " not in step, ")
                .append(each.watches()));
        return report.toString();
    }
}
