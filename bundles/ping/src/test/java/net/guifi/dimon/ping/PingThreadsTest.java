// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.ping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import net.guifi.dimon.probing.Time;
import org.junit.jupiter.api.Test;

class PingThreadsTest {
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final long SECOND = 1_000_000_000;

    @Test
    void anErrorEndsNoThread() {
        IcmpNetwork network = new AbsentNetwork("on purpose");
        PingEngine engine = new PingEngine(network, Time.SYSTEM, 42, new Settings(SECOND, SECOND, 56, 10, 65_536));
        AtomicInteger deliveries = new AtomicInteger();
        PingThreads threads = new PingThreads(engine, network, Time.SYSTEM, () -> {
            if (deliveries.incrementAndGet() == 1) {
                throw new OutOfMemoryError("on purpose");
            }
        });
        threads.start();
        try {
            await().atMost(LIMIT).until(() -> deliveries.get() > 1);
            assertThat(threads.areAlive()).isTrue();
        } finally {
            assertThat(threads.stop()).isTrue();
        }
        assertThat(threads.areAlive()).isFalse();
    }
}
