// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storedirectory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class WorkerTest {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private static void hang(CountDownLatch until) throws IOException {
        try {
            until.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Test
    void nobodyWaitsForWhatHangs() throws Exception {
        CountDownLatch answered = new CountDownLatch(1);
        AtomicBoolean abandonedAfterwards = new AtomicBoolean();
        AtomicInteger begun = new AtomicInteger();
        try (Worker worker = new Worker(Duration.ofMillis(200))) {
            assertThatThrownBy(() -> worker.call(abandoned -> {
                        hang(answered);
                        abandonedAfterwards.set(abandoned.getAsBoolean());
                        return null;
                    }))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("did not answer");
            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(() -> worker.call(abandoned -> begun.incrementAndGet()))
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("still");
            }
            assertThat(begun).hasValue(0);
            answered.countDown();
            await().atMost(PATIENCE).ignoreExceptions().until(() -> worker.call(abandoned -> true));
            assertThat(abandonedAfterwards)
                    .as("it knew that it must change nothing more")
                    .isTrue();
        }
    }

    @Test
    void whatIsThrownComesToTheCaller() {
        try (Worker worker = new Worker(PATIENCE)) {
            assertThatThrownBy(() -> worker.call(abandoned -> {
                        throw new IOException("full");
                    }))
                    .isInstanceOf(IOException.class)
                    .hasMessage("full");
            assertThatThrownBy(() -> worker.call(abandoned -> {
                        throw new IllegalArgumentException("broken");
                    }))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("broken");
        }
    }

    @Test
    void theEndWaitsForNothing() throws Exception {
        CountDownLatch answered = new CountDownLatch(1);
        CountDownLatch hanging = new CountDownLatch(1);
        Worker worker = new Worker(PATIENCE);
        AtomicBoolean refused = new AtomicBoolean();
        Thread caller = new Thread(() -> {
            try {
                worker.call(abandoned -> {
                    hanging.countDown();
                    hang(answered);
                    if (abandoned.getAsBoolean()) {
                        throw new IOException("given up");
                    }
                    return null;
                });
            } catch (IOException e) {
                refused.set(true);
            }
        });
        caller.start();
        hanging.await();
        worker.close();
        assertThatThrownBy(() -> worker.call(abandoned -> null)).isInstanceOf(IOException.class);
        answered.countDown();
        caller.join(PATIENCE.toMillis());
        assertThat(refused).isTrue();
    }
}
