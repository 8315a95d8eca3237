// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.assign;

import java.util.Arrays;
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
 * with another monitor's coming or going, and leaves so few above the bound that 1.03 times moves, 1.05 at most.
 */
final class Luck {
    private static final int CELLS = 128;
    /** After this time in units of the mean of all, next to nobody is among the first any more. */
    private static final double MOST = 12;

    private static final double MOST_CORRECTION = 2;

    /** Chances are summed as whole numbers: in any order the sum is the same. */
    private static final double UNIT = 0x1.0p40;

    private final Field field;
    private final double[] weights;
    private final double[] onNode;
    private final int most;
    /** The chance that a node is later, by node and time. */
    private final double[][] later;

    private Luck(Field field, double[] shares) {
        this.field = field;
        double sum = Shares.sum(shares);
        weights = new double[shares.length];
        onNode = new double[field.nodeCount];
        for (int j = 0; j < shares.length; j++) {
            weights[j] = shares[j] / sum;
            onNode[field.nodes[j]] += weights[j];
        }
        most = field.most();
        later = new double[field.nodeCount][CELLS + 1];
        Map<Double, double[]> known = new HashMap<>();
        for (int node = 0; node < later.length; node++) {
            later[node] = known.computeIfAbsent(onNode[node], Luck::later);
        }
    }

    /** The chance that somebody of a weight is later, at each time. */
    private static double[] later(double weight) {
        double[] later = new double[CELLS + 1];
        for (int cell = 0; cell <= CELLS; cell++) {
            later[cell] = StrictMath.exp(-weight * MOST * cell / CELLS);
        }
        return later;
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
        double all = Shares.sum(expected);
        double[] corrected = new double[shares.length];
        for (int j = 0; j < shares.length; j++) {
            double ratio = expected[j] > 0 ? weights[j] * all / expected[j] : 1;
            corrected[j] = weights[j] * Math.max(1 / MOST_CORRECTION, Math.min(MOST_CORRECTION, ratio));
        }
        return corrected;
    }

    private double[] expected() {
        int[] taking = taking();
        long[] seeds = new long[taking.length];
        long[] thresholds = new long[taking.length];
        double[][][] chances = new double[taking.length][][];
        Map<Double, double[][]> others = new HashMap<>();
        Map<Double, Map<Double, double[][]>> known = new HashMap<>();
        for (int i = 0; i < taking.length; i++) {
            double weight = weights[taking[i]];
            int node = field.nodes[taking[i]];
            seeds[i] = field.monitorSeeds[taking[i]];
            thresholds[i] = (long) (Draw.RANGE * StrictMath.exp(-weight * MOST));
            double[][] other = others.computeIfAbsent(onNode[node], key -> chances(node));
            chances[i] = known.computeIfAbsent(onNode[node], key -> new HashMap<>())
                    .computeIfAbsent(weight, key -> firstOnNode(other, onNode[node] - weight));
        }
        long[] units = new long[weights.length];
        for (int d = 0; d < field.devices(); d++) {
            long seed = field.deviceSeeds[d];
            for (int i = 0; i < seeds.length; i++) {
                long draw = Draw.of(seed, seeds[i]);
                if (draw >= thresholds[i]) {
                    double time = Draw.exponential(draw) / weights[taking[i]];
                    units[taking[i]] += (long) (UNIT * chance(chances[i][field.wanted[d]], time));
                }
            }
        }
        return Arrays.stream(units).mapToDouble(sum -> sum / UNIT).toArray();
    }

    private static double chance(double[] chances, double time) {
        double cell = time * (CELLS / MOST);
        int left = (int) cell;
        return left < CELLS ? chances[left] + (chances[left + 1] - chances[left]) * (cell - left) : 0;
    }

    private int[] taking() {
        return IntStream.range(0, weights.length).filter(j -> weights[j] > 0).toArray();
    }

    /** The chance that less than so many other nodes are sooner, at each time. */
    private double[][] chances(int node) {
        double[][] chances = new double[most + 1][CELLS + 1];
        for (int cell = 0; cell <= CELLS; cell++) {
            double[] sooner = new double[most + 1];
            sooner[0] = 1;
            for (int other = 0; other < later.length; other++) {
                if (other != node) {
                    double none = later[other][cell];
                    for (int k = most; k > 0; k--) {
                        sooner[k] = sooner[k] * none + sooner[k - 1] * (1 - none);
                    }
                    sooner[0] *= none;
                }
            }
            for (int k = 1; k <= most; k++) {
                chances[k][cell] = chances[k - 1][cell] + sooner[k - 1];
            }
        }
        return chances;
    }

    /** The same, and nobody else on its own node is sooner. */
    private static double[][] firstOnNode(double[][] chances, double others) {
        double[] alone = later(others);
        double[][] first = new double[chances.length][CELLS + 1];
        for (int k = 0; k < first.length; k++) {
            for (int cell = 0; cell <= CELLS; cell++) {
                first[k][cell] = chances[k][cell] * alone[cell];
            }
        }
        return first;
    }
}
