// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ReadinessTest {
    private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
    private final PrintStream terminal = new PrintStream(shown, true, StandardCharsets.UTF_8);

    @Test
    void waitsUntilTheApplianceKnowsItself() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        server.createContext("/api/v1/monitors", exchange -> {
            int count = asked.incrementAndGet();
            byte[] answer = (count < 4 ? "{\"monitors\":[]}" : "{\"monitors\":[{\"self\":true}]}")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(count < 2 ? 503 : 200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        try {
            Readiness readiness = new Readiness(server.getAddress().getPort(), terminal);
            assertThat(readiness.await(Duration.ofMinutes(1))).isTrue();
            assertThat(asked).hasValueGreaterThanOrEqualTo(4);
        } finally {
            server.stop(0);
        }
    }

    @Test
    void saysThatItWaitsAndGivesUpAtTheLimit() throws Exception {
        Readiness readiness = new Readiness(freePort(), terminal);
        assertThat(readiness.await(Duration.ofMillis(2_500))).isFalse();
        assertThat(shown.toString(StandardCharsets.UTF_8).lines()).containsExactly("Starting … 2 s");
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }
}
