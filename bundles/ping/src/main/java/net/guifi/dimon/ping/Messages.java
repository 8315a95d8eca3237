// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.ping;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * An array of {@code struct mmsghdr} with what its entries point to: addresses, one buffer each, control data. Sizes
 * follow from the size of a pointer, which is also that of {@code size_t} and {@code long} on Linux.
 */
final class Messages {
    /** Stride of the addresses: a {@code sockaddr_in6} takes 28 octets. */
    static final int ADDRESS = 32;

    private static final int ADDRESS_LENGTH = 28;
    private static final int WORD = Native.POINTER_SIZE;
    private static final int NAME_LENGTH = WORD;
    private static final int VECTOR = 2 * WORD;
    private static final int CONTROL = 4 * WORD;
    private static final int CONTROL_LENGTH = 5 * WORD;
    private static final int FLAGS = 6 * WORD;
    private static final int MESSAGE_LENGTH = WORD == 8 ? 56 : 28;
    private static final int HEADER = WORD == 8 ? 64 : 32;
    private static final int CONTROL_HEADER = WORD + 8;

    final Memory headers;
    final Memory data;
    /** The address of message i stands at i times {@link #ADDRESS}. */
    final ByteBuffer addresses;
    /** Native order. */
    final ByteBuffer controls;
    /** Network order; message i begins at i times {@link #stride}. */
    final ByteBuffer contents;

    final int stride;
    private final int controlStride;
    private final Memory vectors;
    private final Memory addressMemory;
    private final Memory controlMemory;
    private final ByteBuffer header;
    private final ByteBuffer vector;

    Messages(int stride, int controlStride) {
        int count = EchoBatch.CAPACITY;
        this.stride = stride;
        this.controlStride = controlStride;
        headers = cleared(count * HEADER);
        vectors = cleared(count * 2 * WORD);
        data = cleared(count * stride);
        addressMemory = cleared(count * ADDRESS);
        controlMemory = cleared(Math.max(count * controlStride, WORD));
        header = buffer(headers);
        vector = buffer(vectors);
        addresses = buffer(addressMemory);
        controls = buffer(controlMemory);
        contents = buffer(data).order(ByteOrder.BIG_ENDIAN);
        for (int i = 0; i < count; i++) {
            putWord(header, i * HEADER, address(addressMemory) + (long) i * ADDRESS);
            putWord(header, i * HEADER + VECTOR, address(vectors) + (long) i * 2 * WORD);
            putWord(header, i * HEADER + VECTOR + WORD, 1);
            putWord(vector, i * 2 * WORD, address(data) + (long) i * stride);
            if (controlStride > 0) {
                putWord(header, i * HEADER + CONTROL, address(controlMemory) + (long) i * controlStride);
            }
        }
    }

    private static Memory cleared(int size) {
        Memory memory = new Memory(size);
        memory.clear();
        return memory;
    }

    private static ByteBuffer buffer(Memory memory) {
        return memory.getByteBuffer(0, memory.size()).order(ByteOrder.nativeOrder());
    }

    private static long address(Memory memory) {
        return Pointer.nativeValue(memory);
    }

    private static void putWord(ByteBuffer buffer, int at, long value) {
        if (WORD == 8) {
            buffer.putLong(at, value);
        } else {
            buffer.putInt(at, (int) value);
        }
    }

    private static long getWord(ByteBuffer buffer, int at) {
        return WORD == 8 ? buffer.getLong(at) : Integer.toUnsignedLong(buffer.getInt(at));
    }

    /** Makes message i ready to be sent. */
    void prepareSend(int i, int addressLength, int length) {
        header.putInt(i * HEADER + NAME_LENGTH, addressLength);
        putWord(vector, i * 2 * WORD + WORD, length);
    }

    /** Makes all messages ready to receive: the kernel overwrites these fields each time. */
    void prepareReceive(int count) {
        for (int i = 0; i < count; i++) {
            header.putInt(i * HEADER + NAME_LENGTH, ADDRESS_LENGTH);
            putWord(header, i * HEADER + CONTROL_LENGTH, controlStride);
            header.putInt(i * HEADER + FLAGS, 0);
            putWord(vector, i * 2 * WORD + WORD, stride);
        }
    }

    /** The messages from i on. */
    Pointer from(int i) {
        return i == 0 ? headers : headers.share((long) i * HEADER);
    }

    /** How many octets message i has. */
    int length(int i) {
        return header.getInt(i * HEADER + MESSAGE_LENGTH);
    }

    /** Where in {@link #controls} the first item of message i is, or -1. */
    int firstControl(int i) {
        return controlAt(i, i * controlStride);
    }

    /** Where the item after another is, or -1. */
    int nextControl(int i, int at) {
        long length = getWord(controls, at);
        return controlAt(i, at + (int) ((length + WORD - 1) & -WORD));
    }

    private int controlAt(int i, int at) {
        long end = (long) i * controlStride + getWord(header, i * HEADER + CONTROL_LENGTH);
        boolean whole = at + CONTROL_HEADER <= end && getWord(controls, at) >= CONTROL_HEADER;
        return whole && at + getWord(controls, at) <= end ? at : -1;
    }

    int controlLevel(int at) {
        return controls.getInt(at + WORD);
    }

    int controlType(int at) {
        return controls.getInt(at + WORD + 4);
    }

    /** Where the data of an item begin. */
    int controlData(int at) {
        return at + CONTROL_HEADER;
    }

    void close() {
        headers.close();
        vectors.close();
        data.close();
        addressMemory.close();
        controlMemory.close();
    }
}
