// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.inventory;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/** Writes numbers in groups of seven bits, the least first, and texts in UTF-8 behind their lengths. */
final class OctetWriter {
    static final int GROUP = 7;
    static final int MORE = 0x80;

    private final ByteArrayOutputStream octets = new ByteArrayOutputStream();

    void octet(int value) {
        octets.write(value);
    }

    void flag(boolean value) {
        octets.write(value ? 1 : 0);
    }

    /** A number from 0. */
    void number(long value) {
        long rest = value;
        while (rest >= MORE) {
            octets.write((int) (rest & MORE - 1 | MORE));
            rest >>>= GROUP;
        }
        octets.write((int) rest);
    }

    void real(double value) {
        octets.writeBytes(ByteBuffer.allocate(Double.BYTES).putDouble(value).array());
    }

    void octets(byte[] value) {
        octets.writeBytes(value);
    }

    void text(String value) {
        byte[] encoded = value.getBytes(StandardCharsets.UTF_8);
        number(encoded.length);
        octets.writeBytes(encoded);
    }

    int size() {
        return octets.size();
    }

    byte[] done() {
        return octets.toByteArray();
    }

    /** The version, and behind it in the form of zlib (RFC 1950) what was written. */
    byte[] deflated(int version) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        packed.write(version);
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION);
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
