// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storedirectory;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * What a file of ours has around its value, so that a half-copied one is seen: eight octets that tell the version, the
 * value's length and CRC-32C, both big-endian.
 */
final class Envelope {
    static final int HEADER = 16;

    /** Far more than a value may have; what is longer is not read. */
    static final int MAX_LENGTH = 4 << 20;

    private static final byte[] MAGIC = "DIMON 1\n".getBytes(StandardCharsets.US_ASCII);

    private Envelope() {}

    /** A file that is no whole value; the message says why, after the name of the file. */
    static final class BrokenException extends Exception {
        private static final long serialVersionUID = 1;

        BrokenException(String message) {
            super(message);
        }
    }

    static byte[] wrap(byte[] value) {
        return ByteBuffer.allocate(HEADER + value.length)
                .put(MAGIC)
                .putInt(value.length)
                .putInt(checksum(value))
                .put(value)
                .array();
    }

    static byte[] unwrap(byte[] file) throws BrokenException {
        ByteBuffer buffer = ByteBuffer.wrap(file);
        if (file.length < HEADER) {
            throw new BrokenException("has " + file.length + " octets, it is copied in part");
        }
        byte[] magic = new byte[MAGIC.length];
        buffer.get(magic);
        if (!Arrays.equals(magic, MAGIC)) {
            throw new BrokenException("does not begin as a file of this version of DIMON does");
        }
        int length = buffer.getInt();
        int checksum = buffer.getInt();
        if (length != buffer.remaining()) {
            throw new BrokenException(
                    "has " + buffer.remaining() + " octets of " + length + ", it is copied in part or damaged");
        }
        byte[] value = new byte[length];
        buffer.get(value);
        if (checksum(value) != checksum) {
            throw new BrokenException("is damaged: its checksum is another one");
        }
        return value;
    }

    private static int checksum(byte[] value) {
        CRC32C crc = new CRC32C();
        crc.update(value);
        return (int) crc.getValue();
    }
}
