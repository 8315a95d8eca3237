// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import net.guifi.dimon.api.inventory.SourceStatus;
import net.guifi.dimon.api.inventory.SourceStatus.State;
import net.guifi.dimon.inventory.FakeWorld.FakeMonitor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A source whose server answers when the test lets it. */
class SlowServerTest {
    private static final Duration LIMIT = Duration.ofMinutes(1);

    @TempDir
    private Path folder;

    private final ExecutorService handlers = Executors.newCachedThreadPool();
    private final CountDownLatch answering = new CountDownLatch(1);
    private final AtomicInteger requests = new AtomicInteger();
    private volatile String rows = "1,Slow,10.0.0.1,Working\n";
    private HttpServer server;
    private Sources sources;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(handlers);
        server.createContext("/", this::handle);
        server.start();
        sources = new Sources(folder.resolve("data"), Duration.ofMillis(50), inventory -> {}, pid -> {});
        configure("slow", "http://127.0.0.1:" + server.getAddress().getPort() + "/slow.csv");
        await().atMost(LIMIT).until(() -> requests.get() == 1);
    }

    private void handle(HttpExchange exchange) throws IOException {
        byte[] body = rows.getBytes(StandardCharsets.UTF_8);
        requests.incrementAndGet();
        try {
            answering.await(LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @AfterEach
    void stop() {
        answering.countDown();
        sources.close();
        server.stop(0);
        handlers.shutdownNow();
    }

    private void configure(String name, String location) {
        sources.configure("pid." + name, SourceSettings.parse(name, location, "csv", "PT1H", problem -> {}), "");
    }

    private void listed(String id) {
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(sources.inventory().find(id)).isPresent());
    }

    private CompletableFuture<SourceStatus> refreshed() {
        return CompletableFuture.supplyAsync(() -> sources.refresh("slow"), handlers);
    }

    @Test
    void meanwhileTheInventoryFollowsWhatOthersShareAndWhatIsToldByHand() throws IOException {
        FakeWorld world = new FakeWorld(Files.createDirectory(folder.resolve("world")), 2);
        FakeMonitor here = world.monitors.get(0);
        FakeMonitor there = world.monitors.get(1);
        there.document("net", FakeWorld.content("net", 1));
        there.step();
        here.hear(there, name -> true);

        sources.share(Optional.of(here), Optional.of(here));
        listed("net:1");
        sources.add("roof", "", List.of("10.0.0.9"), "", "");
        assertThat(sources.inventory().find("manual:roof")).isPresent();
        configure(
                "file",
                Files.writeString(folder.resolve("file.csv"), "7,File,10.0.0.7,Working\n")
                        .toString());
        listed("file:7");
        assertThat(sources.inventory().find("slow:1")).isEmpty();

        answering.countDown();
        listed("slow:1");
        assertThat(sources.inventory().devices()).hasSize(FakeWorld.SIZE + 3);
    }

    @Test
    void whoAsksForALookGetsWhatIsThereThen() throws Exception {
        rows = "1,Slow,10.0.0.1,Working\n2,New,10.0.0.2,Working\n";
        CompletableFuture<SourceStatus> refreshed = refreshed();
        assertThat(requests).hasValue(1);
        answering.countDown();
        assertThat(refreshed.get(LIMIT.toSeconds(), TimeUnit.SECONDS).devices()).isEqualTo(2);
        assertThat(requests).hasValue(2);
    }

    @Test
    void whatWasFetchedFromAnotherLocationIsNotTaken() throws IOException {
        configure(
                "slow",
                Files.writeString(folder.resolve("file.csv"), "7,File,10.0.0.7,Working\n")
                        .toString());
        answering.countDown();
        listed("slow:7");
        assertThat(sources.inventory().devices()).hasSize(1);
        assertThat(sources.sources()).singleElement().satisfies(status -> {
            assertThat(status.state()).isEqualTo(State.IMPORTED);
            assertThat(status.added()).isEqualTo(1);
        });
    }

    @Test
    void aSourceThatIsRemovedMeanwhileDoesNotComeBack() {
        Path fetching = folder.resolve("data/slow.fetching.zip");
        assertThat(fetching).exists();
        sources.remove("pid.slow", true);
        await().atMost(LIMIT).until(() -> sources.sources().isEmpty());
        configure("slow", "http://127.0.0.1:" + server.getAddress().getPort() + "/other.csv");
        answering.countDown();
        listed("slow:1");
        assertThat(sources.sources().get(0).location()).endsWith("other.csv");
        await().atMost(LIMIT).until(() -> Files.notExists(fetching));
    }

    @Test
    void stoppingLeavesNobodyWaiting() {
        CompletableFuture<SourceStatus> refreshed = refreshed();
        sources.close();
        assertThat(answering.getCount()).isEqualTo(1);
        assertThat(refreshed)
                .failsWithin(LIMIT)
                .withThrowableThat()
                .havingRootCause()
                .isInstanceOfAny(IllegalStateException.class, RejectedExecutionException.class);
    }

    @Test
    void whoWaitsForATurnIsToldOfTheStop() throws InterruptedException {
        CountDownLatch busy = new CountDownLatch(1);
        Sources held = new Sources(
                folder.resolve("held"),
                Duration.ofMillis(50),
                inventory -> {
                    busy.countDown();
                    try {
                        answering.await(LIMIT.toSeconds(), TimeUnit.SECONDS);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                pid -> {});
        assertThat(busy.await(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        AtomicReference<Throwable> told = new AtomicReference<>();
        Thread caller = new Thread(() -> {
            try {
                held.refresh("slow");
            } catch (RuntimeException e) {
                told.set(e);
            }
        });
        caller.start();
        await().atMost(LIMIT).until(() -> caller.getState() == Thread.State.TIMED_WAITING);
        held.close();
        caller.join(LIMIT.toMillis());
        assertThat(told.get()).isInstanceOf(IllegalStateException.class).hasMessageEndingWith("the inventory stops");
    }
}
