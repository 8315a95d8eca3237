// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.assign;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * When devices are let go. The others take them over one after another, and each change of a list is written for all:
 * so what is let go is let go together.
 */
final class Patience {
    private static final Duration ALL = Duration.ofSeconds(5);
    private static final Duration SOME = Duration.ofSeconds(30);

    private final LongSupplier nanos;
    private boolean holding;
    private Optional<Duration> limit = Optional.empty();
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
        limit = some ? Optional.of(all ? ALL : SOME) : Optional.empty();
        boolean letsGo = isOver();
        if (letsGo) {
            since = now;
        }
        holding = !(handOver.held().isEmpty() || letsGo && all);
        limit = letsGo ? Optional.empty() : limit;
        return letsGo;
    }

    /** Whether something is free that was not let go yet, and its time has come. */
    boolean isOver() {
        return limit.filter(time -> nanos.getAsLong() - since >= time.toNanos()).isPresent();
    }
}
