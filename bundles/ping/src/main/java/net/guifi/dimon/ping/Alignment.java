// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.ping;

/**
 * Finds the next time for a phase. Phases are of the wall clock, times of the monotonic one. How they relate is taken
 * once, and again only after the wall clock has jumped: the kernel slews both alike.
 */
final class Alignment {
    private static final long JUMP = 10_000_000;

    private long offset;
    private boolean aligned;

    /** Compares the clocks; all nanoseconds. */
    void align(long monotonic, long wall) {
        long now = wall - monotonic;
        if (!aligned || Math.abs(now - offset) > JUMP) {
            offset = now;
            aligned = true;
        }
    }

    /** The first time that is not before another, monotonic like it, and has the phase. */
    long next(long earliest, long period, long phase) {
        return earliest + Math.floorMod(phase - (earliest + offset), period);
    }

    /**
     * The time that follows one. Without a jump it is a period later; after one it is half a period to one and a half
     * later, so that a jump makes neither a burst nor a silence, and all targets stay spread as they are.
     */
    long following(long time, long period, long phase) {
        return next(time + period / 2, period, phase);
    }
}
