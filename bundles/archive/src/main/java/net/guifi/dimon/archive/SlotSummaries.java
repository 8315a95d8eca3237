// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.archive;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import net.guifi.dimon.api.inventory.DeviceId;
import net.guifi.dimon.api.measurement.Metric;
import net.guifi.dimon.api.measurement.Point;
import net.guifi.dimon.api.measurement.SeriesKey;

/** Summarises the samples of a slot. */
final class SlotSummaries implements ChunkPublisher.Slots {
    private static final ChunkName.Span SPAN = ChunkName.Span.SLOT;

    private final SampleStore samples;
    private final Source points;

    /** Points of a series, as the archive makes them. */
    interface Source {
        List<Point> points(SeriesKey series, Instant from, Instant to, Duration resolution);
    }

    SlotSummaries(SampleStore samples, Source points) {
        this.samples = samples;
        this.points = points;
    }

    @Override
    public List<DeviceSummaries> of(Instant start, Uplinks uplinks) {
        Instant end = start.plus(SPAN.length());
        Map<DeviceId, Set<String>> measured = new TreeMap<>();
        for (SeriesKey series : samples.seriesWithin(start.toEpochMilli(), end.toEpochMilli())) {
            Set<String> instances = measured.computeIfAbsent(series.device(), device -> new TreeSet<>());
            if (series.metric().equals(Metric.IN_OCTETS) && series.instance().length() <= Chunk.MAX_UPLINK) {
                instances.add(series.instance());
            }
        }
        List<DeviceSummaries> summaries = new ArrayList<>();
        measured.forEach((device, instances) -> {
            DeviceSummaries ofDevice =
                    summarise(device, uplinks.of(device, instances).orElse(""), start, end);
            if (!ofDevice.isEmpty()) {
                summaries.add(ofDevice);
            }
        });
        return summaries;
    }

    private DeviceSummaries summarise(DeviceId device, String uplink, Instant start, Instant end) {
        Point[] rtt = intervals(new SeriesKey(device, Metric.RTT), start, end);
        Point[] in = new Point[SPAN.intervals()];
        Point[] out = new Point[SPAN.intervals()];
        if (!uplink.isEmpty()) {
            in = intervals(new SeriesKey(device, Metric.IN_OCTETS, uplink), start, end);
            out = intervals(new SeriesKey(device, Metric.OUT_OCTETS, uplink), start, end);
        }
        List<Summary> summaries = new ArrayList<>();
        for (int i = 0; i < SPAN.intervals(); i++) {
            summaries.add(summary(rtt[i], in[i], out[i]));
        }
        boolean traffic = summaries.stream().anyMatch(Summary::hasTraffic);
        return new DeviceSummaries(device, traffic ? uplink : "", summaries);
    }

    private Point[] intervals(SeriesKey series, Instant start, Instant end) {
        Point[] intervals = new Point[SPAN.intervals()];
        for (Point point : points.points(series, start, end, SPAN.interval())) {
            intervals[(int) Duration.between(start, point.at()).dividedBy(SPAN.interval())] = point;
        }
        return intervals;
    }

    private static Summary summary(Point rtt, Point in, Point out) {
        boolean pinged = rtt != null;
        boolean traffic = hasValue(in) && hasValue(out);
        return new Summary(
                pinged ? rtt.count() : 0,
                pinged ? rtt.lost() : 0,
                pinged ? LogScale.code(rtt.min()) : 0,
                pinged ? LogScale.code(rtt.median()) : 0,
                pinged ? LogScale.code(rtt.max()) : 0,
                traffic ? LogScale.code(Math.round(in.mean())) : Summary.NONE,
                traffic ? LogScale.code(Math.round(out.mean())) : Summary.NONE);
    }

    private static boolean hasValue(Point point) {
        return point != null && point.lost() < point.count();
    }
}
