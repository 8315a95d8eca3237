// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.ping;

/** Lets through at most so many packets a second, with small bursts (the generic cell rate algorithm). */
final class Pace {
    private static final long BURST = 10_000_000;

    private long interval;
    private long scheduled = Long.MIN_VALUE;

    Pace(int perSecond) {
        limit(perSecond);
    }

    void limit(int perSecond) {
        interval = 1_000_000_000L / perSecond;
    }

    /** When the next packet may go: monotonic nanoseconds. */
    long next() {
        return scheduled == Long.MIN_VALUE ? scheduled : scheduled - BURST;
    }

    /** Counts one packet. */
    void take(long now) {
        scheduled = Math.max(scheduled, now) + interval;
    }
}
