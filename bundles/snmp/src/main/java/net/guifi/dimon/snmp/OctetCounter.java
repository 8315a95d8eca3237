// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.snmp;

/**
 * Makes of what an interface counts a 64-bit counter of which a difference is traffic, always. Where it is not certain
 * how much passed, counting begins anew.
 */
final class OctetCounter {
    /** Assumed where the device tells no speed: no more than what an older radio, without 64-bit counters, can. */
    static final long UNKNOWN_SPEED = 300_000_000;
    /** Faster than this, and than it says, no interface is: many say less than they can. */
    static final long GREATEST_SPEED = 100_000_000_000L;

    private static final long NARROW_MODULUS = 1L << 32;
    private static final double BITS_PER_OCTET = 8;
    private static final double NANOS = 1e9;
    /** What a burst out of a queue may add to what the speed allows. */
    private static final long MARGIN = 1 << 20;

    /**
     * What is counted now.
     *
     * @param value octets, unsigned
     * @param anew whether nothing is known of what passed since the value before
     */
    record Count(long value, boolean anew) {}

    private boolean started;
    private boolean interrupted;
    private boolean wide;
    private int life;
    private long raw;
    private long at;
    private long value;
    /** From where it fell, though the device did not restart; zero when it did not. */
    private long fallenFrom;

    /**
     * Takes in an answer.
     *
     * @param newRaw what the interface counts, unsigned
     * @param newWide whether that has 64 bits: then it is the value, and a probe that was just started goes on with it
     * @param lifetime the device's
     * @param nanos when, monotonic
     * @param speed bits per second; 0 when unknown
     */
    Count next(long newRaw, boolean newWide, Lifetime lifetime, long nanos, long speed) {
        // A narrow counter's wraps are not known to a probe that was just started.
        boolean anew = !started && !newWide;
        if (started) {
            if (interrupted || newWide != wide || lifetime.life() != life) {
                anew = true;
                fallenFrom = 0;
            } else {
                anew = isUncertain(newRaw, lifetime, nanos, speed);
            }
        }
        value = anew || !started ? newRaw : value + distance(newRaw);
        started = true;
        interrupted = false;
        wide = newWide;
        life = lifetime.life();
        raw = newRaw;
        at = nanos;
        return new Count(value, anew);
    }

    /** The next answer has nothing to do with the last one. */
    void interrupt() {
        interrupted = true;
    }

    private long distance(long newRaw) {
        return wide ? newRaw - raw : Math.floorMod(newRaw - raw, NARROW_MODULUS);
    }

    private boolean isUncertain(long newRaw, Lifetime lifetime, long nanos, long speed) {
        if (wasSetBack(newRaw, lifetime, nanos, speed)) {
            fallenFrom = raw;
            return true;
        }
        // Some agents answer zero now and then: back where it was, all of it did not pass just now.
        if (fallenFrom != 0 && Long.compareUnsigned(newRaw, fallenFrom) >= 0) {
            fallenFrom = 0;
            return true;
        }
        return wide
                ? Long.compareUnsigned(distance(newRaw), possible(Math.max(speed, GREATEST_SPEED), nanos)) > 0
                : distance(newRaw) + NARROW_MODULUS <= possible(speed > 0 ? speed : UNKNOWN_SPEED, nanos);
    }

    private boolean wasSetBack(long newRaw, Lifetime lifetime, long nanos, long speed) {
        boolean isLess = Long.compareUnsigned(newRaw, raw) < 0;
        boolean mayBeWrap =
                !wide && lifetime.isKnown() && distance(newRaw) <= possible(speed > 0 ? speed : UNKNOWN_SPEED, nanos);
        return isLess && !mayBeWrap;
    }

    /** How much may have passed since the last answer. */
    private long possible(long speed, long nanos) {
        return (long) (speed / BITS_PER_OCTET * ((nanos - at) / NANOS)) + MARGIN;
    }
}
