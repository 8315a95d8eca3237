// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.archive;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.function.Consumer;
import net.guifi.dimon.api.inventory.DeviceId;
import net.guifi.dimon.api.measurement.SeriesKey;

/**
 * A file that never changes: blocks in the order of the hashes of their devices, then an index of (hash, offset) in
 * pages, then a footer. Nothing of it is held in memory but where it lies and which times it has.
 *
 * @param path the file
 * @param number where it stands among the segments
 * @param size bytes on the disk
 * @param indexStart where the index begins
 * @param count how many blocks it has
 * @param earliest time of the earliest sample
 * @param latest time of the latest sample
 */
record Segment(Path path, long number, long size, long indexStart, int count, long earliest, long latest) {
    /** What the name of a segment ends with. */
    static final String SUFFIX = ".segment";
    /** What is added to the name while the file is not whole. */
    static final String UNFINISHED = ".tmp";
    /** Entries in a page of the index. */
    static final int PAGE = 512;

    private static final int FOOTER = Frames.HEADER + 3 * Long.BYTES + Integer.BYTES;
    private static final int PAGE_BYTES = Frames.HEADER + PAGE * Long.BYTES;
    private static final int LAST_READ = 1024;
    private static final int MAX_READ = 1 << 16;

    static byte[] footer(long indexStart, int count, long earliest, long latest) {
        return ByteBuffer.allocate(FOOTER - Frames.HEADER)
                .putLong(indexStart)
                .putInt(count)
                .putLong(earliest)
                .putLong(latest)
                .array();
    }

