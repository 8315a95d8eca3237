// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.coding;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Reads what {@link OctetWriter} wrote, or anything: what does not fit is a {@link MalformedException}, and no length
 * that it tells takes memory before as much is there.
 */
public final class OctetReader {
    private static final int FIRST_BUFFER = 1 << 16;

    private final DataInputStream in;

    /**
     * Reads what is in the memory.
     *
     * @param octets what to read
     */
    public OctetReader(byte[] octets) {
        this(new ByteArrayInputStream(octets));
    }

    /**
     * Reads what would not fit into the memory.
     *
     * @param in read no further than asked for, and not closed
     */
    public OctetReader(InputStream in) {
        this.in = new DataInputStream(in);
    }

    /**
     * Reads what {@link OctetWriter#deflated} made.
     *
     * @param packed what it made
     * @param version of the coding, the only one that is read
     * @param most how many octets there may be when inflated
     * @return reads what was written before it was deflated
     * @throws MalformedException when it is something else, or longer
     */
    public static OctetReader inflated(byte[] packed, int version, int most) throws MalformedException {
        new OctetReader(packed).version(version);
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(packed, 1, packed.length - 1);
            byte[] out = new byte[Math.min(most, FIRST_BUFFER)];
            int length = 0;
            while (!inflater.finished()) {
                if (length == out.length) {
                    if (length == most) {
                        throw new MalformedException("it is longer than " + most + " octets");
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
            return new OctetReader(new ByteArrayInputStream(out, 0, length));
        } catch (DataFormatException e) {
            throw new MalformedException("it is not compressed as it should be: " + e.getMessage(), e);
        } finally {
            inflater.end();
        }
    }

    /**
     * Reads an octet with the version of the coding.
     *
     * @param known the only one that is read
     * @throws MalformedException when it is another one
     */
    public void version(int known) throws MalformedException {
        int version = octet();
        if (version != known) {
            throw new MalformedException("version " + version + " of its coding is "
                    + (version > known ? "that of a newer release" : "unknown"));
        }
    }

    /**
     * Reads an octet.
     *
     * @return from 0 to 255
     * @throws MalformedException when there is none
     */
    public int octet() throws MalformedException {
        return checked(in::readUnsignedByte);
    }

    /**
     * Reads an octet that is 1 or 0.
     *
     * @return whether it is 1
     * @throws MalformedException when it is neither
     */
    public boolean flag() throws MalformedException {
        return number(1) == 1;
    }

    /**
     * Reads a number of variable length.
     *
     * @param most the greatest that it may be
     * @return from 0
     * @throws MalformedException when it is greater, or has more than nine octets
     */
    public long number(long most) throws MalformedException {
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

    /**
     * Reads a number of variable length.
     *
     * @param most the greatest that it may be
     * @return from 0
     * @throws MalformedException when it is greater, or has more than nine octets
     */
    public int integer(int most) throws MalformedException {
        return (int) number(most);
    }

    /**
     * Reads a number of four octets.
     *
     * @return any
     * @throws MalformedException when it is cut off
     */
    public int fixed() throws MalformedException {
        return ByteBuffer.wrap(octets(Integer.BYTES)).getInt();
    }

    /**
     * Reads a number of eight octets.
     *
     * @return any, and what is no number
     * @throws MalformedException when it is cut off
     */
    public double real() throws MalformedException {
        return ByteBuffer.wrap(octets(Double.BYTES)).getDouble();
    }

    /**
     * Reads octets.
     *
     * @param length how many
     * @return as many
     * @throws MalformedException when there are fewer
     */
    public byte[] octets(int length) throws MalformedException {
        byte[] value = checked(() -> in.readNBytes(length));
        if (value.length < length) {
            throw new MalformedException("it is cut off");
        }
        return value;
    }

    /**
     * Reads what {@link OctetWriter#text} wrote.
     *
     * @return of any length
     * @throws MalformedException when it is cut off, or no UTF-8
     */
    public String text() throws MalformedException {
        ByteBuffer encoded = ByteBuffer.wrap(octets(integer(Integer.MAX_VALUE)));
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(encoded).toString();
        } catch (CharacterCodingException e) {
            throw new MalformedException("a text in it is not UTF-8", e);
        }
    }

    /**
     * Reads what {@link OctetWriter#shortText} wrote.
     *
     * @return of at most 65,535 letters
     * @throws MalformedException when it is cut off, or no text
     */
    public String shortText() throws MalformedException {
        return checked(in::readUTF);
    }

    /**
     * Counts what is left of what is in the memory.
     *
     * @return octets
     * @throws MalformedException never when all of it is in the memory
     */
    public int remaining() throws MalformedException {
        return checked(in::available);
    }

    /**
     * Makes sure that nothing is left.
     *
     * @throws MalformedException when something is
     */
    public void end() throws MalformedException {
        if (checked(in::read) >= 0) {
            throw new MalformedException("there is something after its end");
        }
    }

    private interface Reading<T> {
        T read() throws IOException;
    }

    private static <T> T checked(Reading<T> reading) throws MalformedException {
        try {
            return reading.read();
        } catch (EOFException e) {
            throw new MalformedException("it is cut off", e);
        } catch (IOException e) {
            throw new MalformedException("it is damaged: " + e.getMessage(), e);
        }
    }
}
