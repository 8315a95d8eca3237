// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.archive;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import net.guifi.dimon.api.measurement.Outcome;
import net.guifi.dimon.api.measurement.Sample;
import net.guifi.dimon.api.measurement.SeriesKey;

/** Samples of one series within a range of time, gathered from wherever they lie. */
final class Columns {
    private static final Outcome[] OUTCOMES = Outcome.values();

    private final long from;
    private final long to;
    private long[] millis = new long[64];
    private byte[] outcomes = new byte[64];
    private long[] values = new long[64];
    private long[] weights = new long[64];
    private int size;
    private boolean sorted = true;

    /** From a time to the first one that no longer counts, both in milliseconds. */
    Columns(long from, long to) {
        this.from = from;
        this.to = to;
    }

    /** The range as milliseconds that lie in it: the archive keeps times to the millisecond. */
    static Columns within(Instant from, Instant to) {
        return new Columns(upwards(from), upwards(to));
    }

    /** Milliseconds since the epoch, rounded down, or the nearest that a long can hold. */
    static long millis(Instant instant) {
        try {
            return instant.toEpochMilli();
        } catch (ArithmeticException e) {
            return instant.getEpochSecond() < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
    }

    private static long upwards(Instant instant) {
        long millis = millis(instant);
        return instant.getNano() % 1_000_000 == 0 || millis == Long.MAX_VALUE ? millis : millis + 1;
    }

    /** Columns for a range that begins earlier. */
    Columns startingEarlier(Duration by) {
        long millis = by.toMillis();
        return new Columns(from < Long.MIN_VALUE + millis ? Long.MIN_VALUE : from - millis, to);
    }

    long from() {
        return from;
    }

    long to() {
        return to;
    }

    void add(long atMillis, Outcome outcome, long value) {
        add(atMillis, outcome, value, 1);
    }

    /** @param weight by how much the value counts in a mean */
    void add(long atMillis, Outcome outcome, long value, long weight) {
        if (atMillis < from || atMillis >= to) {
            return;
        }
        if (size == millis.length) {
            millis = Arrays.copyOf(millis, size * 2);
            outcomes = Arrays.copyOf(outcomes, size * 2);
            values = Arrays.copyOf(values, size * 2);
            weights = Arrays.copyOf(weights, size * 2);
        }
        sorted &= size == 0 || millis[size - 1] <= atMillis;
        millis[size] = atMillis;
        outcomes[size] = (byte) outcome.ordinal();
        values[size] = value;
        weights[size] = weight;
        size++;
    }

    int size() {
        return size;
    }

    long millis(int index) {
        return millis[index];
    }

    Outcome outcome(int index) {
        return OUTCOMES[outcomes[index]];
    }

    long value(int index) {
        return values[index];
    }

    long weight(int index) {
        return weights[index];
    }

    /** Puts the samples into the order of their times, where the clock was set back. */
    Columns sort() {
        if (!sorted) {
            int[] order = IntStream.range(0, size)
                    .boxed()
                    .sorted(Comparator.comparingLong(i -> millis[i]))
                    .mapToInt(Integer::intValue)
                    .toArray();
            millis = Arrays.stream(order).mapToLong(i -> millis[i]).toArray();
            values = Arrays.stream(order).mapToLong(i -> values[i]).toArray();
            weights = Arrays.stream(order).mapToLong(i -> weights[i]).toArray();
            byte[] moved = new byte[size];
            for (int i = 0; i < size; i++) {
                moved[i] = outcomes[order[i]];
            }
            outcomes = moved;
            sorted = true;
        }
        return this;
    }

    List<Sample> toSamples(SeriesKey series) {
        List<Sample> samples = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            samples.add(new Sample(series, Instant.ofEpochMilli(millis[i]), outcome(i), values[i]));
        }
        return samples;
    }
}
