// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.assign;

/**
 * What each monitor should watch: in proportion to its capacity, no more than that, and no more on one node than there
 * are devices, as long as other nodes can take the rest.
 */
final class Shares {
    private static final int HALVINGS = 100;

    private final Field field;
    private final boolean[] active;

    private Shares(Field field, boolean[] active) {
        this.field = field;
        this.active = active;
    }

    /**
     * The shares of some monitors; the others have none.
     *
     * @return how many devices, by monitor; their sum is what is wanted, as far as these monitors can take it
     */
    static double[] of(Field field, boolean[] active) {
        return new Shares(field, active).all();
    }

    /**
     * How many devices each monitor is to watch at most.
     *
     * @param percent of its share, rounded up
     */
    static int[] bounds(Field field, double[] shares, int percent) {
        int[] bounds = new int[shares.length];
        for (int j = 0; j < bounds.length; j++) {
            // What is a hair above a whole number came there by adding.
            long share = (long) StrictMath.ceil(shares[j] - 1e-6);
            bounds[j] = (int) Math.min(field.capacities[j], share * percent / 100);
        }
        return bounds;
    }

    private double[] all() {
        boolean spread = sum(onNodes(upTo(Double.MAX_VALUE))) >= field.total;
        double low = 0;
        double high = field.total + 1.0;
        for (int i = 0; i < HALVINGS; i++) {
            double middle = (low + high) / 2;
            double[] shares = upTo(middle);
            if (sum(spread ? onNodes(shares) : shares) < field.total) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return spread ? onNodes(upTo(high)) : upTo(high);
    }

    /** In order: the sums of streams are not defined to the bit. */
    static double sum(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum;
    }

    /** What they watch when each unit of capacity watches so many, where that is possible. */
    private double[] upTo(double level) {
        double[] shares = new double[active.length];
        for (int j = 0; j < shares.length; j++) {
            if (active[j]) {
                int most = Math.min(field.capacities[j], field.devices());
                shares[j] = Math.min(most, level * Step.nearest(field.capacities[j]));
            }
        }
        return shares;
    }

    /** The monitors of one node cannot watch more devices than there are, when each watches others. */
    private double[] onNodes(double[] shares) {
        double[] sums = new double[field.nodeCount];
        for (int j = 0; j < shares.length; j++) {
            sums[field.nodes[j]] += shares[j];
        }
        for (int j = 0; j < shares.length; j++) {
            double sum = sums[field.nodes[j]];
            shares[j] = sum > field.devices() ? shares[j] * field.devices() / sum : shares[j];
        }
        return shares;
    }
}
