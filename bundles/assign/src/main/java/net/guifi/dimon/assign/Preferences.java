// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.assign;

import java.util.Arrays;
import java.util.stream.IntStream;
import net.guifi.dimon.api.assignment.AssignmentPolicy;

/**
 * In which order each device prefers the monitors: weighted rendezvous hashing. Each pair of device and monitor draws
 * a time, exponentially distributed, sooner for a heavier monitor; who is first watches. When a monitor comes or goes,
 * only devices that have it among their first change (Thaler and Ravishankar, 1998; the weights as in Schindelhauer and
 * Schomaker, 2005). Where monitors stand in tiers, all of a lower tier come first.
 */
final class Preferences {
    /** The last tier. */
    static final int LAST = 64;

    /** The tier of those that take no part. */
    static final int NONE = -1;

    /** More than a time can be, where the weights together are 1; less than would cost the times their precision. */
    private static final double TIER = 0x1.0p30;

    /** As many as there are bits. */
    private static final int MOST_FIRST = 31;

    /** Monitors of one tier. */
    private static final class Group {
        final int[] members;
        final long[] seeds;

        /** Draws below these are too late to be among the first, mostly. */
        final long[] thresholds;

        /** With which all are looked at. */
        final long[] none;

        Group(Field field, int[] members, double[] weights, double most) {
            this.members = members;
            none = new long[members.length];
            seeds = IntStream.of(members).mapToLong(j -> field.monitorSeeds[j]).toArray();
            double sum = 0;
            for (int j : members) {
                sum += weights[j];
            }
            thresholds = new long[members.length];
            for (int i = 0; i < members.length; i++) {
                thresholds[i] = (long) (Draw.RANGE * StrictMath.exp(-weights[members[i]] / sum * most));
            }
        }
    }

    private final Field field;
    private final double[] weights;
    private final int[] kinds;
    private final int[][] tiers;
    private final Group[][] groups;

    /**
     * Prepares.
     *
     * @param weights of the monitors
     * @param kinds of the devices
     * @param tiers in which the monitors stand for each kind
     */
    Preferences(Field field, double[] weights, int[] kinds, int[][] tiers) {
        this.field = field;
        double sum = Shares.sum(weights);
        this.weights = Arrays.stream(weights).map(weight -> weight / sum).toArray();
        this.kinds = kinds;
        this.tiers = tiers;
        // So many come within this time that it seldom takes another look.
        double common = first(2);
        double most = common + 2.5 * Math.sqrt(common);
        groups = new Group[tiers.length][];
        for (int kind = 0; kind < tiers.length; kind++) {
            int[] tier = tiers[kind];
            groups[kind] = Arrays.stream(tier)
                    .filter(level -> level != NONE)
                    .distinct()
                    .sorted()
                    .mapToObj(level -> new Group(
                            field,
                            IntStream.range(0, tier.length)
                                    .filter(j -> tier[j] == level)
                                    .toArray(),
                            this.weights,
                            most))
                    .toArray(Group[]::new);
        }
    }

    /** All monitors in one tier. */
    static Preferences even(Field field, double[] weights) {
        return new Preferences(field, weights, new int[field.devices()], new int[][] {new int[weights.length]});
    }

    /** How many of a device's first are kept at hand, for one that wants so many. */
    static int first(int wanted) {
        return Math.min(MOST_FIRST, wanted + AssignmentPolicy.SPARES + 2);
    }

    /** How many of its first are kept at hand for the device that wants most. */
    static int most(Field field) {
        return first(field.most());
    }

    /** The same order of some of the monitors. */
    Preferences among(boolean[] some) {
        int[][] left = new int[tiers.length][];
        for (int kind = 0; kind < left.length; kind++) {
            left[kind] = tiers[kind].clone();
            for (int j = 0; j < some.length; j++) {
                left[kind][j] = some[j] ? left[kind][j] : NONE;
            }
        }
        return new Preferences(field, weights, kinds, left);
    }

    /** The place of a monitor in the order of a device: less is better. */
    double place(int device, int monitor) {
        return place(device, monitor, Draw.of(field.deviceSeeds[device], field.monitorSeeds[monitor]));
    }

    private double place(int device, int monitor, long draw) {
        return tiers[kinds[device]][monitor] * TIER + Draw.exponential(draw) / weights[monitor];
    }

    /**
     * The first monitors of a device.
     *
     * @param into takes them, the best first
     * @param places room for as many numbers
     * @return how many there are
     */
    int first(int device, char[] into, double[] places) {
        int count = 0;
        for (Group group : groups[kinds[device]]) {
            if (count == into.length) {
                break;
            }
            int least = Math.min(into.length, count + group.members.length);
            int found = look(device, group, group.thresholds, count, into, places);
            count = found >= least ? found : look(device, group, group.none, count, into, places);
        }
        return count;
    }

    private int look(int device, Group group, long[] thresholds, int from, char[] into, double[] places) {
        long seed = field.deviceSeeds[device];
        long[] seeds = group.seeds;
        int count = from;
        for (int i = 0; i < seeds.length; i++) {
            long draw = Draw.of(seed, seeds[i]);
            if (draw >= thresholds[i]) {
                int monitor = group.members[i];
                count = insert(monitor, place(device, monitor, draw), from, count, into, places);
            }
        }
        return count;
    }

    private static int insert(int monitor, double place, int from, int count, char[] into, double[] places) {
        boolean room = count < into.length;
        if (!room && place >= places[count - 1]) {
            return count;
        }
        int at = room ? count : count - 1;
        while (at > from && places[at - 1] > place) {
            places[at] = places[at - 1];
            into[at] = into[at - 1];
            at--;
        }
        places[at] = place;
        into[at] = (char) monitor;
        return room ? count + 1 : count;
    }
}
