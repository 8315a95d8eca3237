// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.snmp;

/**
 * Tells the lives of a device apart by its sysUpTime, in hundredths of a second: a 32-bit number that starts again from
 * zero after 497 days, and when the device restarts.
 */
final class Lifetime {
    private static final long TICKS_MODULUS = 1L << 32;
    private static final long NANOS_PER_TICK = 10_000_000;
    /** Clocks go wrong by some percent, and some agents keep the value for some seconds. */
    private static final long LEAST_TOLERANCE = 1000;

    private static final int TOLERANCE_PART = 8;
    /** A restart just when the clock wraps is not noticed: be strict. */
    private static final long WRAP_TOLERANCE = 200;

    private boolean started;
    private boolean moves = true;
    private long ticks;
    private long at;
    private int life;

    /** Takes in an answer; true when the device was restarted since the one before. */
    boolean answered(long newTicks, long nanos) {
        boolean restarted = false;
        if (started) {
            long elapsed = (nanos - at) / NANOS_PER_TICK;
            long advance = Math.floorMod(newTicks - ticks, TICKS_MODULUS);
            long tolerance = LEAST_TOLERANCE + elapsed / TOLERANCE_PART;
            boolean wraps = newTicks < ticks && Math.abs(advance - elapsed) <= WRAP_TOLERANCE;
            // Up for no longer than since the answer before: whoever was restarted meanwhile is.
            boolean young = newTicks <= elapsed && !wraps;
            moves = young || advance != 0 || elapsed < LEAST_TOLERANCE;
            if (young || moves && Math.abs(advance - elapsed) > tolerance) {
                life++;
                restarted = young || newTicks < ticks;
            }
        }
        started = true;
        ticks = newTicks;
        at = nanos;
        return restarted;
    }

    /** A number that changes with each life. */
    int life() {
        return life;
    }

    /** Whether the device's clock tells lives apart: there is one, and it moves. */
    boolean isKnown() {
        return started && moves;
    }
}
