// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.assign;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;
import java.util.stream.IntStream;

/**
 * Gives each device the first monitors in its order that have room, on different nodes: a monitor above its bound sends
 * on the devices in whose order it stands furthest back, to the next that has room (deferred acceptance, Gale and
 * Shapley, 1962: what comes out does not depend on who is looked at first).
 */
final class Filling {
    private static final int NOBODY = -1;

    /** What is tried at most to make room for those who find none, so that a hopeless case does not take long. */
    private static final int MOST_TRIES = 20_000_000;

    /** Where a device that lacks a monitor may get one. */
    private enum Nodes {
        /** On a node that does not watch it; whoever moves to make room for it stays on as many nodes. */
        ANOTHER,
        /** On any; whoever moves to make room for it stays on as many nodes. */
        KEPT,
        /** On any. */
        ANY
    }

    /** A device at a monitor. */
    private record Place(int device, double place, long seed) {}

    private static final Comparator<Place> LAST_FIRST = Comparator.comparingDouble(Place::place)
            .thenComparingLong(Place::seed)
            .reversed();

    private final Field field;
    private final Preferences preferences;
    private final int[] bounds;
    private final int[] loads;

    // The first monitors of each device; which of them watch it, and which sent it on, as bits.
    private final int[] from;
    private final char[] firsts;
    private final int[] watching;
    private final int[] refusing;

    // Who else watches devices for whom their first ones do not suffice.
    private final char[][] others;

    /** Who was at each monitor when it was first asked to make room. */
    private final int[][] holders;

    private int tries = MOST_TRIES;

    private Filling(Field field, Preferences preferences, int[] bounds) {
        this.field = field;
        this.preferences = preferences;
        this.bounds = bounds;
        int devices = field.devices();
        loads = new int[bounds.length];
        from = new int[devices + 1];
        watching = new int[devices];
        refusing = new int[devices];
        others = new char[devices][];
        holders = new int[bounds.length][];
        for (int d = 0; d < devices; d++) {
            from[d + 1] = from[d] + Math.min(loads.length, Preferences.first(field.wanted[d]));
        }
        firsts = new char[from[devices]];
    }

    /**
     * Works it out.
     *
     * @param bounds how many devices each monitor is to watch at most; up to its capacity when there is no other way
     * @return who watches what
     */
    static Filling of(Field field, Preferences preferences, int[] bounds) {
        Filling filling = new Filling(field, preferences, bounds);
        filling.begin();
        filling.sendOn();
        filling.help();
        return filling;
    }

    int load(int monitor) {
        return loads[monitor];
    }

