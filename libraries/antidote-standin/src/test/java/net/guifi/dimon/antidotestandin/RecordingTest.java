// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.antidotestandin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import net.guifi.dimon.antidotestandin.Fields.MalformedException;
import net.guifi.dimon.antidotestandin.Fields.Writer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The stand-in answers what a real server was asked as the real one did, but for times and identities. */
class RecordingTest {
    private static final int HEAD = 5;
    private static final int UPDATE = 122;
    private static final int READ = 123;
    private static final int COMMITTED = 127;
    private static final int VALUES = 128;
    private static final int CONNECT = 131;
    private static final int DESCRIPTOR = 134;
    private static final int SILENCE_MILLIS = 300;
    private static final Duration LONG = Duration.ofHours(1);

    private final Map<Integer, Client> clients = new HashMap<>();
    private Standin standin;
    private byte[] lastClock = {};

    @AfterEach
    void close() throws IOException {
        closeClients();
        standin.close();
    }

    private void closeClients() throws IOException {
        for (Client client : clients.values()) {
            client.close();
        }
        clients.clear();
    }

    @Test
    void aSingleServer() throws Exception {
        standin = new Standin(0);
        assertThat(play("single.txt")).isGreaterThan(60);
    }

    @Test
    void twoJoinedServers() throws Exception {
        standin = new Standin(0, 0);
        standin.delay(Duration.ofMillis(500));
        assertThat(play("joined.txt")).isGreaterThan(15);
    }

    @Test
    void aServerThatIsStartedAgain() throws Exception {
        standin = new Standin(0);
        assertThat(play("recovering.txt")).isEqualTo(7);
    }

    /** How many requests were played. */
    private int play(String recording) throws Exception {
        int played = 0;
        String comment = "";
        byte[] request = {};
        for (String line : lines(recording)) {
            int number = line.length() > 1 && Character.isDigit(line.charAt(1)) ? line.charAt(1) - '0' : 0;
            String rest =
                    line.substring(Math.min(line.length(), number == 0 ? 2 : 3)).strip();
            switch (line.charAt(0)) {
                case '#' -> comment = rest;
                case '-' -> closeClients();
                case '~' -> awaitReplication();
                case '@' -> startUntil(rest);
                case '>' -> {
                    request = adapted(HexFormat.of().parseHex(rest));
                    send(client(number), request);
                    played++;
                }
                case '<' -> assertAnswer(comment, request, HexFormat.of().parseHex(rest), received(comment, number));
                case '!' -> assertError(comment, HexFormat.of().parseHex(rest), received(comment, number));
                case '=' -> assertNoAnswer(comment, client(number), rest.equals("closed"));
                default -> fail("The line \"" + line + "\" of " + recording + " is not known");
            }
        }
        return played;
    }

