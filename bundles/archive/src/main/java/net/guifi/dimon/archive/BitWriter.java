// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.archive;

import java.util.Arrays;

/** Bits, most significant first, in a buffer that grows a little at a time: there is one of these for each series. */
final class BitWriter {
    private byte[] buffer = new byte[24];
    private int bits;

    /** Appends the lowest {@code count} bits, up to 64. */
    void write(long value, int count) {
        int end = (bits + count + 7) / 8;
        if (end > buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.max(end, buffer.length + buffer.length / 4 + 16));
        }
        int left = count;
        while (left > 0) {
            int free = 8 - bits % 8;
            int taken = Math.min(free, left);
            int piece = (int) (value >>> (left - taken)) & ((1 << taken) - 1);
            buffer[bits / 8] |= (byte) (piece << (free - taken));
            bits += taken;
            left -= taken;
        }
    }

    int length() {
        return (bits + 7) / 8;
    }

    /** Bytes of memory that are held. */
    int capacity() {
        return buffer.length;
    }

    byte[] toBytes() {
        return Arrays.copyOf(buffer, length());
    }
}
