// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.health;

import java.time.Duration;

/** A token bucket that may run into debt: what is dear is allowed once, and makes the next one wait for longer. */
final class Budget {
    private static final double NANOS_A_DAY = Duration.ofDays(1).toNanos();

    private final double burst;
    private double credit;
    private long asOf;

    Budget(double burst, long nanos) {
        this.burst = burst;
        this.credit = burst;
        this.asOf = nanos;
    }

    boolean allows(double aDay, long nanos) {
        credit = Math.min(burst, credit + (nanos - asOf) / NANOS_A_DAY * aDay);
        asOf = nanos;
        return credit > 0;
    }

    void spend(double cost) {
        credit = Math.max(credit - cost, -burst);
    }
}
