// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.http;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
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
 * @param device of which device
 * @param series the series: one, or those that there are of several
 * @param several whether more than one was asked for
 * @param resolution length of an interval; empty for the samples themselves
 */
record SeriesQuery(
        DeviceId device,
        List<SeriesKey> series,
        boolean several,
        Instant from,
        Instant to,
        Optional<Duration> resolution) {
    private static final Duration DEFAULT_RANGE = Duration.ofDays(1);
    private static final Duration LONGEST_RAW_RANGE = Duration.ofDays(1);
    // What is read by SNMP is read once a minute: shorter intervals would mostly be empty.
    private static final Duration SNMP_PERIOD = Duration.ofMinutes(1);
    static final int POINTS_WANTED = 600;
    private static final int MOST_POINTS = 10_000;
    private static final int MOST_POINTS_IN_ALL = 50_000;
    private static final int MOST_NAMED = 20;
    static final String RAW = "raw";
    static final String ALL = "*";
    private static final long HOUR = 3_600;
    private static final long DAY = 24 * HOUR;
    private static final List<Duration> STEPS = LongStream.of(
                    1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, HOUR, 2 * HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR)
            .mapToObj(Duration::ofSeconds)
            .toList();

    static SeriesQuery of(Parameters parameters, DeviceId device, Archive archive, Instant now) {
        List<String> metrics = parameters.all("metric");
        String instance = parameters.one("instance").orElse("");
        boolean several = metrics.size() > 1 || instance.equals(ALL);
        List<SeriesKey> series = several
                ? matching(metrics, instance, archive.series(device))
                : List.of(one(parameters.one("metric").orElse(Metric.RTT.name()), instance, device, archive));
        Range range = Range.of(parameters, now);
        Optional<Duration> resolution = resolution(parameters, series, several, range);
        return new SeriesQuery(device, series, several, range.from(), range.to(), resolution);
    }

    /** From when to when. */
    record Range(Instant from, Instant to) {
        static Range of(Parameters parameters, Instant now) {
            Instant to = parameters.instant("to", now).orElse(now);
            Instant from = parameters.instant("from", now).orElse(to.minus(DEFAULT_RANGE));
            if (!from.isBefore(to)) {
                throw Problem.badParameter(
                        "from",
                        parameters.one("from").orElse(from.toString()),
                        "it must lie before \"to\", which is " + to + ".");
            }
            return new Range(from, to);
        }

        Duration length() {
            return Duration.between(from, to);
        }
    }

    private static Optional<Duration> resolution(
            Parameters parameters, List<SeriesKey> series, boolean several, Range range) {
        String given = parameters.one("resolution").orElse("");
        if (given.equalsIgnoreCase(RAW)) {
            if (several) {
                throw Problem.badParameter("resolution", given, "raw samples are given of one series at once.");
            }
            if (range.length().compareTo(LONGEST_RAW_RANGE) > 0) {
                throw Problem.badParameter(
                        "resolution", given, "raw samples are given for at most " + LONGEST_RAW_RANGE + " at once.");
            }
            return Optional.empty();
        }
        if (given.isEmpty()) {
            int most = most(series.size());
            Duration fitting = fitting(range.length(), Math.min(POINTS_WANTED, Math.max(1, most)));
            boolean bySnmp = series.stream().anyMatch(key -> !key.metric().equals(Metric.RTT));
            return Optional.of(bySnmp && fitting.compareTo(SNMP_PERIOD) < 0 ? SNMP_PERIOD : fitting);
        }
        Duration resolution = parameters.duration("resolution", given);
        check(given, resolution, range, several ? series.size() : 1);
        return Optional.of(resolution);
    }

    private static int most(int series) {
        return Math.min(MOST_POINTS, MOST_POINTS_IN_ALL / Math.max(1, series));
    }

    /** Refuses a resolution with which there would be too many intervals. */
    static void check(String given, Duration resolution, Range range, int series) {
        if (range.length().toSeconds() / resolution.toSeconds() > most(series)) {
            throw Problem.badParameter(
                    "resolution",
                    given,
                    "the range would have more than " + most(series) + " intervals"
                            + (series > 1 ? " for each of " + series + " series." : "."));
        }
    }

    private static List<SeriesKey> matching(List<String> metrics, String instance, Set<SeriesKey> kept) {
        return kept.stream()
                .filter(key ->
                        metrics.isEmpty() || metrics.contains(key.metric().name()))
                .filter(key -> instance.equals(ALL) || key.instance().equals(instance))
                .sorted(Comparator.comparing(SeriesKey::instance)
                        .thenComparing(key -> key.metric().name()))
                .toList();
    }

    private static SeriesKey one(String metric, String instance, DeviceId device, Archive archive) {
        if (metric.equals(Metric.RTT.name()) && instance.isEmpty()) {
            // To ask for all series of a device, the archive may have to read all that it has of it.
            return new SeriesKey(device, Metric.RTT);
        }
        Set<SeriesKey> all = archive.series(device);
        for (SeriesKey kept : all) {
            if (kept.metric().name().equals(metric) && kept.instance().equals(instance)) {
                return kept;
            }
        }
        long more = Math.max(0, all.size() - MOST_NAMED);
        String kept = all.stream()
                .map(key ->
                        key.metric().name() + (key.instance().isEmpty() ? "" : " (instance " + key.instance() + ")"))
                .sorted()
                .limit(MOST_NAMED)
                .collect(Collectors.joining(", ", "", more == 0 ? "" : " and " + more + " more"));
        throw Problem.unknownSeries("No series \"" + metric + "\""
                + (instance.isEmpty() ? "" : " of instance \"" + instance + "\"") + " is kept of " + device + "; "
                + (kept.isEmpty() ? "none is." : "there are: " + kept + "."));
    }

    /** The shortest usual interval with which there are no more points than wanted. */
    static Duration fitting(Duration range, int wanted) {
        for (Duration step : STEPS) {
            if (step.multipliedBy(wanted).compareTo(range) >= 0) {
                return step;
            }
        }
        return Duration.ofDays(range.toSeconds() / (DAY * wanted) + 1);
    }
}
