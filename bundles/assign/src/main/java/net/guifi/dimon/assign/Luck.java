// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.assign;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Makes weights that bring each monitor near its share.
 *
 * <p>By rendezvous hashing alone, loads differ by chance, and all who come out above their bound must shed devices;
 * when a monitor leaves, what they shed changes by chance too: with 200 monitors and 43,000 devices that moved 1.15 times
 * what must move. Most of a monitor's chance is in its own draws: how many devices it draws well for, whoever else
 * there is. So its weight is corrected by what its own draws let expect against an average crowd. That hardly changes
 * with another monitor's coming or going, and leaves so few above the bound that 1.04 times moves.
 */
final class Luck {
    private static final int CELLS = 128;
    /** After this time in units of the mean of all, next to nobody is among the first any more. */
    private static final double MOST = 12;

    private static final double MOST_CORRECTION = 2;

    private final Field field;
    private final double[] weights;
    private final double[] onNode;
    private final int most;

    private Luck(Field field, double[] shares) {
        this.field = field;
        double sum = 0;
        for (double share : shares) {
            sum += share;
        }
        weights = new double[shares.length];
        onNode = new double[field.nodeCount];
        for (int j = 0; j < shares.length; j++) {
            weights[j] = shares[j] / sum;
            onNode[field.nodes[j]] += weights[j];
        }
        most = field.most();
    }

    /**
     * Weights of the monitors.
     *
     * @param shares how many devices each should watch; those without a share have no weight
     */
    static double[] weights(Field field, double[] shares) {
        return new Luck(field, shares).corrected(shares);
    }

    private double[] corrected(double[] shares) {
        double[] expected = expected();
        double[] corrected = new double[shares.length];
        for (int j = 0; j < shares.length; j++) {
            double ratio = expected[j] > 0 ? shares[j] / expected[j] : 1;
            corrected[j] = weights[j] * Math.max(1 / MOST_CORRECTION, Math.min(MOST_CORRECTION, ratio));
        }
        return corrected;
    }

    private double[] expected() {
        int[] taking = taking();
        long[] thresholds = new long[taking.length];
        double[][][] chances = new double[taking.length][][];
        Map<Double, double[][]> others = new HashMap<>();
        Map<Double, Map<Double, double[][]>> known = new HashMap<>();
        for (int i = 0; i < taking.length; i++) {
            double weight = weights[taking[i]];
            int node = field.nodes[taking[i]];
            thresholds[i] = (long) (Draw.RANGE * StrictMath.exp(-weight * MOST));
            double[][] other = others.computeIfAbsent(onNode[node], key -> chances(node));
            chances[i] = known.computeIfAbsent(onNode[node], key -> new HashMap<>())
                    .computeIfAbsent(weight, key -> firstOnNode(other, onNode[node] - weight));
        }
        double[] expected = new double[weights.length];
        for (int d = 0; d < field.devices(); d++) {
            int wanted = field.wanted[d];
            if (wanted > 0) {
                long seed = field.deviceSeeds[d];
                for (int i = 0; i < taking.length; i++) {
                    int monitor = taking[i];
                    long draw = Draw.of(seed, field.monitorSeeds[monitor]);
                    if (draw >= thresholds[i]) {
                        double cell = Draw.exponential(draw) / weights[monitor] * (CELLS / MOST);
                        int left = (int) cell;
                        if (left < CELLS) {
                            double[] chance = chances[i][wanted];
                            expected[monitor] += chance[left] + (chance[left + 1] - chance[left]) * (cell - left);
                        }
                    }
                }
            }
        }
        return expected;
    }

    private int[] taking() {
        return IntStream.range(0, weights.length).filter(j -> weights[j] > 0).toArray();
    }

    /** The chance that less than so many other nodes are sooner, at each time. */
    private double[][] chances(int node) {
        double[][] chances = new double[most + 1][CELLS + 1];
        for (int cell = 0; cell <= CELLS; cell++) {
            double time = MOST * cell / CELLS;
            double[] sooner = new double[most + 1];
            sooner[0] = 1;
            Map<Double, Double> known = new HashMap<>();
            for (int other = 0; other < onNode.length; other++) {
                if (other != node && onNode[other] > 0) {
                    double later = known.computeIfAbsent(onNode[other], weight -> StrictMath.exp(-weight * time));
                    for (int k = most; k > 0; k--) {
                        sooner[k] = sooner[k] * later + sooner[k - 1] * (1 - later);
                    }
                    sooner[0] *= later;
                }
            }
            for (int k = 1; k <= most; k++) {
                chances[k][cell] = chances[k - 1][cell] + sooner[k - 1];
            }
        }
        return chances;
    }

    private static double[][] firstOnNode(double[][] chances, double others) {
        double[][] first = new double[chances.length][];
        for (int k = 0; k < first.length; k++) {
            first[k] = chances[k].clone();
            for (int cell = 0; cell <= CELLS; cell++) {
                first[k][cell] *= StrictMath.exp(-others * (MOST * cell / CELLS));
            }
        }
        return first;
    }
}
