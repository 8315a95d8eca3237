// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.antidotestandin;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Up to which time, in microseconds since 1970, what each data centre wrote is known. It is written in the external
 * format of Erlang terms, as a map from {@code {Node, {MegaSeconds, Seconds, Microseconds}}} to integers.
 */
public final class VectorClock {
    private static final int VERSION = 131;
    private static final int MAP = 't';
    private static final int TUPLE = 'h';
    private static final int ATOM = 'd';
    private static final int UTF8_ATOM = 'v';
    private static final int SHORT_UTF8_ATOM = 'w';
    private static final int INTEGER = 'b';
    private static final int SMALL_INTEGER = 'a';
    private static final int SMALL_BIG = 'n';
    private static final long MILLION = 1_000_000;

    private VectorClock() {}

    /** Writes one. */
    static byte[] encode(Map<CentreId, Long> clock) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(VERSION);
        out.write(MAP);
        out.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(clock.size()).array());
        new TreeMap<>(clock).forEach((id, time) -> {
            writeId(out, id);
            writeBig(out, time);
        });
        return out.toByteArray();
    }

    static void writeId(ByteArrayOutputStream out, CentreId id) {
        out.write(TUPLE);
        out.write(2);
        writeAtom(out, id.node());
        out.write(TUPLE);
        out.write(3);
        writeInteger(out, id.created() / MILLION / MILLION);
        writeInteger(out, id.created() / MILLION % MILLION);
        writeInteger(out, id.created() % MILLION);
    }

    static void writeAtom(ByteArrayOutputStream out, String text) {
        byte[] octets = text.getBytes(StandardCharsets.ISO_8859_1);
        out.write(ATOM);
        out.writeBytes(
                ByteBuffer.allocate(Short.BYTES).putShort((short) octets.length).array());
        out.writeBytes(octets);
    }

    static void writeInteger(ByteArrayOutputStream out, long value) {
        if (value < 256) {
            out.write(SMALL_INTEGER);
            out.write((int) value);
        } else {
            out.write(INTEGER);
            out.writeBytes(
                    ByteBuffer.allocate(Integer.BYTES).putInt((int) value).array());
        }
    }

    private static void writeBig(ByteArrayOutputStream out, long value) {
        int length = (Long.SIZE - Long.numberOfLeadingZeros(value) + 7) / 8;
        out.write(SMALL_BIG);
        out.write(length);
        out.write(0);
        for (int i = 0; i < length; i++) {
            out.write((int) (value >>> 8 * i));
        }
    }

    /**
     * Reads one.
     *
     * @param term what stands as commit time in an answer
     * @return its entries
     * @throws IllegalArgumentException when it is none
     */
    public static SortedMap<CentreId, Long> decode(byte[] term) {
        try {
            ByteBuffer rest = ByteBuffer.wrap(term);
            expect(rest, VERSION);
            expect(rest, MAP);
            SortedMap<CentreId, Long> clock = new TreeMap<>();
            for (int left = rest.getInt(); left > 0; left--) {
                CentreId id = readId(rest);
                clock.put(id, readInteger(rest));
            }
            if (rest.hasRemaining()) {
                throw new IllegalArgumentException("There is something after the vector clock");
            }
            return clock;
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException("The vector clock is cut off", e);
        }
    }

    static CentreId readId(ByteBuffer rest) {
        expect(rest, TUPLE);
        expect(rest, 2);
        String node = readAtom(rest);
        expect(rest, TUPLE);
        expect(rest, 3);
        long mega = readInteger(rest);
        long seconds = readInteger(rest);
        return new CentreId(node, (mega * MILLION + seconds) * MILLION + readInteger(rest));
    }

    private static void expect(ByteBuffer rest, int octet) {
        int found = Byte.toUnsignedInt(rest.get());
        if (found != octet) {
            throw new IllegalArgumentException("Octet " + found + " stands where " + octet + " is expected");
        }
    }

    static String readAtom(ByteBuffer rest) {
        int type = rest.get();
        int length =
                switch (type) {
                    case ATOM, UTF8_ATOM -> Short.toUnsignedInt(rest.getShort());
                    case SHORT_UTF8_ATOM -> Byte.toUnsignedInt(rest.get());
                    default -> throw new IllegalArgumentException("Type " + type + " stands where an atom is expected");
                };
        byte[] octets = new byte[length];
        rest.get(octets);
        return new String(octets, StandardCharsets.ISO_8859_1);
    }

    private static long readInteger(ByteBuffer rest) {
        int type = rest.get();
        return switch (type) {
            case SMALL_INTEGER -> Byte.toUnsignedInt(rest.get());
            case INTEGER -> rest.getInt();
            case SMALL_BIG -> readBig(rest);
            default -> throw new IllegalArgumentException("Type " + type + " stands where an integer is expected");
        };
    }

    private static long readBig(ByteBuffer rest) {
        int length = Byte.toUnsignedInt(rest.get());
        int sign = rest.get();
        byte[] bigEndian = new byte[length];
        for (int i = bigEndian.length - 1; i >= 0; i--) {
            bigEndian[i] = rest.get();
        }
        return new BigInteger(sign == 0 ? 1 : -1, bigEndian).longValue();
    }
}
