// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.antidotestandin;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A protobuf message as its fields: numbers, and octets, which may be messages again. Groups and fixed fields are not known. */
final class Fields {
    private static final int GROUP = 7;
    private static final int MORE = 0x80;
    private static final int NUMBER = 0;
    private static final int OCTETS = 2;
    private static final int WIRE_BITS = 3;

    private record Field(int tag, long number, byte[] octets) {}

    private final List<Field> all = new ArrayList<>();

    /** What a server can't decode. */
    static final class MalformedException extends Exception {
        private static final long serialVersionUID = 1;

        MalformedException(String message) {
            super(message);
        }
    }

    static Fields read(byte[] message) throws MalformedException {
        Fields fields = new Fields();
        ByteBuffer rest = ByteBuffer.wrap(message);
        while (rest.hasRemaining()) {
            long head = number(rest);
            int tag = (int) (head >>> WIRE_BITS);
            switch ((int) (head & (1 << WIRE_BITS) - 1)) {
                case NUMBER -> fields.all.add(new Field(tag, number(rest), null));
                case OCTETS -> {
                    long length = number(rest);
                    if (length < 0 || length > rest.remaining()) {
                        throw new MalformedException("a field is longer than its message");
                    }
                    byte[] octets = new byte[(int) length];
                    rest.get(octets);
                    fields.all.add(new Field(tag, 0, octets));
                }
                default -> throw new MalformedException("a field has an unknown type");
            }
        }
        return fields;
    }

    private static long number(ByteBuffer rest) throws MalformedException {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += GROUP) {
            if (!rest.hasRemaining()) {
                throw new MalformedException("a number is cut off");
            }
            int octet = Byte.toUnsignedInt(rest.get());
            value |= (long) (octet & MORE - 1) << shift;
            if (octet < MORE) {
                return value;
            }
        }
        throw new MalformedException("a number is too long");
    }

    List<byte[]> octets(int tag) {
        return all.stream()
                .filter(field -> field.tag() == tag && field.octets() != null)
                .map(Field::octets)
                .toList();
    }

    Optional<byte[]> optional(int tag) {
        List<byte[]> found = octets(tag);
        return found.isEmpty() ? Optional.empty() : Optional.of(found.get(found.size() - 1));
    }

    byte[] required(int tag) throws MalformedException {
        return optional(tag).orElseThrow(() -> new MalformedException("field " + tag + " is missing"));
    }

    Fields message(int tag) throws MalformedException {
        return read(required(tag));
    }

    long number(int tag) throws MalformedException {
        return all.stream()
                .filter(field -> field.tag() == tag && field.octets() == null)
                .mapToLong(Field::number)
                .findFirst()
                .orElseThrow(() -> new MalformedException("field " + tag + " is missing"));
    }

    /** Writes a message. */
    static final class Writer {
        private final ByteArrayOutputStream written = new ByteArrayOutputStream();

        Writer number(int tag, long value) {
            raw((long) tag << WIRE_BITS | NUMBER);
            raw(value);
            return this;
        }

        Writer octets(int tag, byte[] value) {
            raw((long) tag << WIRE_BITS | OCTETS);
            raw(value.length);
            written.writeBytes(value);
            return this;
        }

        Writer message(int tag, Writer value) {
            return octets(tag, value.done());
        }

        byte[] done() {
            return written.toByteArray();
        }

        private void raw(long value) {
            long rest = value;
            while ((rest & -MORE) != 0) {
                written.write((int) (rest & MORE - 1 | MORE));
                rest >>>= GROUP;
            }
            written.write((int) rest);
        }
    }
}
