// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.inventory;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Reads what {@link OctetWriter} wrote, or anything: what does not fit is a {@link MalformedException}. */
final class OctetReader {
    private static final int FIRST_BUFFER = 1 << 16;

    private final ByteBuffer buffer;

    OctetReader(byte[] octets) {
        buffer = ByteBuffer.wrap(octets).asReadOnlyBuffer();
    }

    /** Reads what {@link OctetWriter#deflated} made, of which at most so many octets were written. */
    static OctetReader inflated(byte[] packed, int version, int most) throws MalformedException {
        OctetReader outer = new OctetReader(packed);
        outer.version(version);
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(packed, 1, packed.length - 1);
            byte[] out = new byte[Math.min(most, FIRST_BUFFER)];
            int length = 0;
            while (!inflater.finished()) {
                if (length == out.length) {
                    if (length == most) {
                        throw new MalformedException("it is too long");
                    }
                    out = Arrays.copyOf(out, (int) Math.min(most, 2L * length));
                }
                int more = inflater.inflate(out, length, out.length - length);
                if (more == 0 && (inflater.needsInput() || inflater.needsDictionary())) {
                    throw new MalformedException("it is cut off");
                }
                length += more;
            }
            if (inflater.getRemaining() > 0) {
                throw new MalformedException("there is something after its end");
            }
            return new OctetReader(Arrays.copyOf(out, length));
        } catch (DataFormatException e) {
            throw new MalformedException("it is not compressed as it should be: " + e.getMessage(), e);
        } finally {
            inflater.end();
        }
    }

    void version(int known) throws MalformedException {
        int version = octet();
        if (version != known) {
            throw new MalformedException(
                    version > known ? "it was written by a newer release" : "its version is unknown");
        }
    }

    int octet() throws MalformedException {
        need(1);
        return Byte.toUnsignedInt(buffer.get());
    }

    boolean flag() throws MalformedException {
        return number(1) == 1;
    }

    long number(long most) throws MalformedException {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE - 1; shift += OctetWriter.GROUP) {
            int octet = octet();
            value |= (long) (octet & OctetWriter.MORE - 1) << shift;
            if (octet < OctetWriter.MORE) {
                if (value > most) {
                    throw new MalformedException("a number in it is too great");
                }
                return value;
            }
        }
        throw new MalformedException("a number in it is too long");
    }

    int integer(int most) throws MalformedException {
        return (int) number(most);
    }

    double real() throws MalformedException {
        need(Double.BYTES);
        return buffer.getDouble();
    }

    byte[] octets(int length) throws MalformedException {
        need(length);
        byte[] value = new byte[length];
        buffer.get(value);
        return value;
    }

    String text() throws MalformedException {
        ByteBuffer encoded = ByteBuffer.wrap(octets(integer(Integer.MAX_VALUE)));
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(encoded).toString();
        } catch (CharacterCodingException e) {
            throw new MalformedException("a text in it is not UTF-8", e);
        }
    }

    int remaining() {
        return buffer.remaining();
    }

    void end() throws MalformedException {
        if (buffer.hasRemaining()) {
            throw new MalformedException("there is something after its end");
        }
    }

    private void need(int octets) throws MalformedException {
        if (buffer.remaining() < octets) {
            throw new MalformedException("it is cut off");
        }
    }
}
