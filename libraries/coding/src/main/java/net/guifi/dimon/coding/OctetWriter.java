// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.coding;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/** Writes to memory: numbers in groups of seven bits, the least first, and texts behind their lengths. */
public final class OctetWriter {
    static final int GROUP = 7;
    static final int MORE = 0x80;

    private final ByteArrayOutputStream octets = new ByteArrayOutputStream();

    /**
     * Writes one octet.
     *
     * @param value its low eight bits
     */
    public void octet(int value) {
        octets.write(value);
    }

    /**
     * Writes an octet that is 1 or 0.
     *
     * @param value whether it is 1
     */
    public void flag(boolean value) {
        octets.write(value ? 1 : 0);
    }

    /**
     * Writes a number in as many groups of seven bits as it takes.
     *
     * @param value from 0
     */
    public void number(long value) {
        long rest = value;
        while (rest >= MORE) {
            octets.write((int) (rest & MORE - 1 | MORE));
            rest >>>= GROUP;
        }
        octets.write((int) rest);
    }

    /**
     * Writes a number in four octets, the greatest first.
     *
     * @param value any
     */
    public void fixed(int value) {
        octets.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(value).array());
    }

    /**
     * Writes a number in eight octets, as IEEE 754 has it.
     *
     * @param value any
     */
    public void real(double value) {
        octets.writeBytes(ByteBuffer.allocate(Double.BYTES).putDouble(value).array());
    }

    /**
     * Writes octets as they are.
     *
     * @param value any
     */
    public void octets(byte[] value) {
        octets.writeBytes(value);
    }

    /**
     * Writes a text in UTF-8.
     *
     * @param value of any length
     */
    public void text(String value) {
        byte[] encoded = value.getBytes(StandardCharsets.UTF_8);
        number(encoded.length);
        octets.writeBytes(encoded);
    }

    /**
     * Writes a text as {@link DataOutputStream#writeUTF} does, behind two octets with its length.
     *
     * @param value of at most 65,535 octets
     */
    public void shortText(String value) {
        try {
            new DataOutputStream(octets).writeUTF(value);
        } catch (IOException e) {
            throw new UncheckedIOException("A text of " + value.length() + " letters is too long", e);
        }
    }

    /**
     * Counts what is written.
     *
     * @return octets
     */
    public int size() {
        return octets.size();
    }

    /**
     * What was written.
     *
     * @return a copy
     */
    public byte[] done() {
        return octets.toByteArray();
    }

    /**
     * The version, and behind it in the form of zlib (RFC 1950) what was written.
     *
     * @param version of the coding, an octet
     * @param level how hard to try, such as {@link Deflater#BEST_COMPRESSION}
     * @return a copy
     */
    public byte[] deflated(int version, int level) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        packed.write(version);
        Deflater deflater = new Deflater(level);
        try (DeflaterOutputStream out = new DeflaterOutputStream(packed, deflater)) {
            octets.writeTo(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            deflater.end();
        }
        return packed.toByteArray();
    }
}