    /** Opens a segment, or gives null where the footer is damaged. */
    static Segment open(Path path, long number) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
            long size = file.length();
            ByteBuffer footer = size < FOOTER ? null : Frames.content(read(file, size - FOOTER, FOOTER));
            return footer == null || footer.remaining() != FOOTER - Frames.HEADER
                    ? null
                    : new Segment(
                            path, number, size, footer.getLong(), footer.getInt(), footer.getLong(), footer.getLong());
        }
    }

    /** Writes a damaged segment anew, with the blocks that are whole; tells how many these are. */
    static int repair(Path path) throws IOException {
        try (FileChannel file = FileChannel.open(path)) {
            List<Whole> blocks = new ArrayList<>();
            Frames.visit(file, (kind, offset, content) -> {
                if (kind == Frames.BLOCK) {
                    blocks.add(Whole.of(file, offset, content));
                }
            });
            blocks.sort(Comparator.comparingInt((Whole block) -> block.hash() ^ Integer.MIN_VALUE));
            if (blocks.isEmpty()) {
                Files.delete(path);
                return 0;
            }
            Iterator<SegmentWriter.Entry> entries = new ArrayList<SegmentWriter.Entry>(blocks).iterator();
            try (SegmentWriter writer = new SegmentWriter(path, entries)) {
                while (writer.step()) {
                    // The next piece.
                }
                writer.finish();
            }
            return blocks.size();
        }
    }

    /** Tells the series of all blocks, in one pass over the file, and how many pieces are damaged. */
    int readSeries(Consumer<SeriesKey> found) throws IOException {
        try (FileChannel file = FileChannel.open(path)) {
            long bad = Frames.visit(file, (kind, offset, content) -> {
                if (kind == Frames.BLOCK) {
                    found.accept(Block.Content.of(content).series());
                }
            });
            return (int) Math.min(Integer.MAX_VALUE, bad);
        }
    }

    /**
     * Reads the blocks of a device.
     *
     * @param name what those wanted begin with: the others, of which an interface has several, cost next to nothing
     * @return how many pages and blocks are damaged
     */
    int read(DeviceId device, byte[] name, Consumer<Block.Content> found) throws IOException {
        long hash = Integer.toUnsignedLong(Names.hash(device));
        int damaged = 0;
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
            List<Long> blocks = new ArrayList<>();
            int pages = (count + PAGE - 1) / PAGE;
            int page = (int) (hash * pages >>> 32);
            ByteBuffer entries = page(file, page);
            while (page > 0 && entries != null && hash(entries, 0) >= hash) {
                entries = page(file, --page);
            }
            while (page < pages) {
                entries = page(file, page++);
                if (entries == null) {
                    damaged++;
                    continue;
                }
                int length = entries.remaining() / Long.BYTES;
                for (int i = 0; i < length && hash(entries, i) <= hash; i++) {
                    if (hash(entries, i) == hash) {
                        blocks.add(Integer.toUnsignedLong(entries.getInt(i * Long.BYTES + Integer.BYTES)));
                    }
                }
                if (length > 0 && hash(entries, length - 1) > hash) {
                    break;
                }
            }
            Window window = new Window(file, blocks);
            for (long block : blocks) {
                damaged += readBlock(window, block, name, found);
            }
        }
        return damaged;
    }

    private static int readBlock(Window window, long start, byte[] name, Consumer<Block.Content> found)
            throws IOException {
        ByteBuffer header = window.read(start, Frames.HEADER);
        int length = header.remaining() < Frames.HEADER ? -1 : Frames.length(header);
        ByteBuffer content = length < 0 || length > window.length - start - Frames.HEADER
                ? null
                : Frames.content(window.read(start, Frames.HEADER + length));
        if (content == null) {
            return 1;
        }
        if (content.remaining() >= name.length
                && content.slice(content.position(), name.length).equals(ByteBuffer.wrap(name))) {
            found.accept(Block.Content.of(content));
        }
        return 0;
    }

    private ByteBuffer page(RandomAccessFile file, int page) throws IOException {
        int entries = Math.min(PAGE, count - page * PAGE);
        return Frames.content(read(file, indexStart + (long) page * PAGE_BYTES, Frames.HEADER + entries * Long.BYTES));
    }

    private static long hash(ByteBuffer entries, int index) {
        return Integer.toUnsignedLong(entries.getInt(index * Long.BYTES));
    }

    /** Reads that many bytes, or what there is of them. */
    private static ByteBuffer read(RandomAccessFile file, long start, int length) throws IOException {
        byte[] bytes = new byte[(int) Math.max(0, Math.min(length, file.length() - start))];
        file.seek(start);
        file.readFully(bytes);
        return ByteBuffer.wrap(bytes);
    }

    /** Reads blocks that lie one after the other, which those of a device do, in as few pieces as may be. */
    private static final class Window {
        private final RandomAccessFile file;
        private final long length;
        private final long end;
        private long start;
        private ByteBuffer piece = ByteBuffer.allocate(0);

        Window(RandomAccessFile file, List<Long> blocks) throws IOException {
            this.file = file;
            this.length = file.length();
            this.end = blocks.isEmpty() ? 0 : blocks.get(blocks.size() - 1) + LAST_READ;
        }

        /** So many bytes, or what there is of them. */
        ByteBuffer read(long offset, int length) throws IOException {
            if (offset < start || offset + length > start + piece.limit()) {
                start = offset;
                piece = Segment.read(file, offset, (int) Math.max(length, Math.min(MAX_READ, end - offset)));
            }
            int skipped = (int) (offset - start);
            return piece.slice(skipped, Math.min(length, piece.limit() - skipped));
        }
    }

    /** A block that was found in a damaged segment, read again when it is written. */
    private record Whole(FileChannel file, long offset, int length, int hash, long earliest, long latest)
            implements SegmentWriter.Entry {
        static Whole of(FileChannel file, long offset, ByteBuffer content) {
            Block.Content block = Block.Content.of(content);
            LongSummaryStatistics times = block.times();
            return new Whole(
                    file,
                    offset + Frames.HEADER,
                    content.remaining(),
                    Names.hash(block.series().device()),
                    times.getMin(),
                    times.getMax());
        }

        @Override
        public byte[] bytes() throws IOException {
            ByteBuffer bytes = ByteBuffer.allocate(length);
            while (bytes.hasRemaining() && file.read(bytes, offset + bytes.position()) >= 0) {
                // The rest.
            }
            return bytes.array();
        }
    }
}
