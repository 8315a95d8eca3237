// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The client against a server that says what the test wants. */
class ClientTest {
    @TempDir
    Path data;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String input, String... arguments) {
        InputStream in = new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8));
        return new Client(in, new PrintStream(out), new PrintStream(err)).run(List.of(arguments));
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    /** Answers one client, and gives what it asked. */
    private static CompletableFuture<String> answer(Path directory, byte[] answer) throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try (LocalSocket socket = LocalSocket.in(directory, LocalSocket.NAME)) {
            server.bind(socket.address());
        }
        return CompletableFuture.supplyAsync(() -> {
            try (server;
                    SocketChannel client = server.accept()) {
                StringBuilder request = new StringBuilder();
                InputStream in = Channels.newInputStream(client);
                for (int c = in.read(); c != '\n'; c = in.read()) {
                    request.append((char) c);
                }
                client.write(ByteBuffer.wrap(answer));
                return request.toString();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
    }

    @Test
    void printsTheAnswerAndEndsAsItSays() throws Exception {
        CompletableFuture<String> request = answer(data, Wire.answer("Bon dia,\nmón\n", 7));
        assertThat(run("", "--data", data.toString(), "devices", "--state", "down"))
                .isEqualTo(7);
        assertThat(out()).isEqualTo("Bon dia,\nmón\n");
        assertThat(request.get()).isEqualTo("devices\0--state\0down");
    }

    @Test
    void namesFilesSoThatTheApplianceFindsThem() throws Exception {
        CompletableFuture<String> request = answer(data, Wire.answer("", 0));
        assertThat(run("", "--data", data.toString(), "update", "x/../ping.jar", "/srv/api.jar"))
                .isZero();
        assertThat(request.get()).isEqualTo("update\0" + Path.of("ping.jar").toAbsolutePath() + "\0/srv/api.jar");
    }

    @Test
    void readsANewPasswordFromItsInput() throws Exception {
        CompletableFuture<String> request = answer(data, Wire.answer("", 0));
        assertThat(run("gat i gos\n", "--data", data.toString(), "password", "--set"))
                .isZero();
        assertThat(request.get()).isEqualTo("password\0--set\0gat i gos");
    }

    @Test
    void tellsAnAnswerThatBreaksOff() throws Exception {
        answer(data, "half".getBytes(StandardCharsets.UTF_8));
        assertThat(run("", "--data", data.toString(), "status")).isEqualTo(1);
        assertThat(err()).contains("broke off");
    }

    @Test
    void readsWhyItIsSentAwayUnheard() throws Exception {
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try (LocalSocket socket = LocalSocket.in(data, LocalSocket.NAME)) {
            server.bind(socket.address());
        }
        CompletableFuture<Void> closed = CompletableFuture.runAsync(() -> {
            try (server;
                    SocketChannel client = server.accept()) {
                client.write(ByteBuffer.wrap(Wire.answer("busy\n", 1)));
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        assertThat(run("", "--data", data.toString(), "x".repeat(1 << 20))).isEqualTo(1);
        assertThat(out()).isEqualTo("busy\n");
        closed.get();
    }

    @Test
    void endsWithThreeWhereNothingRuns() throws Exception {
        assertThat(run("", "--data", data.toString(), "status")).isEqualTo(3);
        assertThat(run("", "--data", data.resolve("missing").toString(), "status"))
                .isEqualTo(3);
        Files.createFile(data.resolve(LocalSocket.NAME));
        assertThat(run("", "--data", data.toString(), "status")).isEqualTo(3);
        assertThat(err()).contains("No appliance is running").contains(data.toString());
    }

    @Test
    void refusesBadArguments() {
        assertThat(run("", "status")).isEqualTo(2);
        assertThat(run("", "--data", data.toString(), "doctor", "--port", "x")).isEqualTo(2);
        assertThat(run("", "--data", data.toString(), "doctor", "--port", "70000"))
                .isEqualTo(2);
        assertThat(run("", "--data", data.toString(), "a\nb")).isEqualTo(2);
        assertThat(run("", "--data", data.toString(), "password", "--set")).isEqualTo(2);
        assertThat(run("", "--help")).isZero();
    }

    @Test
    void reachesASocketWhosePathIsTooLong() throws Exception {
        Path deep = Files.createDirectories(data.resolve("a".repeat(120)).resolve("b"));
        answer(deep, Wire.answer("there\n", 0));
        assertThat(run("", "--data", deep.toString(), "status")).isZero();
        assertThat(out()).isEqualTo("there\n");
        assertThat(Files.exists(deep.resolve(LocalSocket.NAME))).isTrue();
    }

    @Test
    void theDoctorLooksAtTheHostWithoutAnAppliance() throws Exception {
        try (ServerSocket taken = new ServerSocket(0)) {
            int code = run("", "--data", data.toString(), "doctor", "--port", "" + taken.getLocalPort());
            assertThat(code).isEqualTo(1);
            assertThat(out())
                    .containsPattern("CRITICAL +Port " + taken.getLocalPort())
                    .containsPattern("OK +Java")
                    .containsPattern("OK +Data directory")
                    .contains("No appliance is running");
        }
    }

    @Test
    void withoutAnApplianceTheDoctorLooksAtTheUsualPort() {
        run("", "--data", data.toString(), "doctor");
        assertThat(out()).contains("Port 8080:");
    }

    @Test
    void theDoctorAsksTheApplianceToo() throws Exception {
        CompletableFuture<String> request = answer(data, Wire.answer("CRITICAL  archive: disk full\n", 1));
        assertThat(run("", "--data", data.toString(), "doctor")).isEqualTo(1);
        assertThat(request.get()).isEqualTo("doctor");
        assertThat(out()).contains("The appliance\nCRITICAL  archive: disk full");
    }
}