    /** The monitors that watch a device, the best first. */
    int[] watchers(int device) {
        int[] watchers = unordered(device);
        if (others[device] == null) {
            return watchers;
        }
        return Arrays.stream(watchers)
                .boxed()
                .sorted(Comparator.comparingDouble(j -> preferences.place(device, j)))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /** The first monitors in a device's order, whether they watch it or not. */
    char[] firsts(int device) {
        return Arrays.copyOfRange(firsts, from[device], from[device + 1]);
    }

    private void begin() {
        double[] places = new double[Integer.SIZE];
        for (int d = 0; d < watching.length; d++) {
            char[] first = new char[from[d + 1] - from[d]];
            preferences.first(d, first, places);
            System.arraycopy(first, 0, firsts, from[d], first.length);
            for (int i = 0; i < field.wanted[d] && next(d) != NOBODY; i++) {}
        }
    }

    /** Gives a device the next of its first monitors; one on a node that it has already only where there is no other. */
    private int next(int device) {
        int found = next(device, true);
        return found != NOBODY || nodes(device) < field.nodeCount ? found : next(device, false);
    }

    private int next(int device, boolean distinct) {
        int taken = watching[device] | refusing[device];
        for (int i = from[device]; i < from[device + 1]; i++) {
            int bit = 1 << (i - from[device]);
            if ((taken & bit) == 0 && (!distinct || !onNode(device, field.nodes[firsts[i]], NOBODY))) {
                watching[device] |= bit;
                loads[firsts[i]]++;
                return firsts[i];
            }
        }
        return NOBODY;
    }

    private void sendOn() {
        Deque<Integer> above = new ArrayDeque<>();
        IntStream.range(0, loads.length).filter(j -> loads[j] > bounds[j]).forEach(above::add);
        if (above.isEmpty()) {
            return;
        }
        Watched before = new Watched();
        List<List<Place>> arrived = new ArrayList<>();
        List<PriorityQueue<Place>> queues = new ArrayList<>();
        for (int j = 0; j < loads.length; j++) {
            arrived.add(new ArrayList<>());
            queues.add(null);
        }
        while (!above.isEmpty()) {
            int j = above.remove();
            if (queues.get(j) == null) {
                PriorityQueue<Place> queue = new PriorityQueue<>(loads[j] + 1, LAST_FIRST);
                before.devices(j).forEach(d -> queue.add(place(d, j)));
                queue.addAll(arrived.get(j));
                queues.set(j, queue);
            }
            while (loads[j] > bounds[j]) {
                int device = queues.get(j).remove().device();
                int bit = 1 << indexOf(device, j);
                watching[device] &= ~bit;
                refusing[device] |= bit;
                loads[j]--;
                int next = next(device);
                if (next != NOBODY) {
                    (queues.get(next) == null ? arrived.get(next) : queues.get(next)).add(place(device, next));
                    if (loads[next] == bounds[next] + 1) {
                        above.add(next);
                    }
                }
            }
        }
    }

    private Place place(int device, int monitor) {
        return new Place(device, preferences.place(device, monitor), field.deviceSeeds[device]);
    }

    /** For those who were refused by all of their first ones, or of whose first ones too many are on one node. */
    private void help() {
        int[] lacking = IntStream.range(0, watching.length)
                .filter(d -> count(d) < field.wanted[d])
                .boxed()
                .sorted(Comparator.<Integer>comparingInt(this::count).thenComparingLong(d -> field.deviceSeeds[d]))
                .mapToInt(Integer::intValue)
                .toArray();
        for (int device : lacking) {
            boolean found = true;
            while (found && count(device) < field.wanted[device]) {
                found = help(device, bounds, Nodes.ANOTHER)
                        || help(device, field.capacities, Nodes.ANOTHER)
                        || help(device, bounds, Nodes.KEPT)
                        || help(device, field.capacities, Nodes.KEPT)
                        || help(device, field.capacities, Nodes.ANY);
            }
        }
    }

    private boolean help(int device, int[] limits, Nodes allowed) {
        if (allowed == Nodes.ANOTHER && nodes(device) == field.nodeCount) {
            return false;
        }
        int best = NOBODY;
        double place = Double.MAX_VALUE;
        for (int j = 0; j < loads.length; j++) {
            if (loads[j] < limits[j] && mayWatch(device, j, allowed)) {
                double here = preferences.place(device, j);
                best = here < place ? j : best;
                place = Math.min(here, place);
            }
        }
        if (best != NOBODY) {
            add(device, best);
            return true;
        }
        return makeRoom(device, limits, allowed);
    }

    /** Moves a device of a full monitor to one that has room, but is of no use to the device that needs one. */
    private boolean makeRoom(int device, int[] limits, Nodes allowed) {
        for (int roomy = 0; roomy < loads.length; roomy++) {
            for (int full = 0; loads[roomy] < limits[roomy] && full < loads.length && tries > 0; full++) {
                if (mayWatch(device, full, allowed) && makeRoom(full, roomy, allowed)) {
                    add(device, full);
                    return true;
                }
            }
        }
        return false;
    }

    private boolean makeRoom(int full, int roomy, Nodes allowed) {
        if (holders[full] == null) {
            holders[full] = new Watched()
                    .devices(full)
                    .boxed()
                    .sorted(Comparator.comparingLong(d -> field.deviceSeeds[d]))
                    .mapToInt(Integer::intValue)
                    .toArray();
        }
        for (int d : holders[full]) {
            tries--;
            if (watches(d, full) && mayMove(d, full, roomy, allowed)) {
                remove(d, full);
                add(d, roomy);
                return true;
            }
        }
        return false;
    }

    private boolean mayWatch(int device, int monitor, Nodes allowed) {
        return !watches(device, monitor) && (allowed != Nodes.ANOTHER || !onNode(device, field.nodes[monitor], NOBODY));
    }

    private boolean mayMove(int device, int from, int to, Nodes allowed) {
        return !watches(device, to)
                && (allowed == Nodes.ANY
                        || !onNode(device, field.nodes[to], from)
                        || onNode(device, field.nodes[from], from));
    }

    private boolean watches(int device, int monitor) {
        int index = indexOf(device, monitor);
        return index >= 0 && (watching[device] & 1 << index) != 0
                || others[device] != null && indexOf(others[device], monitor) >= 0;
    }

    private int indexOf(int device, int monitor) {
        for (int i = from[device]; i < from[device + 1]; i++) {
            if (firsts[i] == monitor) {
                return i - from[device];
            }
        }
        return NOBODY;
    }

    private static int indexOf(char[] monitors, int monitor) {
        for (int i = 0; i < monitors.length; i++) {
            if (monitors[i] == monitor) {
                return i;
            }
        }
        return NOBODY;
    }

    private boolean onNode(int device, int node, int except) {
        for (int bits = watching[device]; bits != 0; bits &= bits - 1) {
            int monitor = firsts[from[device] + Integer.numberOfTrailingZeros(bits)];
            if (field.nodes[monitor] == node && monitor != except) {
                return true;
            }
        }
        if (others[device] != null) {
            for (char monitor : others[device]) {
                if (field.nodes[monitor] == node && monitor != except) {
                    return true;
                }
            }
        }
        return false;
    }

    /** The monitors that watch a device: the first ones in their order, then others. */
    private int[] unordered(int device) {
        int[] watchers = new int[count(device)];
        int count = 0;
        for (int bits = watching[device]; bits != 0; bits &= bits - 1) {
            watchers[count++] = firsts[from[device] + Integer.numberOfTrailingZeros(bits)];
        }
        if (others[device] != null) {
            for (char other : others[device]) {
                watchers[count++] = other;
            }
        }
        return watchers;
    }

    /** On how many nodes a device is watched. */
    private int nodes(int device) {
        return (int) Arrays.stream(unordered(device))
                .map(j -> field.nodes[j])
                .distinct()
                .count();
    }

    private int count(int device) {
        return Integer.bitCount(watching[device]) + (others[device] == null ? 0 : others[device].length);
    }

    private void add(int device, int monitor) {
        loads[monitor]++;
        int index = indexOf(device, monitor);
        if (index >= 0) {
            watching[device] |= 1 << index;
        } else {
            char[] more =
                    others[device] == null ? new char[1] : Arrays.copyOf(others[device], others[device].length + 1);
            more[more.length - 1] = (char) monitor;
            others[device] = more;
        }
    }

    private void remove(int device, int monitor) {
        loads[monitor]--;
        int index = indexOf(device, monitor);
        if (index >= 0) {
            watching[device] &= ~(1 << index);
        } else {
            char[] before = others[device];
            int at = indexOf(before, monitor);
            before[at] = before[before.length - 1];
            others[device] = Arrays.copyOf(before, before.length - 1);
        }
    }

    /** Which devices each monitor watches, at one moment. */
    private final class Watched {
        private final int[] ends = new int[loads.length + 1];
        private final int[] devices;

        Watched() {
            for (int j = 0; j < loads.length; j++) {
                ends[j + 1] = ends[j] + loads[j];
            }
            devices = new int[ends[loads.length]];
            int[] next = ends.clone();
            for (int d = 0; d < watching.length; d++) {
                for (int monitor : unordered(d)) {
                    devices[next[monitor]++] = d;
                }
            }
        }

        IntStream devices(int monitor) {
            return Arrays.stream(devices, ends[monitor], ends[monitor + 1]);
        }
    }
}
