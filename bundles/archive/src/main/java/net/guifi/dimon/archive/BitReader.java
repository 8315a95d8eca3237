// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.archive;

import java.nio.ByteBuffer;

/** Reads what {@link BitWriter} wrote. */
final class BitReader {
    private final ByteBuffer buffer;
    private int position;
    private int unread;

    /** Starts at the position of the buffer, and leaves the buffer as it is. */
    BitReader(ByteBuffer buffer) {
        this.buffer = buffer;
        this.position = buffer.position();
        this.unread = 8;
    }

    long read(int count) {
        long value = 0;
        int left = count;
        while (left > 0) {
            int taken = Math.min(unread, left);
            int piece = (buffer.get(position) >>> (unread - taken)) & ((1 << taken) - 1);
            value = value << taken | piece;
            unread -= taken;
            left -= taken;
            if (unread == 0) {
                position++;
                unread = 8;
            }
        }
        return value;
    }
}
