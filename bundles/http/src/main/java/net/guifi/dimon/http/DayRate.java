// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.http;

import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;

/** What a count comes to in a day, from what was counted until now. */
record DayRate(Instant since, Instant now) {
    /** At first everything is written once: that says nothing of a day. */
    private static final Duration LEAST = Duration.ofHours(1);

    OptionalLong of(long count) {
        Duration counted = Duration.between(since, now);
        return counted.compareTo(LEAST) < 0
                ? OptionalLong.empty()
                : OptionalLong.of(Math.round((double) count * Duration.ofDays(1).toMillis() / counted.toMillis()));
    }
}
