// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import net.guifi.dimon.api.discovery.Channel;
import org.junit.jupiter.api.Test;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessagePack;

/** With what is no agent of Serf. */
class SerfWayTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final SerfWay.Pace QUICK = new SerfWay.Pace(
            Duration.ofMillis(50), Duration.ofMillis(200), Duration.ofMillis(200), Duration.ofSeconds(1));
    private static final byte[] HANDSHAKEN = HexFormat.of().parseHex("82a54572726f72a0a353657101");
    private static final byte[] LISTENING = HexFormat.of().parseHex("82a54572726f72a0a353657102");
    private static final byte[] MEMBERS = HexFormat.of().parseHex("82a54572726f72a0a35365710381a74d656d62657273");

    @Test
    void whoSpeaksOtherwiseIsToldAndTriedAnewMoreAndMoreRarely() throws IOException {
        try (Impostor impostor = new Impostor("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes("UTF-8"));
                SerfWay way = impostor.way()) {
            await().atMost(SOON).until(() -> way.state() == Channel.State.FAILING);
            assertThat(way.problem().orElseThrow()).contains("does not speak as an agent of Serf does", "\"serf\"");
            await().atMost(SOON).until(() -> impostor.connections.get() >= 3);
            await().during(Duration.ofSeconds(1)).atMost(SOON).until(() -> impostor.connections.get() < 20);
        }
    }

    @Test
    void whoAnswersWhatWasNotAskedIsLeft() throws IOException {
        try (Impostor impostor = new Impostor(HANDSHAKEN, HANDSHAKEN);
                SerfWay way = impostor.way()) {
            await().atMost(SOON).until(() -> way.state() == Channel.State.FAILING);
            assertThat(way.problem().orElseThrow()).contains("answers what it was not asked");
        }
    }

    @Test
    void thousandsOfMembersWithFullTagsAreRead() throws IOException {
        byte[] members = members(5_000);
        byte[] none = HexFormat.of().parseHex("82a54572726f72a0a35365710481a74d656d62657273c0");
        byte[] statistics = HexFormat.of().parseHex("82a54572726f72a0a35365710580");
        try (Impostor impostor = new Impostor(HANDSHAKEN, LISTENING, members, none, statistics);
                SerfWay way = impostor.way()) {
            await().atMost(SOON).until(() -> way.state() == Channel.State.WORKING);
            assertThat(way.sightings()).hasSize(1_000);
            // those beyond the thousand that are kept, and no other
            assertThat(way.refused()).isEqualTo(4_000);
        }
    }

    private static byte[] members(int count) throws IOException {
        try (MessageBufferPacker packer = MessagePack.newDefaultBufferPacker()) {
            packer.writePayload(MEMBERS);
            packer.packArrayHeader(count);
            for (int i = 0; i < count; i++) {
                packer.packMapHeader(4).packString("Name").packString("node-" + i);
                packer.packString("Status").packString("alive");
                packer.packString("Addr").packBinaryHeader(4).writePayload(new byte[] {10, 0, 0, 1});
                packer.packString("Tags").packMapHeader(2);
                packer.packString("dimon").packString(String.format("v=1,id=%032x,port=8080", i));
                packer.packString("other").packString("x".repeat(512 - 80));
            }
            return packer.toByteArray();
        }
    }

    @Test
    void whoSendsWithoutEndIsLeft() throws IOException {
        byte[] count = HexFormat.of().parseHex("dd000f4240");
        byte[] member = HexFormat.of().parseHex("81a44e616d65da0200" + "41".repeat(512));
        byte[][] parts = new byte[40_003][];
        parts[0] = HANDSHAKEN;
        parts[1] = LISTENING;
        parts[2] = MEMBERS;
        Arrays.fill(parts, 3, parts.length, member);
        parts[3] = count;
        try (Impostor impostor = new Impostor(parts);
                SerfWay way = impostor.way()) {
            await().atMost(SOON).until(() -> way.state() == Channel.State.FAILING);
            assertThat(way.problem().orElseThrow()).contains("more than 16 MiB at once");
        }
    }

    @Test
    void closingWaitsForNobody() throws IOException {
        try (Impostor silent = new Impostor()) {
            SerfWay way = silent.way();
            await().atMost(SOON).until(() -> silent.connections.get() == 1);

            way.close();

            await().atMost(SOON).until(() -> Thread.getAllStackTraces().keySet().stream()
                    .noneMatch(thread -> thread.getName().equals("dimon-serf")));
        }
    }

    /** Says what it was told to whoever connects, and listens to nothing. */
    private static final class Impostor implements AutoCloseable {
        private final ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        private final AtomicInteger connections = new AtomicInteger();
        private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();

        Impostor(byte[]... parts) throws IOException {
            Thread thread = new Thread(() -> serve(parts), "impostor");
            thread.setDaemon(true);
            thread.start();
        }

        private void serve(byte[]... parts) {
            while (!server.isClosed()) {
                try {
                    Socket socket = server.accept();
                    sockets.add(socket);
                    connections.incrementAndGet();
                    OutputStream out = socket.getOutputStream();
                    for (byte[] part : parts) {
                        out.write(part);
                    }
                } catch (IOException e) {
                    // whoever connected has left, or the test is over
                    continue;
                }
            }
        }

        SerfWay way() {
            return new SerfWay(
                    "a".repeat(32), new InetSocketAddress(server.getInetAddress(), server.getLocalPort()), "", QUICK);
        }

        @Override
        public void close() throws IOException {
            server.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }
}
