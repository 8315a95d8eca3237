// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.http;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import net.guifi.dimon.api.inventory.DeviceId;
import net.guifi.dimon.api.measurement.Archive;
import net.guifi.dimon.api.measurement.Metric;
import net.guifi.dimon.api.measurement.SeriesKey;

/**
 * Which part of which series is asked for.
 *
 * @param resolution length of an interval; empty for the samples themselves
 */
record SeriesQuery(SeriesKey series, Instant from, Instant to, Optional<Duration> resolution) {
    private static final Duration DEFAULT_RANGE = Duration.ofDays(1);
    private static final Duration LONGEST_RAW_RANGE = Duration.ofDays(1);
    private static final int POINTS_WANTED = 600;
    private static final int MOST_POINTS = 10_000;
    private static final String RAW = "raw";
    private static final long HOUR = 3_600;
    private static final long DAY = 24 * HOUR;
    private static final List<Duration> STEPS = LongStream.of(
                    1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, HOUR, 2 * HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR)
            .mapToObj(Duration::ofSeconds)
            .toList();

    static SeriesQuery of(Parameters parameters, DeviceId device, Archive archive, Instant now) {
        SeriesKey series = series(parameters, device, archive);
        Instant to = parameters.instant("to", now).orElse(now);
        Instant from = parameters.instant("from", now).orElse(to.minus(DEFAULT_RANGE));
        if (!from.isBefore(to)) {
            throw Problem.badParameter(
                    "from",
                    parameters.one("from").orElse(from.toString()),
                    "it must lie before \"to\", which is " + to + ".");
        }
        Duration range = Duration.between(from, to);
        String given = parameters.one("resolution").orElse("");
        if (given.equalsIgnoreCase(RAW)) {
            if (range.compareTo(LONGEST_RAW_RANGE) > 0) {
                throw Problem.badParameter(
                        "resolution", given, "raw samples are given for at most " + LONGEST_RAW_RANGE + " at once.");
            }
            return new SeriesQuery(series, from, to, Optional.empty());
        }
        if (series.metric().kind() == Metric.Kind.COUNTER) {
            throw Problem.badParameter("resolution", given, "a counter is given raw only.");
        }
        Duration resolution = given.isEmpty() ? fitting(range) : parameters.duration("resolution", given);
        if (range.toSeconds() / resolution.toSeconds() > MOST_POINTS) {
            throw Problem.badParameter(
                    "resolution", given, "the range would have more than " + MOST_POINTS + " intervals.");
        }
        return new SeriesQuery(series, from, to, Optional.of(resolution));
    }

    private static SeriesKey series(Parameters parameters, DeviceId device, Archive archive) {
        String metric = parameters.one("metric").orElse(Metric.RTT.name());
        String instance = parameters.one("instance").orElse("");
        if (metric.equals(Metric.RTT.name()) && instance.isEmpty()) {
            // To ask for all series of a device, the archive reads all that it has of it.
            return new SeriesKey(device, Metric.RTT);
        }
        Set<SeriesKey> all = archive.series(device);
        for (SeriesKey kept : all) {
            if (kept.metric().name().equals(metric) && kept.instance().equals(instance)) {
                return kept;
            }
        }
        String kept = all.stream()
                .map(key ->
                        key.metric().name() + (key.instance().isEmpty() ? "" : " (instance " + key.instance() + ")"))
                .sorted()
                .collect(Collectors.joining(", "));
        throw Problem.unknownSeries("No series \"" + metric + "\""
                + (instance.isEmpty() ? "" : " of instance \"" + instance + "\"") + " is kept of " + device + "; "
                + (kept.isEmpty() ? "none is." : "there are: " + kept + "."));
    }

    /** The shortest usual interval with which there are no more points than a picture shows. */
    static Duration fitting(Duration range) {
        for (Duration step : STEPS) {
            if (step.multipliedBy(POINTS_WANTED).compareTo(range) >= 0) {
                return step;
            }
        }
        return Duration.ofDays(range.toSeconds() / (DAY * POINTS_WANTED) + 1);
    }
}
