// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.archive;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.guifi.dimon.api.measurement.Outcome;
import net.guifi.dimon.api.measurement.Point;

/** Summaries over intervals that are whole multiples of a resolution since the epoch. */
final class Points {
    private static final int MAX_INTERVALS = 100_000;

    private Points() {}

    /** @throws IllegalArgumentException when the resolution is under 1 s, or the range has too many intervals */
    static void check(Instant from, Instant to, Duration resolution) {
        if (resolution.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException("The resolution " + resolution + " is shorter than 1 s");
        }
        if (from.isBefore(to) && number(to.minusNanos(1), resolution) - number(from, resolution) >= MAX_INTERVALS) {
            throw new IllegalArgumentException("From " + from + " to " + to + " there are more than " + MAX_INTERVALS
                    + " intervals of " + resolution);
        }
    }

    /** The points of samples that are in the order of their times. */
    static List<Point> of(Columns samples, Duration resolution) {
        List<Point> points = new ArrayList<>();
        int start = 0;
        while (start < samples.size()) {
            Instant at = startOf(Instant.ofEpochMilli(samples.millis(start)), resolution);
            long next = end(at, resolution);
            int end = start;
            while (end < samples.size() && samples.millis(end) < next) {
                end++;
            }
            point(samples, start, end, at, points);
            start = end;
        }
        return points;
    }

    private static void point(Columns samples, int start, int end, Instant at, List<Point> points) {
        long[] values = new long[end - start];
        int answered = 0;
        int lost = 0;
        double sum = 0;
        double weight = 0;
        for (int i = start; i < end; i++) {
            if (samples.outcome(i) == Outcome.OK) {
                values[answered++] = samples.value(i);
                sum += (double) samples.value(i) * samples.weight(i);
                weight += samples.weight(i);
            } else if (samples.outcome(i).isLoss()) {
                lost++;
            }
        }
        if (answered == 0) {
            if (lost > 0) {
                points.add(new Point(at, lost, lost, 0, 0, 0, 0));
            }
            return;
        }
        Arrays.sort(values, 0, answered);
        points.add(new Point(
                at,
                answered + lost,
                lost,
                values[0],
                middle(values[(answered - 1) / 2], values[answered / 2]),
                values[answered - 1],
                sum / weight));
    }

    /** The mean of two numbers, rounded down, without overflow. */
    private static long middle(long a, long b) {
        return (a & b) + ((a ^ b) >> 1);
    }

    /** The start of the interval that a time lies in. */
    static Instant startOf(Instant at, Duration resolution) {
        return Instant.EPOCH.plus(resolution.multipliedBy(number(at, resolution)));
    }

    private static long number(Instant at, Duration resolution) {
        Duration sinceEpoch = Duration.between(Instant.EPOCH, at);
        long number = sinceEpoch.dividedBy(resolution);
        boolean before =
                sinceEpoch.isNegative() && resolution.multipliedBy(number).compareTo(sinceEpoch) > 0;
        return before ? number - 1 : number;
    }

    /** The first millisecond after an interval. */
    private static long end(Instant at, Duration resolution) {
        try {
            return at.plus(resolution).plusNanos(999_999).toEpochMilli();
        } catch (DateTimeException | ArithmeticException e) {
            return Long.MAX_VALUE;
        }
    }
}
