// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToIntFunction;
import net.guifi.dimon.api.inventory.Device;
import net.guifi.dimon.api.inventory.DeviceId;
import net.guifi.dimon.api.inventory.Inventory;
import net.guifi.dimon.api.network.NetworkSettings;

/** Looks on from outside: which devices are really watched, and who let go what was still needed. */
final class Coverage {
    static final double STEP = Math.sqrt(0.5);

    private final SimulatedNetwork network;
    private final DeviceNumbers devices;
    private Inventory inventory = Inventory.empty();
    private int[] least = new int[0];
    private int[] watchers = new int[0];
    private BitSet demanded = new BitSet();
    /** Devices that somebody let go although they were needed. */
    private BitSet letGo = new BitSet();

    /** Devices below what they should have, and those of them that have no watcher at all. */
    private final BitSet lacking = new BitSet();

    private final BitSet alone = new BitSet();
    private int capable;
    private long below;
    private long unwatched;
    private long since;

    private double belowSeconds;
    private double unwatchedSeconds;
    private double letGoSeconds;
    private long moves;
    private long lastChange;
    private long lastBelow;
    private final List<String> violations = new ArrayList<>();

    Coverage(SimulatedNetwork network, DeviceNumbers devices) {
        this.network = network;
        this.devices = devices;
    }

    /** What is to be watched from now on, and how often. */
    void demand(Inventory changed, NetworkSettings settings) {
        advance();
        inventory = changed;
        devices.add(changed);
        watchers = Arrays.copyOf(watchers, devices.size());
        least = new int[devices.size()];
        demanded = devices.monitored(changed);
        ToIntFunction<Device> rule = network.least(settings);
        for (Device device : changed.devices().values()) {
            least[devices.of(device.id())] = rule.applyAsInt(device);
        }
        lacking.and(demanded);
        alone.and(demanded);
        count(demanded);
    }

    void stopped(SimulatedMonitor monitor) {
        advance();
        add(monitor.watched(), -1);
        count(monitor.watched());
    }

    void resumed(SimulatedMonitor monitor) {
        advance();
        add(monitor.watched(), 1);
        count(monitor.watched());
    }

    /**
     * A monitor has another list.
     *
     * @param last what it watched
     * @param next what it watches
     * @param promised what others may rely on that it watches
     */
    void changed(SimulatedMonitor monitor, BitSet last, BitSet next, BitSet promised) {
        BitSet taken = minus(next, last);
        BitSet dropped = minus(last, next);
        if (!taken.isEmpty() || !dropped.isEmpty()) {
            advance();
            lastChange = network.timeline().now();
            moves += taken.cardinality();
            add(taken, 1);
            add(dropped, -1);
        }
        BitSet gone = minus(promised, next);
        gone.and(demanded);
        if (!gone.isEmpty() && monitor.participant().isPresent()) {
            judge(monitor, gone);
        }
        if (!taken.isEmpty() || !dropped.isEmpty()) {
            taken.or(dropped);
            count(taken);
        }
    }

    private static BitSet minus(BitSet one, BitSet other) {
        BitSet rest = (BitSet) one.clone();
        rest.andNot(other);
        return rest;
    }

    private void add(BitSet devices, int change) {
        for (int i = devices.nextSetBit(0); i >= 0; i = devices.nextSetBit(i + 1)) {
            watchers[i] += change;
        }
    }

    /** Nobody may let go what has too few others, unless it could not know that one of them has just died. */
    private void judge(SimulatedMonitor monitor, BitSet gone) {
        NetworkSettings settings = monitor.store().network().settings();
        Set<String> counted = monitor.participant().orElseThrow().counted();
        // A capacity counts in steps of the square root of 2: up to that much of it is not used.
        double room = STEP * network.room(other -> other == monitor || counted.contains(other.id()));
        boolean enough = room >= network.wanted(settings);
        int scarce = room >= inventory.monitored() ? 1 : 0;
        int working = network.capable();
        List<SimulatedMonitor> believed = network.monitors().stream()
                .filter(other -> other != monitor && !other.before().isEmpty())
                .filter(other -> counted.contains(other.id()))
                .toList();
        ToIntFunction<Device> rule = network.least(settings);
        Inventory known = monitor.inventory().orElse(Inventory.empty());
        boolean upToDate = known == inventory && settings.equals(network.settings());
        for (int i = gone.nextSetBit(0); i >= 0; i = gone.nextSetBit(i + 1)) {
            Device device = upToDate ? null : known.devices().get(devices.id(i));
            if (!upToDate && (device == null || !device.monitored())) {
                continue;
            }
            int wanted = upToDate ? least[i] : rule.applyAsInt(device);
            int needed = Math.min(enough ? wanted : scarce, working);
            if (watchers[i] >= needed) {
                continue;
            }
            int number = i;
            long dead = believed.stream()
                    .filter(other ->
                            other.before().get(number) && !other.watched().get(number)
                                    || other.isFrozen() && other.watched().get(number))
                    .count();
            if (watchers[i] + dead < needed) {
                letGo.set(i);
                if (violations.size() < 20) {
                    violations.add("%d s: %s let %s go, which has %d other watchers of %d"
                            .formatted(network.timeline().now() / 1000, monitor, devices.id(i), watchers[i], needed));
                } else if (violations.size() == 20) {
                    violations.add("and more");
                }
            }
        }
    }

    /** Counts anew which of the devices that changed are below what they should have. */
    private void count(BitSet changed) {
        BitSet counted = demanded;
        if (capable == network.capable()) {
            counted = (BitSet) changed.clone();
            counted.or(letGo);
            counted.and(demanded);
        }
        capable = network.capable();
        for (int i = counted.nextSetBit(0); i >= 0; i = counted.nextSetBit(i + 1)) {
            boolean less = watchers[i] < Math.min(least[i], capable);
            lacking.set(i, less);
            alone.set(i, less && watchers[i] == 0);
            if (!less) {
                letGo.clear(i);
            }
        }
        below = lacking.cardinality();
        unwatched = alone.cardinality();
        if (below > 0) {
            lastBelow = network.timeline().now();
        }
    }

    private void advance() {
        long now = network.timeline().now();
        double seconds = (now - since) / 1e3;
        belowSeconds += below * seconds;
        unwatchedSeconds += unwatched * seconds;
        letGoSeconds += letGo.isEmpty() ? 0 : letGo.cardinality() * seconds;
        if (below > 0) {
            lastBelow = now;
        }
        since = now;
    }

    /** Begins to count anew. */
    void reset() {
        advance();
        belowSeconds = 0;
        unwatchedSeconds = 0;
        letGoSeconds = 0;
        moves = 0;
        lastChange = network.timeline().now();
        lastBelow = network.timeline().now();
    }

    double belowSeconds() {
        advance();
        return belowSeconds;
    }

    double unwatchedSeconds() {
        advance();
        return unwatchedSeconds;
    }

    double letGoSeconds() {
        advance();
        return letGoSeconds;
    }

    long moves() {
        return moves;
    }

    /** When a list changed last. */
    long lastChange() {
        return lastChange;
    }

    /** When a device was below its minimum last. */
    long lastBelow() {
        advance();
        return lastBelow;
    }

    long below() {
        return below;
    }

    /** How many monitors really watch a device. */
    int watchers(DeviceId device) {
        return watchers[devices.of(device)];
    }

    Inventory inventory() {
        return inventory;
    }

    List<String> violations() {
        return violations;
    }
}
