// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storeembedded;

import java.time.Duration;

/** A token bucket: allows a burst, and one more each interval. */
final class Pace {
    private final long intervalNanos;
    private final long mostNanos;
    private long credit;
    private long asOf;

    Pace(Duration interval, int burst, long now) {
        this.intervalNanos = interval.toNanos();
        this.mostNanos = intervalNanos * burst;
        this.credit = mostNanos;
        this.asOf = now;
    }

    boolean allows(long now) {
        credit = Math.min(mostNanos, credit + (now - asOf));
        asOf = now;
        return credit >= intervalNanos;
    }

    void spend() {
        credit -= intervalNanos;
    }
}
