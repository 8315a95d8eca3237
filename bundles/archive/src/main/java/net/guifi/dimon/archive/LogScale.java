// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.archive;

/** Values to 1 %: small numbers that stand for equal ratios. Any value that is not negative has one, in the same order. */
final class LogScale {
    /** The code of the greatest value. */
    static final int MAX = 2207;

    private static final double STEP = StrictMath.log(1.02);

    private LogScale() {}

    static int code(long value) {
        return value <= 0 ? 0 : 1 + (int) StrictMath.round(StrictMath.log(value) / STEP);
    }

    static long value(int code) {
        return code == 0 ? 0 : StrictMath.round(StrictMath.exp((code - 1) * STEP));
    }
}
