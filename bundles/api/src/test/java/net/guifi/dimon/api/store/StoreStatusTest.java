// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.api.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StoreStatusTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private static StoreStatus.Link counted(Duration time) {
        return new StoreStatus.Link(
                "a",
                StoreStatus.Trust.TRUSTED,
                NOON,
                Optional.empty(),
                List.of(),
                false,
                NOON.minus(time),
                0,
                0,
                0,
                0,
                0);
    }

    @Test
    void aCountIsToldByTheDayOnceItSaysSomethingOfOne() {
        assertThat(counted(Duration.ofHours(6)).perDay(100, NOON)).hasValue(400);
        assertThat(counted(Duration.ofDays(2)).perDay(100, NOON)).hasValue(50);
        assertThat(counted(Duration.ofHours(1)).perDay(1L << 40, NOON)).hasValue(24L << 40);
        assertThat(counted(Duration.ofMinutes(59)).perDay(100, NOON)).isEmpty();
        assertThat(counted(Duration.ofMinutes(-5)).perDay(100, NOON)).isEmpty();
    }
}
