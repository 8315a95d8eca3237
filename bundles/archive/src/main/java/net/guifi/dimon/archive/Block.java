// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.archive;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.LongSummaryStatistics;
import java.util.function.Consumer;
import net.guifi.dimon.api.measurement.Outcome;
import net.guifi.dimon.api.measurement.SeriesKey;

/** Samples of one series, coded: what is being added to in memory is the same bytes that go to the disk. */
final class Block {
    private final SeriesKey series;
    private final int number;
    private final BitWriter bits = new BitWriter();
    private final Prediction prediction;
    private int count;
    private long earliest = Long.MAX_VALUE;
    private long latest = Long.MIN_VALUE;

    /** @param number by which the write-ahead log calls the series */
    Block(SeriesKey series, int number) {
        this.series = series;
        this.number = number;
        this.prediction = new Prediction(series.metric().kind());
    }

    SeriesKey series() {
        return series;
    }

    int number() {
        return number;
    }

    int count() {
        return count;
    }

    long earliest() {
        return earliest;
    }

    long latest() {
        return latest;
    }

    void add(long millis, Outcome outcome, long value) {
        prediction.write(bits, millis, outcome, value);
        count++;
        earliest = Math.min(earliest, millis);
        latest = Math.max(latest, millis);
    }

    /** Memory that the samples hold; the block itself is about 300 bytes more. */
    int memory() {
        return bits.capacity();
    }

    byte[] toBytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(64 + bits.length());
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            Names.write(out, series);
            out.writeInt(count);
            out.write(bits.toBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** What {@link #toBytes} wrote. */
    record Content(SeriesKey series, int count, ByteBuffer bits) {
        /** @throws IllegalArgumentException when these bytes are no block */
        static Content of(ByteBuffer bytes) {
            byte[] array = new byte[bytes.remaining()];
            bytes.duplicate().get(array);
            ByteArrayInputStream source = new ByteArrayInputStream(array);
            try {
                DataInputStream in = new DataInputStream(source);
                SeriesKey series = Names.read(in);
                int count = in.readInt();
                return new Content(
                        series, count, ByteBuffer.wrap(array, array.length - source.available(), source.available()));
            } catch (IOException e) {
                throw new IllegalArgumentException("A block that is whole is no block", e);
            }
        }

        void copyTo(Columns columns) {
            decode(sample -> columns.add(sample.millis(), sample.outcome(), sample.value()));
        }

        LongSummaryStatistics times() {
            LongSummaryStatistics times = new LongSummaryStatistics();
            decode(sample -> times.accept(sample.millis()));
            return times;
        }

        private void decode(Consumer<Prediction> visitor) {
            BitReader in = new BitReader(bits);
            Prediction sample = new Prediction(series.metric().kind());
            for (int i = 0; i < count; i++) {
                sample.read(in);
                visitor.accept(sample);
            }
        }
    }
}
