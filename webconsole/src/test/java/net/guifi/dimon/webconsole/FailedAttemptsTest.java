// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.webconsole;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class FailedAttemptsTest {
    private long now = Long.MAX_VALUE - 1_000_000;
    private final FailedAttempts attempts = new FailedAttempts(() -> now);

    @Test
    void doublesTheWaitUpToAMinute() {
        for (int i = 0; i < 3; i++) {
            attempts.add("peer");
            assertThat(attempts.wait("peer")).isEmpty();
        }
        for (int seconds : new int[] {1, 2, 4, 8, 16, 32, 60, 60}) {
            attempts.add("peer");
            assertThat(attempts.wait("peer")).contains(Duration.ofSeconds(seconds));
            pass(Duration.ofSeconds(seconds));
            assertThat(attempts.wait("peer")).isEmpty();
        }
        assertThat(attempts.wait("other")).isEmpty();
    }

    @Test
    void forgets() {
        for (int i = 0; i < 20; i++) {
            attempts.add("peer");
        }
        pass(Duration.ofMinutes(11));
        assertThat(attempts.wait("peer")).isEmpty();
        attempts.add("peer");
        assertThat(attempts.wait("peer")).isEmpty();
    }

    @Test
    void remembersABoundedNumberOfPeers() {
        for (int i = 0; i < 4; i++) {
            attempts.add("first");
        }
        for (int i = 0; i < 1_000; i++) {
            attempts.add("peer " + i);
        }
        assertThat(attempts.wait("first")).isEmpty();
    }

    private void pass(Duration duration) {
        now += duration.toNanos();
    }
}
