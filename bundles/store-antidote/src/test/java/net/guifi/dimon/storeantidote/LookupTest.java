// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storeantidote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LookupTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    private final CountDownLatch answer = new CountDownLatch(1);
    private final AtomicInteger asked = new AtomicInteger();
    private final Lookup hanging = new Lookup(
            host -> {
                asked.incrementAndGet();
                try {
                    answer.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                return InetAddress.getLoopbackAddress();
            },
            "server");

    @AfterEach
    void end() {
        answer.countDown();
    }

    private static void connect(Connection connection, Lookup lookup, Duration limit) throws IOException {
        connection.connect(new HostPort("server", 1), lookup, Deadline.in(limit));
    }

    @Test
    void aNameServerThatIsSilentIsNotWaitedForLongAndAskedOnce() throws Exception {
        for (int i = 0; i < 3; i++) {
            try (Connection connection = new Connection()) {
                assertThatThrownBy(() -> connect(connection, hanging, Duration.ofMillis(20)))
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("server was not found in time");
            }
        }
        await().atMost(LONG).until(() -> asked.get() == 1);
        CompletableFuture<InetAddress> found = hanging.begin();
        answer.countDown();
        await().atMost(LONG).until(found::isDone);
        assertThat(asked).hasValue(1);
        hanging.begin().get();
        assertThat(asked)
                .as("an address that was found is not kept: it may change")
                .hasValue(2);
    }

    @Test
    void closingEndsIt() throws Exception {
        Connection connection = new Connection();
        CompletableFuture<Void> waiting = CompletableFuture.runAsync(() -> {
            try {
                connect(connection, hanging, Duration.ofMinutes(10));
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        await().atMost(LONG).until(() -> asked.get() == 1);
        connection.close();
        await().atMost(LONG).until(waiting::isCompletedExceptionally);
    }

    @Test
    void aNameThatNobodyKnowsIsNamed() throws Exception {
        Lookup unknown = new Lookup(
                host -> {
                    throw new UnknownHostException(host);
                },
                "server");
        try (Connection connection = new Connection()) {
            assertThatThrownBy(() -> connect(connection, unknown, LONG))
                    .isInstanceOf(IOException.class)
                    .hasMessage("there is no address for server");
        }
    }
}
