// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.assign;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * When devices are let go. The others take them over one after another, and each change of a list is written for all:
 * so what is let go is let go together.
 */
final class Patience {
    private static final long ALL = Duration.ofSeconds(5).toNanos();
    private static final long SOME = Duration.ofSeconds(30).toNanos();

    private final LongSupplier nanos;
    private boolean holding;
    private boolean waiting;
    private long since;

    Patience(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** Whether what is free now is let go now. */
    boolean letsGo(HandOver handOver) {
        long now = nanos.getAsLong();
        if (!holding) {
            since = now;
        }
        boolean all = handOver.free().equals(handOver.held());
        boolean some = !handOver.free().isEmpty();
        boolean letsGo = some && now - since >= (all ? ALL : SOME);
        if (letsGo) {
            since = now;
        }
        holding = !(handOver.held().isEmpty() || letsGo && all);
        waiting = some && !letsGo;
        return letsGo;
    }

    /** Whether something is free that was not let go yet. */
    boolean isWaiting() {
        return waiting;
    }
}