    private static List<String> lines(String recording) throws IOException {
        try (InputStream in = RecordingTest.class.getResourceAsStream(recording)) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .toList();
        }
    }

    private Client client(int number) throws IOException {
        if (!clients.containsKey(number)) {
            clients.put(number, new Client(standin.centre(number - 1)));
        }
        return clients.get(number);
    }

    private byte[] received(String comment, int number) throws IOException {
        try {
            return client(number).receive();
        } catch (EOFException e) {
            throw new AssertionError("No answer: " + comment, e);
        }
    }

    /** A server that has closed may answer with a reset; that it has closed is seen when its answer is looked for. */
    private static void send(Client client, byte[] request) throws IOException {
        try {
            client.send(request);
        } catch (SocketException e) {
            assertThat(e).hasMessageContaining("Broken pipe");
        }
    }

    private void awaitReplication() {
        Map<CentreId, Long> reached = VectorClock.decode(lastClock);
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> {
            synchronized (standin) {
                return standin.centres().stream().allMatch(centre -> centre.hasReached(reached));
            }
        });
    }

    private void startUntil(String phase) throws IOException {
        closeClients();
        standin.centre(0).stop();
        standin.centre(0)
                .start(
                        phase.equals("errors")
                                ? new Restart(Duration.ZERO, LONG, LONG, LONG, LONG)
                                : new Restart(Duration.ZERO, Duration.ZERO, LONG, LONG, LONG));
    }

    /** Identities and times are this server's: those of the recording have to be replaced. */
    private byte[] adapted(byte[] frame) throws MalformedException {
        int code = frame.length > HEAD - 1 ? Byte.toUnsignedInt(frame[HEAD - 1]) : -1;
        if (code == CONNECT && Fields.read(body(frame)).octets(1).size() == 2) {
            Writer message = new Writer();
            synchronized (standin) {
                standin.centres().forEach(centre -> message.octets(1, Descriptor.of(centre)));
            }
            return framed(code, message);
        }
        if (code != UPDATE && code != READ || lastClock.length == 0) {
            return frame;
        }
        try {
            Fields message = Fields.read(body(frame));
            Fields start = message.message(1);
            if (start.optional(1)
                    .filter(clock -> clock.length > lastClock.length / 2)
                    .isEmpty()) {
                return frame;
            }
            Writer adapted =
                    new Writer().message(1, new Writer().octets(1, lastClock).octets(2, start.required(2)));
            message.octets(2).forEach(each -> adapted.octets(2, each));
            return framed(code, adapted);
        } catch (MalformedException e) {
            return frame;
        }
    }

    private static byte[] body(byte[] frame) {
        return Arrays.copyOfRange(frame, HEAD, frame.length);
    }

    private static byte[] framed(int code, Writer message) {
        byte[] body = message.done();
        return ByteBuffer.allocate(HEAD + body.length)
                .putInt(1 + body.length)
                .put((byte) code)
                .put(body)
                .array();
    }

    private void assertAnswer(String comment, byte[] request, byte[] expected, byte[] found) throws Exception {
        int code = Byte.toUnsignedInt(expected[HEAD - 1]);
        assertThat(Byte.toUnsignedInt(found[HEAD - 1])).as(comment).isEqualTo(code);
        if (code == DESCRIPTOR) {
            assertSameDescriptor(comment, expected, found);
            return;
        }
        byte[] expectedClock = {};
        if (code == VALUES) {
            expectedClock = Fields.read(body(expected)).message(2).required(2);
            lastClock = Fields.read(body(found)).message(2).required(2);
        } else if (code == COMMITTED) {
            expectedClock = Fields.read(body(expected)).required(2);
            byte[] clock = Fields.read(body(found)).required(2);
            assertThat(VectorClock.decode(clock)).as(comment).hasSameSizeAs(VectorClock.decode(expectedClock));
            lastClock = clock.length > 6 ? clock : lastClock;
        }
        if (expectedClock.length > 0) {
            SortedMap<CentreId, Long> real = VectorClock.decode(expectedClock);
            assertThat(VectorClock.encode(real))
                    .as("a real clock, decoded and encoded")
                    .isEqualTo(expectedClock);
        }
        assertThat(withoutClock(found))
                .as("%s, of %s", comment, HexFormat.of().formatHex(request))
                .isEqualTo(withoutClock(expected));
    }

    private static void assertSameDescriptor(String comment, byte[] expected, byte[] found) throws MalformedException {
        int same = "83680564000a64657363726970746f72680264".length() / 2;
        assertThat(Arrays.copyOf(Fields.read(body(found)).required(2), same))
                .as(comment)
                .isEqualTo(Arrays.copyOf(Fields.read(body(expected)).required(2), same));
        assertThat(Fields.read(body(found)).number(1)).isEqualTo(1);
    }

    /** The frame with how many entries its clock has, in place of the clock. */
    private static String withoutClock(byte[] frame) throws MalformedException {
        int code = Byte.toUnsignedInt(frame[HEAD - 1]);
        Fields message = Fields.read(body(frame));
        if (code == VALUES) {
            Fields committed = message.message(2);
            return HexFormat.of().formatHex(message.required(1)) + " success " + committed.number(1) + " clock of "
                    + VectorClock.decode(committed.required(2)).size();
        }
        if (code == COMMITTED) {
            return "success " + message.number(1) + " clock of "
                    + VectorClock.decode(message.required(2)).size();
        }
        return HexFormat.of().formatHex(frame);
    }

    private static void assertError(String comment, byte[] beginning, byte[] found) throws MalformedException {
        assertThat(found[HEAD - 1]).as(comment).isZero();
        Fields error = Fields.read(body(found));
        assertThat(error.number(2)).as("the code of every error").isZero();
        assertThat(new String(error.required(1), StandardCharsets.ISO_8859_1))
                .as(comment)
                .startsWith(new String(beginning, StandardCharsets.ISO_8859_1));
    }

    private static void assertNoAnswer(String comment, Client client, boolean closed) throws IOException {
        if (closed) {
            assertThatThrownBy(client::receive).as(comment).isInstanceOfAny(EOFException.class, SocketException.class);
        } else {
            client.timeout(SILENCE_MILLIS);
            assertThatThrownBy(client::receive).as(comment).isInstanceOf(SocketTimeoutException.class);
        }
    }

    @Test
    void aClockThatIsNoneIsRefused() throws IOException {
        standin = new Standin(0);
        byte[] real = VectorClock.encode(Map.of(CentreId.now("antidote@one"), 1L));
        for (int length = 0; length < real.length; length++) {
            byte[] cut = Arrays.copyOf(real, length);
            assertThatThrownBy(() -> VectorClock.decode(cut)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(Set.copyOf(VectorClock.decode(real).values())).containsExactly(1L);
    }
}
