// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.archive;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import net.guifi.dimon.api.measurement.Metric;
import net.guifi.dimon.api.measurement.Point;
import net.guifi.dimon.api.measurement.SeriesKey;

/** Puts summaries together into points of longer intervals. */
final class SharedPoints {
    private final Instant from;
    private final Instant to;
    private final Duration resolution;
    private final Map<SeriesKey, SortedMap<Instant, Interval>> series = new LinkedHashMap<>();

    SharedPoints(Instant from, Instant to, Duration resolution) {
        Points.check(from, to, resolution);
        this.from = from;
        this.to = to;
        this.resolution = resolution;
    }

    void add(ChunkName chunk, DeviceSummaries device) {
        Instant at = chunk.start();
        Duration length = chunk.span().interval();
        int pieces = (int) length.dividedBy(ChunkName.Span.SLOT.interval());
        for (Summary summary : device.intervals()) {
            if (at.isBefore(to) && at.plus(length).isAfter(from)) {
                if (summary.count() > 0) {
                    interval(new SeriesKey(device.device(), Metric.RTT), at)
                            .add(summary.count(), summary.lost(), summary.min(), summary.median(), summary.max());
                }
                if (summary.hasTraffic()) {
                    addRate(
                            new SeriesKey(device.device(), Metric.IN_OCTETS, device.uplink()),
                            at,
                            pieces,
                            summary.in());
                    addRate(
                            new SeriesKey(device.device(), Metric.OUT_OCTETS, device.uplink()),
                            at,
                            pieces,
                            summary.out());
                }
            }
            at = at.plus(length);
        }
    }

    private void addRate(SeriesKey key, Instant at, int pieces, int code) {
        interval(key, at).add(pieces, 0, code, code, code);
    }

    private Interval interval(SeriesKey key, Instant at) {
        return series.computeIfAbsent(key, each -> new TreeMap<>())
                .computeIfAbsent(Points.startOf(at, resolution), start -> new Interval());
    }

    Map<SeriesKey, List<Point>> done() {
        Map<SeriesKey, List<Point>> points = new LinkedHashMap<>();
        series.forEach((key, intervals) -> {
            List<Point> ofSeries = new ArrayList<>();
            intervals.forEach((at, interval) -> ofSeries.add(interval.point(at)));
            points.put(key, ofSeries);
        });
        return points;
    }

    /** The median of several is that of their medians, each as often as it had answers, and the mean the mean of them. */
    private static final class Interval {
        private final List<Median> medians = new ArrayList<>();
        private int count;
        private int lost;
        private int min = LogScale.MAX;
        private int max;

        private record Median(int code, int weight) {}

        void add(int asked, int unanswered, int least, int median, int greatest) {
            count += asked;
            lost += unanswered;
            if (unanswered < asked) {
                medians.add(new Median(median, asked - unanswered));
                min = Math.min(min, least);
                max = Math.max(max, greatest);
            }
        }

        Point point(Instant at) {
            if (medians.isEmpty()) {
                return new Point(at, count, lost, 0, 0, 0, 0);
            }
            medians.sort(Comparator.comparingInt(Median::code));
            long half = (count - lost + 1L) / 2;
            long seen = 0;
            double sum = 0;
            long middle = 0;
            for (Median median : medians) {
                long value = LogScale.value(median.code());
                if (seen < half) {
                    middle = value;
                }
                seen += median.weight();
                sum += (double) value * median.weight();
            }
            return new Point(at, count, lost, LogScale.value(min), middle, LogScale.value(max), sum / seen);
        }
    }
}
