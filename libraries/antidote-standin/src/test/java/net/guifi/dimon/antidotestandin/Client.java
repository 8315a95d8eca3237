// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.antidotestandin;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.Stream;
import net.guifi.dimon.antidotestandin.Fields.MalformedException;
import net.guifi.dimon.antidotestandin.Fields.Writer;

/** The other end of a connection: frames, and what the tests say with them. */
final class Client implements AutoCloseable {
    static final int REGISTER = 5;
    static final int SET = 4;
    private static final int TIMEOUT_MILLIS = 20_000;
    private static final byte[] BUCKET = "bucket".getBytes(StandardCharsets.ISO_8859_1);

    private final Socket socket;
    private final DataInputStream in;
    byte[] clock = {};

    Client(Centre centre) throws IOException {
        socket = new Socket(centre.address().getAddress(), centre.address().getPort());
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        in = new DataInputStream(socket.getInputStream());
    }

    void timeout(int millis) throws IOException {
        socket.setSoTimeout(millis);
    }

    void send(byte[] octets) throws IOException {
        socket.getOutputStream().write(octets);
    }

    /** A whole frame, with its length. */
    byte[] receive() throws IOException {
        int length = in.readInt();
        byte[] frame = in.readNBytes(length);
        if (frame.length < length) {
            throw new EOFException("closed within a frame");
        }
        return ByteBuffer.allocate(Integer.BYTES + length)
                .putInt(length)
                .put(frame)
                .array();
    }

    private Fields call(int code, Writer message) throws IOException {
        byte[] body = message.done();
        send(ByteBuffer.allocate(Integer.BYTES + 1 + body.length)
                .putInt(1 + body.length)
                .put((byte) code)
                .put(body)
                .array());
        byte[] frame = receive();
        try {
            byte[] answer = new byte[frame.length - 5];
            System.arraycopy(frame, 5, answer, 0, answer.length);
            Fields fields = Fields.read(answer);
            if (frame[4] == 0) {
                throw new IOException("error: " + text(fields.required(1)));
            }
            return fields;
        } catch (MalformedException e) {
            throw new IOException("garbage", e);
        }
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String text(byte[] octets) {
        return new String(octets, StandardCharsets.ISO_8859_1);
    }

    private static Writer object(String key, int type) {
        return new Writer().octets(1, octets(key)).number(2, type).octets(3, BUCKET);
    }

    private Writer start(byte[] timestamp) {
        Writer start = new Writer();
        if (timestamp.length > 0) {
            start.octets(1, timestamp);
        }
        return new Writer().message(1, start);
    }

    void write(String key, String value) throws IOException {
        writeAfter(new byte[0], key, value);
    }

    void writeAfter(byte[] timestamp, String key, String value) throws IOException {
        Writer operation = new Writer().message(3, new Writer().octets(1, octets(value)));
        update(start(timestamp)
                .message(2, new Writer().message(1, object(key, REGISTER)).message(2, operation)));
    }

    void add(String set, String... words) throws IOException {
        change(set, 1, 2, words);
    }

    void remove(String set, String... words) throws IOException {
        change(set, 2, 3, words);
    }

    private void change(String set, int kind, int field, String... words) throws IOException {
        Writer change = new Writer().number(1, kind);
        Stream.of(words).forEach(word -> change.octets(field, octets(word)));
        update(start(new byte[0])
                .message(2, new Writer().message(1, object(set, SET)).message(2, new Writer().message(2, change))));
    }

    private void update(Writer message) throws IOException {
        try {
            clock = call(122, message).required(2);
        } catch (MalformedException e) {
            throw new IOException("garbage", e);
        }
    }

    String read(String key) throws IOException {
        return read(new byte[0], List.of(key)).get(0);
    }

    List<String> read(byte[] timestamp, List<String> keys) throws IOException {
        Writer message = start(timestamp);
        keys.forEach(key -> message.message(2, object(key, REGISTER)));
        return values(message, 3).stream().map(value -> value.get(0)).toList();
    }

    List<String> members(String set) throws IOException {
        return values(start(new byte[0]).message(2, object(set, SET)), 2).get(0);
    }

    private List<List<String>> values(Writer message, int field) throws IOException {
        try {
            Fields answer = call(123, message);
            clock = answer.message(2).required(2);
            List<List<String>> values = new ArrayList<>();
            for (byte[] each : answer.message(1).octets(2)) {
                values.add(Fields.read(each).message(field).octets(1).stream()
                        .map(Client::text)
                        .toList());
            }
            return values;
        } catch (MalformedException e) {
            throw new IOException("garbage", e);
        }
    }

    SortedMap<CentreId, Long> vectorClock() {
        return VectorClock.decode(clock);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
