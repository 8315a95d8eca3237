// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.assign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NeighboursTest {
    private static final Duration LIMIT = Duration.ofMinutes(1);

    private final List<String> outcomes = Collections.synchronizedList(new ArrayList<>());
    private final Neighbours neighbours = new Neighbours((id, answered) -> outcomes.add(id + ' ' + answered));
    private final AtomicInteger asked = new AtomicInteger();
    private volatile String answer = "{\"monitor\":\"abc\"}";
    private volatile int code = 200;
    private volatile Runnable beforeAnswer = () -> {};
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.start();
    }

    @AfterEach
    void stop() {
        neighbours.close();
        server.stop(0);
    }

    private void handle(HttpExchange exchange) throws IOException {
        asked.incrementAndGet();
        beforeAnswer.run();
        byte[] body = answer.getBytes(StandardCharsets.UTF_8);
        boolean here = exchange.getRequestURI().toString().equals("/api/v1/alive");
        if (code == 302) {
            exchange.getResponseHeaders().add("Location", "/api/v1/alive");
        }
        exchange.sendResponseHeaders(here ? code : 404, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/some/where?else");
    }

    private String ask(String id, URI... endpoints) {
        int before = outcomes.size();
        neighbours.ask(List.of(new Neighbour(id, List.of(endpoints))));
        await().atMost(LIMIT).until(() -> outcomes.size() > before);
        return outcomes.get(before);
    }

    @Test
    void whoAnswersWithItsIdIsAlive() {
        assertThat(ask("abc", endpoint())).isEqualTo("abc true");
        assertThat(ask("abc", endpoint())).isEqualTo("abc true");
    }

    @Test
    void anotherMonitorAtTheSameAddressIsNotTheOneAskedFor() {
        assertThat(ask("xyz", endpoint())).isEqualTo("xyz false");
    }

    @Test
    void whatIsNoAnswerIsNone() {
        answer = "{}";
        assertThat(ask("abc", endpoint())).isEqualTo("abc false");
        answer = " ".repeat(2000) + "{\"monitor\":\"abc\"}";
        assertThat(ask("abc", endpoint())).isEqualTo("abc false");
        answer = "{\"monitor\":\"abc\"}";
        code = 503;
        assertThat(ask("abc", endpoint())).isEqualTo("abc false");
    }

    @Test
    void noRedirectIsFollowed() {
        code = 302;
        assertThat(ask("abc", endpoint())).isEqualTo("abc false");
        assertThat(asked).hasValue(1);
    }

    @Test
    void aProcessThatHasGoneDoesNotAnswer() {
        assertThat(ask("abc", endpoint())).isEqualTo("abc true");
        server.stop(0);
        assertThat(ask("abc", endpoint())).isEqualTo("abc false");
    }

    @Test
    void aProcessThatIsStoppedDoesNotAnswer() throws IOException {
        // The kernel takes the connection, and nobody reads from it.
        try (ServerSocket mute = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            URI endpoint = URI.create("http://127.0.0.1:" + mute.getLocalPort());
            assertThat(ask("abc", endpoint)).isEqualTo("abc false");
        }
    }

    @Test
    void aReplyThatNeverEndsIsEnded() throws IOException {
        try (ServerSocket slow = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            Thread drip = new Thread(() -> drip(slow));
            drip.setDaemon(true);
            drip.start();
            neighbours.ask(
                    List.of(new Neighbour("abc", List.of(URI.create("http://127.0.0.1:" + slow.getLocalPort())))));
            await().atMost(LIMIT).until(() -> {
                neighbours.endOverdue();
                return outcomes.equals(List.of("abc false"));
            });
        }
    }

    @Test
    void whoAnswersLateButInTimeIsLeftToAnswer() {
        beforeAnswer = () -> {
            for (int i = 0; i < 20; i++) {
                neighbours.endOverdue();
            }
        };
        assertThat(ask("abc", endpoint())).isEqualTo("abc true");
    }

    @Test
    void whoIsNotAskedSinceTooManyAreIsAskedTheNextTime() {
        CountDownLatch answering = new CountDownLatch(1);
        beforeAnswer = () -> assertThat(reached(answering)).isTrue();
        List<Neighbour> many = IntStream.range(0, 30)
                .mapToObj(i -> new Neighbour("m" + i, List.of(endpoint())))
                .toList();
        neighbours.ask(many);
        answering.countDown();
        await().atMost(LIMIT).until(() -> outcomes.size() >= 18);
        assertThat(outcomes).doesNotContain("m29 false");
        neighbours.ask(many.subList(29, 30));
        await().atMost(LIMIT).until(() -> outcomes.contains("m29 false"));
    }

    private static boolean reached(CountDownLatch latch) {
        try {
            return latch.await(LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static void drip(ServerSocket server) {
        try (var socket = server.accept();
                InputStream in = socket.getInputStream()) {
            while (in.read() >= 0) {
                socket.getOutputStream().write("H".getBytes(StandardCharsets.US_ASCII));
                socket.setSoTimeout(1000);
                try {
                    in.read();
                } catch (SocketTimeoutException e) {
                    continue;
                }
            }
        } catch (IOException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void theEndpointThatAnswersIsFoundAndAskedFirst() {
        URI nowhere = URI.create("http://127.0.0.1:1/");
        URI other = URI.create("ftp://127.0.0.1/");
        assertThat(ask("abc", other, nowhere, endpoint())).isEqualTo("abc false");
        assertThat(ask("abc", other, nowhere, endpoint())).isEqualTo("abc true");
        assertThat(ask("abc", other, nowhere, endpoint())).isEqualTo("abc true");
        assertThat(asked).hasValue(2);
    }

    @Test
    void whoIsGoneIsForgottenAndWhoStaysIsNot() {
        URI nowhere = URI.create("http://127.0.0.1:1/");
        assertThat(ask("abc", endpoint())).isEqualTo("abc true");
        neighbours.keep(Set.of("abc"));
        assertThat(ask("abc", nowhere, endpoint())).isEqualTo("abc true");
        neighbours.keep(Set.of("xyz"));
        assertThat(ask("abc", nowhere, endpoint())).isEqualTo("abc false");
    }

    @Test
    void anEndpointThatAMonitorNoLongerHasIsForgotten() {
        URI nowhere = URI.create("http://127.0.0.1:1/");
        assertThat(ask("abc", endpoint())).isEqualTo("abc true");
        assertThat(ask("abc", nowhere)).isEqualTo("abc false");
        assertThat(ask("abc", endpoint())).isEqualTo("abc true");
        assertThat(ask("abc", nowhere)).isEqualTo("abc false");
        assertThat(ask("abc", nowhere, endpoint())).isEqualTo("abc true");
    }

    @Test
    void whoIsGoneWhileItIsAskedIsAskedToTheEnd() throws IOException {
        try (ServerSocket mute = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            Neighbour neighbour = new Neighbour("abc", List.of(URI.create("http://127.0.0.1:" + mute.getLocalPort())));
            neighbours.ask(List.of(neighbour));
            neighbours.keep(Set.of());
            neighbours.ask(List.of(neighbour));
            await().atMost(LIMIT).until(() -> !outcomes.isEmpty());
            assertThat(ask("xyz", endpoint())).isEqualTo("xyz false");
            assertThat(outcomes).containsExactly("abc false", "xyz false");
        }
    }

    @Test
    void whoCannotBeReachedIsNotAsked() {
        neighbours.ask(List.of(new Neighbour("none", List.of())));
        neighbours.ask(List.of(new Neighbour("file", List.of(URI.create("file:///etc/passwd")))));
        assertThat(ask("abc", endpoint())).isEqualTo("abc true");
        assertThat(outcomes).containsExactly("abc true");
    }
}
