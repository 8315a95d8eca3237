// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import net.guifi.dimon.client.LocalSocket;
import net.guifi.dimon.client.Wire;
import net.guifi.dimon.shell.SocketServer.Limits;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SocketServerTest {
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final Function<List<String>, Answer> ECHO = arguments -> Answer.ok(String.join("|", arguments));
    private static final Limits GENEROUS = new Limits(8, Duration.ofSeconds(60));

    @TempDir
    Path data;

    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    private SocketServer start(Path where, Function<List<String>, Answer> commands, Limits limits) throws IOException {
        SocketServer server = new SocketServer(where, commands, limits);
        open.add(server);
        return server;
    }

    private SocketChannel connect() throws IOException {
        SocketChannel client = LocalSocket.connect(data);
        open.add(client);
        return client;
    }

    private static String readAll(SocketChannel client) throws IOException {
        return new String(Channels.newInputStream(client).readAllBytes(), StandardCharsets.UTF_8);
    }

    private String ask(byte[] request) throws IOException {
        try (SocketChannel client = LocalSocket.connect(data)) {
            client.write(ByteBuffer.wrap(request));
            return readAll(client);
        }
    }

    @Test
    void answersAsTheProtocolSays() throws IOException {
        start(data, ECHO, GENEROUS);
        assertThat(ask("device\0demo:1\n".getBytes(StandardCharsets.UTF_8))).isEqualTo("device|demo:1\n\0exit=0\n");
        assertThat(ask("à\0\0ç\n".getBytes(StandardCharsets.UTF_8))).isEqualTo("à||ç\n\0exit=0\n");
        try (SocketChannel client = LocalSocket.connect(data)) {
            client.write(ByteBuffer.wrap("status".getBytes(StandardCharsets.UTF_8)));
            client.shutdownOutput();
            assertThat(readAll(client)).isEqualTo("status\n\0exit=0\n");
        }
    }

    @Test
    void onlyTheOwnerMayConnect() throws IOException {
        start(data, ECHO, GENEROUS);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve("dimon.socket"))))
                .isEqualTo("rw-------");
        try (Stream<Path> files = Files.list(data)) {
            assertThat(files).containsExactly(data.resolve("dimon.socket"));
        }
    }

    @Test
    void manyAskAtOnce() {
        CompletableFuture<?>[] clients = new CompletableFuture<?>[8];
        CountDownLatch all = new CountDownLatch(clients.length);
        assertThat(catching(() -> start(
                        data,
                        arguments -> {
                            all.countDown();
                            assertThat(awaits(all)).isTrue();
                            return ECHO.apply(arguments);
                        },
                        GENEROUS)))
                .isNull();
        for (int i = 0; i < clients.length; i++) {
            String word = "client" + i;
            clients[i] = CompletableFuture.runAsync(
                    () -> assertThat(catching(() -> assertThat(ask((word + "\n").getBytes(StandardCharsets.UTF_8)))
                                    .isEqualTo(word + "\n\0exit=0\n")))
                            .isNull(),
                    task -> new Thread(task).start());
        }
        CompletableFuture.allOf(clients).orTimeout(60, TimeUnit.SECONDS).join();
    }

    private interface Attempt {
        void run() throws IOException;
    }

    private static IOException catching(Attempt attempt) {
        try {
            attempt.run();
            return null;
        } catch (IOException e) {
            return e;
        }
    }

    private static boolean awaits(CountDownLatch latch) {
        try {
            return latch.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Test
    void oneTooManyIsSentAway() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        start(
                data,
                arguments -> {
                    running.countDown();
                    awaits(mayEnd);
                    return ECHO.apply(arguments);
                },
                new Limits(1, Duration.ofSeconds(60)));
        SocketChannel first = connect();
        first.write(ByteBuffer.wrap("slow\n".getBytes(StandardCharsets.UTF_8)));
        assertThat(awaits(running)).isTrue();
        assertThat(readAll(connect())).contains("try again").endsWith("\0exit=1\n");
        mayEnd.countDown();
        assertThat(readAll(first)).isEqualTo("slow\n\0exit=0\n");
    }

    @Test
    void aSilentClientIsLetGo() throws IOException {
        start(data, ECHO, new Limits(1, Duration.ofSeconds(2)));
        SocketChannel silent = connect();
        silent.write(ByteBuffer.wrap("no end".getBytes(StandardCharsets.UTF_8)));
        assertThat(readAll(silent)).isEmpty();
        await().atMost(LIMIT).ignoreExceptions().untilAsserted(() -> assertThat(
                        ask("next\n".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo("next\n\0exit=0\n"));
    }

    @Test
    void aClientThatReadsNothingIsLetGo() throws IOException {
        String much = "x".repeat(8 << 20);
        start(
                data,
                arguments -> arguments.equals(List.of("much")) ? Answer.ok(much) : ECHO.apply(arguments),
                new Limits(1, Duration.ofSeconds(2)));
        SocketChannel lazy = connect();
        lazy.write(ByteBuffer.wrap("much\n".getBytes(StandardCharsets.UTF_8)));
        await().atMost(LIMIT).ignoreExceptions().untilAsserted(() -> assertThat(
                        ask("next\n".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo("next\n\0exit=0\n"));
        assertThat(readAll(lazy)).doesNotContain("exit=");
    }

    @Test
    void garbageDisturbsNobody() throws IOException {
        SocketServer server = start(data, new Dispatcher(new FakeServices(data))::run, GENEROUS);
        Random random = new Random(1);
        for (int i = 0; i < 50; i++) {
            byte[] garbage = new byte[1 + random.nextInt(500)];
            random.nextBytes(garbage);
            try (SocketChannel client = LocalSocket.connect(data)) {
                client.write(ByteBuffer.wrap(garbage));
                if (i % 2 == 0) {
                    client.shutdownOutput();
                    assertThat(readAll(client)).containsPattern("\0exit=\\d\n$");
                }
            }
        }
        byte[] tooLong = new byte[1 << 18];
        SocketChannel client = connect();
        assertThat(catching(() -> client.write(ByteBuffer.wrap(tooLong))))
                .satisfiesAnyOf(broken -> assertThat(broken).isNull(), broken -> assertThat(broken)
                        .hasMessageContaining("ipe"));
        assertThat(ask("help\n".getBytes(StandardCharsets.UTF_8))).endsWith("\0exit=0\n");
        assertThat(server.path()).isEqualTo(data.resolve("dimon.socket"));
    }

    @Test
    void aCommandThatThrowsCostsItsClientOnly() throws IOException {
        start(
                data,
                arguments -> {
                    if (arguments.equals(List.of("boom"))) {
                        throw new IllegalStateException("boom");
                    }
                    return ECHO.apply(arguments);
                },
                GENEROUS);
        assertThat(ask("boom\n".getBytes(StandardCharsets.UTF_8))).isEmpty();
        assertThat(ask("next\n".getBytes(StandardCharsets.UTF_8))).isEqualTo("next\n\0exit=0\n");
    }

    @Test
    void theSocketOfADeadProcessIsReplaced() throws IOException {
        try (LocalSocket socket = LocalSocket.in(data, LocalSocket.NAME);
                ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            dead.bind(socket.address());
        }
        assertThat(data.resolve("dimon.socket")).exists();
        start(data, ECHO, GENEROUS);
        assertThat(ask("next\n".getBytes(StandardCharsets.UTF_8))).isEqualTo("next\n\0exit=0\n");
    }

    @Test
    void theSocketOfALivingProcessIsNot() throws IOException {
        start(data, ECHO, GENEROUS);
        assertThatThrownBy(() -> new SocketServer(data, ECHO, GENEROUS))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("Another process answers at " + data.resolve("dimon.socket"));
        assertThat(ask("still here\n".getBytes(StandardCharsets.UTF_8))).isEqualTo("still here\n\0exit=0\n");
    }

    @Test
    void closingRemovesTheSocket() throws IOException {
        SocketServer server = start(data, ECHO, GENEROUS);
        server.close();
        assertThat(data).isEmptyDirectory();
        start(data, ECHO, GENEROUS);
        assertThat(ask("again\n".getBytes(StandardCharsets.UTF_8))).isEqualTo("again\n\0exit=0\n");
    }

    @Test
    void otherLimitsHoldWithoutANewSocket() throws IOException {
        SocketServer server = start(data, ECHO, GENEROUS);
        server.change(new Limits(1, Duration.ofMillis(100)));
        assertThat(readAll(connect())).isEmpty();
    }

    @Test
    void theRealClientIsAnswered() throws Exception {
        Path deep = Files.createDirectories(data.resolve("a".repeat(150)));
        start(deep, new Dispatcher(new FakeServices(deep).device("demo:1", "Rocà", "198.18.4.1"))::run, GENEROUS);
        assertThat(client(deep, "", "devices", "rocà")).startsWith("0\nSTATE").contains("demo:1");
        assertThat(client(deep, "", "device", "2")).startsWith("1\nThere is no device \"2\"");
        assertThat(client(deep, "", "dance")).startsWith("2\n\"dance\" is no command");
        assertThat(client(deep, "una contrasenya\n", "password", "--set")).startsWith("0\nThe password");
        assertThat(Files.readString(ConsolePassword.in(deep).file())).startsWith(ConsolePassword.HASHED);
    }

    private static String client(Path where, String input, String... command) throws Exception {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                Path.of(Wire.class
                                .getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .toURI())
                        .toString(),
                "net.guifi.dimon.client.Client",
                "--data",
                where.toString()));
        line.addAll(List.of(command));
        Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
        try (var out = process.getOutputStream()) {
            out.write(input.getBytes(StandardCharsets.UTF_8));
        }
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        // On a busy machine it may say so, while it waits.
        return process.waitFor() + "\n" + output.replaceAll("(?m)^still waiting for the appliance, \\d+ s\n", "");
    }
}
