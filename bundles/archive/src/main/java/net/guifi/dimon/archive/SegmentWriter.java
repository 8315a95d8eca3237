// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.archive;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Writes a segment a piece at a time, so that the thread which does it can do other things in between. The file has
 * another name until it is whole and on the disk.
 */
final class SegmentWriter implements Closeable {
    private static final int PIECE = 1 << 20;

    private final Path target;
    private final Path unfinished;
    private final FileChannel channel;
    private final Iterator<Entry> entries;
    private final List<Long> index = new ArrayList<>();
    private long earliest = Long.MAX_VALUE;
    private long latest = Long.MIN_VALUE;
    private long size;

    /** A block to be written: where it stands in the order, its times, and its bytes as late as possible. */
    interface Entry {
        int hash();

        long earliest();

        long latest();

        byte[] bytes() throws IOException;
    }

    /** @param entries in the order of their hashes as unsigned numbers */
    SegmentWriter(Path target, Iterator<Entry> entries) throws IOException {
        this.target = target;
        this.entries = entries;
        this.unfinished = target.resolveSibling(target.getFileName() + Segment.UNFINISHED);
        channel = FileChannel.open(
                unfinished, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
    }

    /** Writes a piece of the blocks; false when all are written. */
    boolean step() throws IOException {
        long end = size + PIECE;
        ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
        while (entries.hasNext() && size + buffer.position() < end) {
            Entry entry = entries.next();
            index.add(Integer.toUnsignedLong(entry.hash()) << 32 | size + buffer.position());
            earliest = Math.min(earliest, entry.earliest());
            latest = Math.max(latest, entry.latest());
            buffer = append(buffer, Frames.of(Frames.BLOCK, entry.bytes()));
        }
        write(buffer.flip());
        channel.force(false);
        return entries.hasNext();
    }

    /** Writes the rest, and gives the file its name. */
    void finish() throws IOException {
        long indexStart = size;
        for (int i = 0; i < index.size(); i += Segment.PAGE) {
            List<Long> page = index.subList(i, Math.min(index.size(), i + Segment.PAGE));
            ByteBuffer content = ByteBuffer.allocate(page.size() * Long.BYTES);
            page.forEach(content::putLong);
            write(Frames.of(Frames.PAGE, content.array()));
        }
        write(Frames.of(Frames.FOOTER, Segment.footer(indexStart, index.size(), earliest, latest)));
        channel.force(true);
        channel.close();
        Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel directory = FileChannel.open(target.getParent())) {
            directory.force(true);
        }
    }

    /** Gives up, unless it is finished. */
    @Override
    public void close() throws IOException {
        channel.close();
        Files.deleteIfExists(unfinished);
    }

    private ByteBuffer append(ByteBuffer buffer, ByteBuffer frame) throws IOException {
        if (frame.remaining() <= buffer.remaining()) {
            return buffer.put(frame);
        }
        write(buffer.flip());
        write(frame);
        return buffer.clear();
    }

    private void write(ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            size += channel.write(buffer);
        }
    }
}
