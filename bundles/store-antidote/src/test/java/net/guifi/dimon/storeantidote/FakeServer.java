// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storeantidote;

import com.google.protobuf.ByteString;
import eu.antidotedb.antidotepb.AntidotePB.ApbCommitResp;
import eu.antidotedb.antidotepb.AntidotePB.ApbErrorResp;
import eu.antidotedb.antidotepb.AntidotePB.ApbGetRegResp;
import eu.antidotedb.antidotepb.AntidotePB.ApbReadObjectResp;
import eu.antidotedb.antidotepb.AntidotePB.ApbReadObjectsResp;
import eu.antidotedb.antidotepb.AntidotePB.ApbStaticReadObjects;
import eu.antidotedb.antidotepb.AntidotePB.ApbStaticReadObjectsResp;
import eu.antidotedb.antidotepb.AntidotePB.ApbStaticUpdateObjects;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A server of which a test decides what it says, octet by octet if it likes: its registers are what the protocol's
 * stand-in has too, its clock and its faults are the test's.
 */
final class FakeServer implements AutoCloseable {
    /** What is done with a request instead of answering it. */
    @FunctionalInterface
    interface Fault {
        /** Tells whether it did something; the connection is closed when it throws. */
        boolean instead(int code, DataOutputStream out) throws IOException;
    }

    private final String node;
    private final int port;
    private volatile ServerSocket listener;
    private volatile Thread accepting;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    final Map<String, ByteString> registers = new ConcurrentHashMap<>();
    /** Codes of the requests that came. */
    final List<Integer> requests = new CopyOnWriteArrayList<>();
    /** Timestamps of the reads that had one. */
    final List<ByteString> timestamps = new CopyOnWriteArrayList<>();

    volatile int accepted;
    volatile Instant created = Instant.parse("2026-01-01T00:00:00Z");
    /** Other servers, and how long ago they were heard of. */
    final Map<ServerId, Duration> peers = new ConcurrentHashMap<>();

    volatile Optional<Fault> fault = Optional.empty();

    private FakeServer(String node, ServerSocket listener) {
        this.node = node;
        this.listener = listener;
        this.port = listener.getLocalPort();
    }

