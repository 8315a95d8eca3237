// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.archive;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.guifi.dimon.api.measurement.Outcome;

/**
 * The write-ahead log of a {@link Head}: a frame for each flush, with the names of the series that are new in it, and
 * its samples. A frame depends on former ones for names alone.
 */
final class Log implements Closeable {
    /** Samples in a frame. */
    static final int MAX_ROWS = 50_000;

    private static final Outcome[] OUTCOMES = Outcome.values();
    private static final int OUTCOME_BITS = 3;

    private final FileChannel channel;
    private final BitSet named = new BitSet();
    private long size;

    Log(Path path) throws IOException {
        channel = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    /** Bytes written. */
    long size() {
        return size;
    }

    /**
     * Writes a frame.
     *
     * @throws IOException when nothing of it was written
     */
    void append(List<Row> rows) throws IOException {
        BitSet names = new BitSet();
        ByteBuffer frame = Frames.of(Frames.FLUSH, encode(rows, names));
        try {
            long end = size + frame.remaining();
            while (frame.hasRemaining()) {
                channel.write(frame, end - frame.remaining());
            }
            size = end;
            named.or(names);
        } catch (IOException e) {
            channel.truncate(size);
            throw e;
        }
    }

    /** Makes the disk keep what was written. */
    void force() throws IOException {
        channel.force(false);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private byte[] encode(List<Row> rows, BitSet names) throws IOException {
        List<Block> unnamed = new ArrayList<>();
        for (Row row : rows) {
            int number = row.block().number();
            if (!named.get(number) && !names.get(number)) {
                names.set(number);
                unnamed.add(row.block());
            }
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeInt(unnamed.size());
        for (Block block : unnamed) {
            out.writeInt(block.number());
            Names.write(out, block.series());
        }
        out.writeInt(rows.size());
        out.write(encodeRows(rows));
        return bytes.toByteArray();
    }

    private static byte[] encodeRows(List<Row> rows) {
        BitWriter bits = new BitWriter();
        Rice numbers = new Rice(1);
        Rice times = new Rice(1);
        Rice values = new Rice(1);
        long number = 0;
        long millis = 0;
        long value = 0;
        for (Row row : rows) {
            numbers.write(bits, row.block().number() - number);
            times.write(bits, row.millis() - millis);
            bits.write(row.outcome().ordinal(), OUTCOME_BITS);
            if (row.outcome() == Outcome.OK) {
                values.write(bits, row.value() - value);
                value = row.value();
            }
            number = row.block().number();
            millis = row.millis();
        }
        return bits.toBytes();
    }

    /** What replaying a log came to: samples whose series' name was lost, and bytes that are unreadable. */
    record Replay(long nameless, long damaged) {}

    /** Adds what a log holds to a head. */
    static Replay replay(Path path, Head head) throws IOException {
        try (FileChannel file = FileChannel.open(path)) {
            Map<Long, Block> names = new HashMap<>();
            long[] nameless = new long[1];
            long damaged = Frames.visit(file, (kind, offset, content) -> nameless[0] += decode(content, names, head));
            return new Replay(nameless[0], damaged);
        }
    }

    private static long decode(ByteBuffer content, Map<Long, Block> names, Head head) {
        byte[] array = new byte[content.remaining()];
        content.get(array);
        ByteArrayInputStream source = new ByteArrayInputStream(array);
        try {
            DataInputStream in = new DataInputStream(source);
            for (int i = in.readInt(); i > 0; i--) {
                long number = in.readInt();
                names.put(number, head.block(Names.read(in)));
            }
            int rows = in.readInt();
            return decodeRows(
                    rows, ByteBuffer.wrap(array, array.length - source.available(), source.available()), names, head);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long decodeRows(int rows, ByteBuffer bytes, Map<Long, Block> names, Head head) {
        BitReader bits = new BitReader(bytes);
        Rice numbers = new Rice(1);
        Rice times = new Rice(1);
        Rice values = new Rice(1);
        long number = 0;
        long millis = 0;
        long value = 0;
        long nameless = 0;
        for (int i = 0; i < rows; i++) {
            number += numbers.read(bits);
            millis += times.read(bits);
            Outcome outcome = OUTCOMES[(int) bits.read(OUTCOME_BITS)];
            if (outcome == Outcome.OK) {
                value += values.read(bits);
            }
            Block block = names.get(number);
            if (block == null) {
                nameless++;
            } else {
                head.add(block, new Row(block, millis, outcome, outcome == Outcome.OK ? value : 0));
            }
        }
        return nameless;
    }
}
