// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storeembedded;

import java.time.Duration;

/** A token bucket that may run into debt: what is dear is allowed once, and makes the next one wait for longer. */
final class Pace {
    private static final double NANOS_A_DAY = 86_400e9;

    private final double aDay;
    private final double burst;
    private final double mostDebt;
    private double credit;
    private long asOf;

    Pace(double aDay, double burst, long now) {
        this(aDay, burst, Duration.ofDays(1), now);
    }

    /** One that allows something again after some time, however dear it was what was allowed before. */
    Pace(double aDay, double burst, Duration longestWait, long now) {
        this.aDay = aDay;
        this.burst = burst;
        this.mostDebt = longestWait.toNanos() / NANOS_A_DAY * aDay;
        this.credit = burst;
        this.asOf = now;
    }

    boolean allows(long now) {
        credit = Math.min(burst, credit + (now - asOf) / NANOS_A_DAY * aDay);
        asOf = now;
        return credit > 0;
    }

    void spend(double cost) {
        credit = Math.max(credit - cost, -mostDebt);
    }
}
