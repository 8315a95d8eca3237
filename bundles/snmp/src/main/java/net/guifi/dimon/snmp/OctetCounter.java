// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.snmp;

/**
 * Makes of what an interface counts a 64-bit counter of which a difference is traffic, always. Where it is not certain
 * how much passed, the value is less than the one before: counting began anew.
 */
final class OctetCounter {
    /** Assumed where the device tells no speed: no more than what an older radio, without 64-bit counters, can. */
    static final long UNKNOWN_SPEED = 300_000_000;

    private static final long NARROW_MODULUS = 1L << 32;
    private static final double BITS_PER_OCTET = 8;
    private static final double NANOS = 1e9;
    /** What a burst out of a queue may add to what the speed allows. */
    private static final long MARGIN = 1 << 20;

    private boolean started;
    private boolean interrupted;
    private boolean wide;
    private int life;
    private long raw;
    private long at;
    private long value;

    /**
     * Takes in an answer.
     *
     * @param newRaw what the interface counts, unsigned
     * @param newWide whether that has 64 bits
     * @param lifetime the device's
     * @param nanos when, monotonic
     * @param speed bits per second; 0 when unknown
     * @return the value, unsigned
     */
    long next(long newRaw, boolean newWide, Lifetime lifetime, long nanos, long speed) {
        if (!started) {
            // A narrow counter's wraps are not known to a probe that was just started: it begins anew, above all
            // values that a beginning in mid-course may take below.
            value = newWide ? newRaw : NARROW_MODULUS;
        } else if (interrupted
                || newWide != wide
                || lifetime.life() != life
                || isUncertain(newRaw, lifetime, nanos, speed)) {
            value = anew(newRaw, newWide);
        } else {
            value += distance(newRaw);
        }
        started = true;
        interrupted = false;
        wide = newWide;
        life = lifetime.life();
        raw = newRaw;
        at = nanos;
        return value;
    }

    /** The next answer has nothing to do with the last one. */
    void interrupt() {
        interrupted = true;
    }

    private long distance(long newRaw) {
        return wide ? newRaw - raw : Math.floorMod(newRaw - raw, NARROW_MODULUS);
    }

    private boolean isUncertain(long newRaw, Lifetime lifetime, long nanos, long speed) {
        boolean isLess = Long.compareUnsigned(newRaw, raw) < 0;
        if (wide) {
            return isLess;
        }
        double possible = (speed > 0 ? speed : UNKNOWN_SPEED) / BITS_PER_OCTET * ((nanos - at) / NANOS) + MARGIN;
        boolean mayHaveWrappedOnceMore = distance(newRaw) + NARROW_MODULUS <= possible;
        boolean wasSetBack = isLess && (!lifetime.isKnown() || distance(newRaw) > possible);
        return mayHaveWrappedOnceMore || wasSetBack;
    }

    // A raw value goes on being one where it can, so that a restarted probe continues the series.
    private long anew(long newRaw, boolean newWide) {
        if (newWide && (value == 0 || Long.compareUnsigned(newRaw, value) < 0)) {
            return newRaw;
        }
        boolean hasRoom = !newWide && Long.compareUnsigned(value, NARROW_MODULUS) > 0;
        return hasRoom ? NARROW_MODULUS : Math.max(value - 1, 0);
    }
}
