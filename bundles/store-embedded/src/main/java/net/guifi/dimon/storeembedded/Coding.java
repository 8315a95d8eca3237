// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storeembedded;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** How what stands in the store is written: big-endian numbers, and lengths in groups of seven bits, the least first. */
final class Coding {
    private static final int GROUP = 7;
    private static final int MORE = 0x80;

    private Coding() {}

    /** Writes to memory. */
    static final class Output {
        private final ByteArrayOutputStream octets = new ByteArrayOutputStream();

        Output octet(int value) {
            octets.write(value);
            return this;
        }

        Output number(long value) {
            octets.writeBytes(ByteBuffer.allocate(Long.BYTES).putLong(value).array());
            return this;
        }

        Output length(int value) {
            int rest = value;
            while (rest >= MORE) {
                octets.write(rest & MORE - 1 | MORE);
                rest >>>= GROUP;
            }
            octets.write(rest);
            return this;
        }

        Output octets(Octets value) {
            octets.writeBytes(value.array());
            return this;
        }

        Output text(String value) {
            byte[] encoded = value.getBytes(StandardCharsets.UTF_8);
            length(encoded.length);
            octets.writeBytes(encoded);
            return this;
        }

        Octets done() {
            return Octets.wrap(octets.toByteArray());
        }
    }

    /** Reads what may be anything. */
    static final class Input {
        private final ByteBuffer buffer;

        Input(Octets octets) {
            buffer = ByteBuffer.wrap(octets.array()).asReadOnlyBuffer();
        }

        int octet() throws MalformedException {
            need(1);
            return Byte.toUnsignedInt(buffer.get());
        }

        long number() throws MalformedException {
            need(Long.BYTES);
            return buffer.getLong();
        }

        int length(int most) throws MalformedException {
            long value = 0;
            for (int shift = 0; shift < Integer.SIZE; shift += GROUP) {
                int octet = octet();
                value |= (long) (octet & MORE - 1) << shift;
                if (octet < MORE) {
                    if (value > most) {
                        throw new MalformedException("a length in it is too great");
                    }
                    return (int) value;
                }
            }
            throw new MalformedException("a length in it is too long");
        }

        Octets octets(int length) throws MalformedException {
            need(length);
            byte[] value = new byte[length];
            buffer.get(value);
            return Octets.wrap(value);
        }

        String text(int most) throws MalformedException {
            ByteBuffer encoded = ByteBuffer.wrap(octets(length(most)).array());
            try {
                return StandardCharsets.UTF_8.newDecoder().decode(encoded).toString();
            } catch (CharacterCodingException e) {
                throw new MalformedException("a text in it is not UTF-8");
            }
        }

        int position() {
            return buffer.position();
        }

        void version(int known) throws MalformedException {
            int version = octet();
            if (version > known) {
                throw new MalformedException("it was written by a newer release");
            }
            if (version != known) {
                throw new MalformedException("its version is unknown");
            }
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
}
