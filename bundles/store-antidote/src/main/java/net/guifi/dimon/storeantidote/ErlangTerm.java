// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storeantidote;

import java.math.BigInteger;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads Erlang's external term format, as far as AntidoteDB uses it in clocks and descriptors: whole numbers become
 * {@link BigInteger}, atoms {@link String}, tuples and lists {@link List}, maps {@link Map}, binaries and strings
 * {@link ByteBuffer}.
 */
final class ErlangTerm {
    private static final int VERSION = 131;
    private static final int DEEPEST = 16;
    private static final int MOST_TERMS = 100_000;

    private final ByteBuffer in;
    private int terms;

    private ErlangTerm(ByteBuffer in) {
        this.in = in;
    }

    /** Throws {@link IllegalArgumentException} for anything that is no such term. */
    static Object read(ByteBuffer encoded) {
        try {
            ErlangTerm reader = new ErlangTerm(encoded.slice());
            if (reader.octet() != VERSION) {
                throw new IllegalArgumentException("no Erlang term");
            }
            Object term = reader.term(0);
            if (reader.in.hasRemaining()) {
                throw new IllegalArgumentException("octets after an Erlang term");
            }
            return term;
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException("an Erlang term ends too early", e);
        }
    }

    private Object term(int depth) {
        if (depth > DEEPEST || ++terms > MOST_TERMS) {
            throw new IllegalArgumentException("an Erlang term is too big");
        }
        int tag = octet();
        return switch (tag) {
            case 'a' -> BigInteger.valueOf(octet());
            case 'b' -> BigInteger.valueOf(in.getInt());
            case 'n' -> big(octet());
            case 'd', 'v' -> atom(Short.toUnsignedInt(in.getShort()));
            case 's', 'w' -> atom(octet());
            case 'h' -> terms(octet(), depth);
            case 'i' -> terms(in.getInt(), depth);
            case 'j' -> List.of();
            case 'k' -> ByteBuffer.wrap(octets(Short.toUnsignedInt(in.getShort())));
            case 'm' -> ByteBuffer.wrap(octets(in.getInt()));
            case 'l' -> list(depth);
            case 't' -> map(in.getInt(), depth);
            default -> throw new IllegalArgumentException("an Erlang term of unknown kind " + tag);
        };
    }

    private int octet() {
        return Byte.toUnsignedInt(in.get());
    }

    private byte[] octets(int length) {
        if (length < 0 || length > in.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] octets = new byte[length];
        in.get(octets);
        return octets;
    }

    private String atom(int length) {
        return new String(octets(length), StandardCharsets.UTF_8);
    }

    private BigInteger big(int length) {
        int signum = octet() == 0 ? 1 : -1;
        byte[] magnitude = octets(length);
        for (int i = 0; i < length / 2; i++) {
            byte low = magnitude[i];
            magnitude[i] = magnitude[length - 1 - i];
            magnitude[length - 1 - i] = low;
        }
        BigInteger value = new BigInteger(1, magnitude);
        return signum < 0 ? value.negate() : value;
    }

    private List<Object> terms(int count, int depth) {
        List<Object> terms = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            terms.add(term(depth + 1));
        }
        return terms;
    }

    private List<Object> list(int depth) {
        List<Object> terms = terms(in.getInt(), depth);
        Object tail = term(depth + 1);
        if (!List.of().equals(tail)) {
            terms.add(tail);
        }
        return terms;
    }

    private Map<Object, Object> map(int count, int depth) {
        Map<Object, Object> map = new HashMap<>();
        for (int i = 0; i < count; i++) {
            map.put(term(depth + 1), term(depth + 1));
        }
        return map;
    }
}
