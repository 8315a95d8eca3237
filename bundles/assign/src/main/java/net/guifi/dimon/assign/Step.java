// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.assign;

import java.util.Arrays;

/** Capacities in steps of the square root of 2, so that not each change of one moves devices. */
final class Step {
    /** From one step to the next. */
    static final double RATIO = StrictMath.sqrt(2);

    private static final double HALF = StrictMath.sqrt(RATIO);
    private static final double[] STEPS = new double[63];

    static {
        for (int i = 0; i < STEPS.length; i++) {
            STEPS[i] = StrictMath.pow(2, i / 2.0);
        }
    }

    private Step() {}

    static double nearest(int capacity) {
        return below(capacity * HALF);
    }

    /** The largest that is not above the capacity; 1 at least. */
    static double below(double capacity) {
        int found = Arrays.binarySearch(STEPS, Math.max(1, capacity));
        return STEPS[found >= 0 ? found : -found - 2];
    }
}
