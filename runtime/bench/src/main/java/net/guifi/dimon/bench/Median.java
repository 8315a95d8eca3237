// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.bench;

import java.util.Arrays;

/** The middle of several figures. */
final class Median {
    private Median() {}

    /** The upper of the two in the middle, when they are even in number. */
    static double of(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