    static FakeServer start(String node) throws IOException {
        FakeServer server = new FakeServer(node, new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
        server.serve(server.listener);
        return server;
    }

    HostPort address() {
        return new HostPort("127.0.0.1", port);
    }

    ServerId id() {
        return new ServerId(node, created);
    }

    int open() {
        return sockets.size();
    }

    /** Ends the process, so to say. */
    void stop() throws IOException {
        listener.close();
        try {
            // Until it has ended, the port is taken.
            accepting.join();
        } catch (InterruptedException e) {
            throw new InterruptedIOException("interrupted while a fake server ends");
        }
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    void startAgain() throws IOException {
        listener = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
        serve(listener);
    }

    private void serve(ServerSocket from) {
        accepting = start(() -> {
            while (!from.isClosed()) {
                Socket socket = from.accept();
                accepted++;
                socket.setTcpNoDelay(true);
                sockets.add(socket);
                start(() -> talk(socket));
            }
        });
    }

    /** Work of a thread of its own. */
    private interface Work {
        void run() throws IOException;
    }

    private static Thread start(Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException e) {
                        // A socket was closed: by the test, or by the adapter under test.
                        Thread.currentThread().interrupt();
                    }
                },
                "fake-antidote");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void talk(Socket socket) throws IOException {
        try (socket;
                DataInputStream in = new DataInputStream(socket.getInputStream());
                DataOutputStream out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()))) {
            for (int length = in.readInt(); ; length = in.readInt()) {
                int code = in.readUnsignedByte();
                byte[] message = in.readNBytes(length - 1);
                requests.add(code);
                if (fault.isPresent() && fault.get().instead(code, out)) {
                    continue;
                }
                answer(code, message, out);
            }
        } finally {
            sockets.remove(socket);
        }
    }

    private void answer(int code, byte[] message, DataOutputStream out) throws IOException {
        switch (code) {
            case Messages.GET_DESCRIPTOR ->
                send(
                        out,
                        Messages.DESCRIPTOR,
                        ApbCommitResp.newBuilder()
                                .setSuccess(true)
                                .setCommitTime(descriptor())
                                .build()
                                .toByteArray());
            case Messages.STATIC_READ -> {
                ApbStaticReadObjects read = ApbStaticReadObjects.parseFrom(message);
                if (read.getTransaction().hasTimestamp()) {
                    timestamps.add(read.getTransaction().getTimestamp());
                }
                ApbReadObjectsResp.Builder objects =
                        ApbReadObjectsResp.newBuilder().setSuccess(true);
                read.getObjectsList()
                        .forEach(object -> objects.addObjects(ApbReadObjectResp.newBuilder()
                                .setReg(ApbGetRegResp.newBuilder()
                                        .setValue(registers.getOrDefault(
                                                object.getKey().toStringUtf8(), ByteString.EMPTY)))));
                send(
                        out,
                        Messages.STATIC_READ_RESULT,
                        ApbStaticReadObjectsResp.newBuilder()
                                .setObjects(objects)
                                .setCommittime(committed())
                                .build()
                                .toByteArray());
            }
            case Messages.STATIC_UPDATE -> {
                ApbStaticUpdateObjects.parseFrom(message)
                        .getUpdatesList()
                        .forEach(update -> registers.put(
                                update.getBoundobject().getKey().toStringUtf8(),
                                update.getOperation().getRegop().getValue()));
                send(out, Messages.COMMITTED, committed().toByteArray());
            }
            default -> throw new IOException("unknown code " + code);
        }
    }

    static void send(DataOutputStream out, int code, byte[] message) throws IOException {
        out.writeInt(1 + message.length);
        out.writeByte(code);
        out.write(message);
        out.flush();
    }

    static void sendError(DataOutputStream out, String text) throws IOException {
        send(
                out,
                Messages.ERROR,
                ApbErrorResp.newBuilder()
                        .setErrmsg(ByteString.copyFromUtf8(text))
                        .setErrcode(0)
                        .build()
                        .toByteArray());
    }

    private ApbCommitResp committed() {
        return ApbCommitResp.newBuilder()
                .setSuccess(true)
                .setCommitTime(clock())
                .build();
    }

    // Erlang's external term format, as the real one writes it.

    private ByteString descriptor() {
        return term(out -> {
            out.write('h');
            out.write(2);
            atom(out, "descriptor");
            id(out, id());
        });
    }

    ByteString clock() {
        Instant now = Instant.now();
        Map<ServerId, Duration> heard = Map.copyOf(peers);
        return term(out -> {
            out.write('t');
            out.writeInt(1 + heard.size());
            id(out, id());
            time(out, now);
            for (Map.Entry<ServerId, Duration> peer : heard.entrySet()) {
                id(out, peer.getKey());
                time(out, now.minus(peer.getValue()));
            }
        });
    }

    private interface Writer {
        void write(DataOutputStream out) throws IOException;
    }

    private static ByteString term(Writer writer) {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(octets)) {
            out.write(131);
            writer.write(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return ByteString.copyFrom(octets.toByteArray());
    }

    private static void atom(DataOutputStream out, String text) throws IOException {
        out.write('d');
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        out.writeShort(octets.length);
        out.write(octets);
    }

    private static void id(DataOutputStream out, ServerId id) throws IOException {
        out.write('h');
        out.write(2);
        atom(out, id.node());
        out.write('h');
        out.write(3);
        long seconds = id.created().getEpochSecond();
        for (long part : new long[] {
            seconds / 1_000_000, seconds % 1_000_000, id.created().getNano() / 1_000
        }) {
            out.write('b');
            out.writeInt((int) part);
        }
    }

    private static void time(DataOutputStream out, Instant time) throws IOException {
        out.write('n');
        out.write(8);
        out.write(0);
        out.writeLong(Long.reverseBytes(time.getEpochSecond() * 1_000_000 + time.getNano() / 1_000));
    }

    @Override
    public void close() throws IOException {
        stop();
    }
}
