// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.archive;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.zip.CRC32C;

/**
 * How everything lies on the disk: a mark and a kind, a length, a checksum, and then that many bytes. What is damaged fails the
 * checksum, and the next mark with a right one is where reading goes on. Another format takes another mark.
 */
final class Frames {
    static final int HEADER = 10;
    /** Samples of one series. */
    static final char BLOCK = 'B';
    /** A page of the index of a segment. */
    static final char PAGE = 'P';
    /** The end of a segment. */
    static final char FOOTER = 'F';
    /** Samples of one flush, in a log. */
    static final char FLUSH = 'L';

    private static final int MARK = 0xD1;
    private static final int WINDOW = 1 << 18;

    private Frames() {}

    /** Takes what lies within one whole frame, until it returns. */
    interface Visitor {
        void frame(char kind, long offset, ByteBuffer content);
    }

    /** A buffer, ready to be written, with the content framed. */
    static ByteBuffer of(char kind, byte[] content) {
        ByteBuffer frame = ByteBuffer.allocate(HEADER + content.length);
        frame.put((byte) MARK).put((byte) kind);
        frame.putInt(content.length);
        frame.putInt(checksum(ByteBuffer.wrap(content)));
        frame.put(content);
        return frame.flip();
    }

    /** The length of the content, or -1 when this is no header. */
    static int length(ByteBuffer header) {
        int length = header.getInt(header.position() + 2);
        return header.get(header.position()) == (byte) MARK ? Math.max(length, -1) : -1;
    }

    /** The content of the frame at the position of the buffer, or null when it is damaged or cut off. */
    static ByteBuffer content(ByteBuffer frame) {
        if (frame.remaining() < HEADER) {
            return null;
        }
        int start = frame.position();
        int length = length(frame);
        if (length < 0 || length > frame.remaining() - HEADER) {
            return null;
        }
        ByteBuffer content = frame.slice(start + HEADER, length);
        return checksum(content.duplicate()) == frame.getInt(start + 6) ? content : null;
    }

    /** Visits all that is whole, and tells how many bytes are not. */
    static long visit(FileChannel file, Visitor visitor) throws IOException {
        long damaged = 0;
        long end = file.size();
        long offset = 0;
        ByteBuffer window = ByteBuffer.allocate(WINDOW).limit(0);
        while (offset < end) {
            window = fill(window, file, offset, HEADER);
            int length = window.remaining() < HEADER ? -1 : length(window);
            ByteBuffer content = null;
            if (length >= 0 && length <= end - offset - HEADER) {
                window = fill(window, file, offset, HEADER + length);
                content = content(window);
            }
            int step = 1;
            if (content == null) {
                damaged++;
            } else {
                visitor.frame((char) window.get(window.position() + 1), offset, content);
                step = HEADER + length;
            }
            window.position(window.position() + step);
            offset += step;
        }
        return damaged;
    }

    /** Makes the window have so many bytes from the offset on, where the file has them. */
    private static ByteBuffer fill(ByteBuffer window, FileChannel file, long offset, int wanted) throws IOException {
        if (window.remaining() >= wanted) {
            return window;
        }
        ByteBuffer filled = window.capacity() >= wanted ? window.clear() : ByteBuffer.allocate(wanted);
        int read = 0;
        while (read >= 0 && filled.hasRemaining()) {
            read = file.read(filled, offset + filled.position());
        }
        return filled.flip();
    }

    private static int checksum(ByteBuffer content) {
        CRC32C checksum = new CRC32C();
        checksum.update(content);
        return (int) checksum.getValue();
    }
}
