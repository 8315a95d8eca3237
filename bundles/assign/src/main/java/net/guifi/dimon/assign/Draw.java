// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.assign;

import net.guifi.dimon.api.inventory.DeviceId;

/**
 * Draws by lot that come out the same on every monitor: only integers, and doubles that are added and multiplied, whose
 * results are defined to the bit. The tables are made with {@link StrictMath}, whose results are too.
 */
final class Draw {
    /** Draws are from zero to this, the latter excluded. */
    static final double RANGE = 0x1.0p53;

    private static final long SEED = 0xCBF29CE484222325L;
    private static final int BITS = 7;
    private static final int STEPS = 1 << BITS;
    private static final double[] LOG = new double[STEPS + 1];
    private static final double[] INVERSE = new double[STEPS + 1];
    private static final double LOG_2 = StrictMath.log(2);

    static {
        for (int i = 0; i <= STEPS; i++) {
            INVERSE[i] = 1 / (1 + (double) i / STEPS);
            LOG[i] = StrictMath.log(1 + (double) i / STEPS);
        }
    }

    private Draw() {}

    static long seed(String text) {
        return mix(fnv(SEED, text));
    }

    static long seed(DeviceId device) {
        return mix(fnv(fnv(fnv(SEED, device.source()), ":"), device.id()));
    }

    /** What two draw together. */
    static long of(long seed, long other) {
        return mix(seed ^ other) >>> 11;
    }

    /** FNV-1a over the characters. */
    private static long fnv(long from, String text) {
        long hash = from;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001B3L;
        }
        return hash;
    }

    /** The finalizer of SplitMix64 (Steele, Lea and Flood, 2014). */
    private static long mix(long value) {
        long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /**
     * Minus the natural logarithm of a draw as a part of {@link #RANGE}: exponentially distributed, small for large
     * draws. By a table of the leading bits, and a series for the rest.
     */
    static double exponential(long draw) {
        long bits = Double.doubleToRawLongBits((draw + 0.5) / RANGE);
        int exponent = (int) (bits >>> 52) - 1023;
        // Rounded to the nearest step, so that nothing is lost where the logarithm is next to zero.
        int step = (int) (((bits >>> (51 - BITS)) & (2 * STEPS - 1)) + 1) >> 1;
        double fraction = Double.longBitsToDouble((bits & 0xFFFFFFFFFFFFFL) | 0x3FF0000000000000L);
        double rest = (fraction - (1 + (double) step / STEPS)) * INVERSE[step];
        double series = rest * (1 - rest * (1.0 / 2 - rest * (1.0 / 3 - rest * (1.0 / 4 - rest * (1.0 / 5)))));
        return -(exponent * LOG_2 + LOG[step]) - series;
    }
}
