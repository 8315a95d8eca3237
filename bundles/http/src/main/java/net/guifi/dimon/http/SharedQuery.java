// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.http;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import net.guifi.dimon.api.inventory.DeviceId;
import net.guifi.dimon.api.measurement.Metric;
import net.guifi.dimon.api.measurement.SeriesKey;
import net.guifi.dimon.api.measurement.SharedSummaries;

/**
 * Which part of what another monitor shared is asked for.
 *
 * @param monitor whose
 * @param device of which device
 * @param metrics of which metrics
 * @param instance of which instance; empty for that which there is
 * @param several whether more than one series was asked for
 * @param range from when to when
 * @param resolution length of an interval
 */
record SharedQuery(
        String monitor,
        DeviceId device,
        List<String> metrics,
        Optional<String> instance,
        boolean several,
        SeriesQuery.Range range,
        Duration resolution) {
    private static final Duration SHORTEST = Duration.ofMinutes(5);

    static SharedQuery of(String monitor, Parameters parameters, DeviceId device, Instant now) {
        List<String> given = parameters.all("metric");
        Optional<String> instance = parameters.one("instance");
        boolean all = instance.equals(Optional.of(SeriesQuery.ALL));
        SeriesQuery.Range range = SeriesQuery.Range.of(parameters, now);
        return new SharedQuery(
                monitor,
                device,
                given.isEmpty() && !all ? List.of(Metric.RTT.name()) : given,
                instance.filter(text -> !all),
                given.size() > 1 || all,
                range,
                resolution(parameters, range));
    }

    private static Duration resolution(Parameters parameters, SeriesQuery.Range range) {
        Optional<String> given = parameters.one("resolution");
        if (given.isEmpty()) {
            Duration fitting = SeriesQuery.fitting(range.length(), SeriesQuery.POINTS_WANTED);
            return fitting.compareTo(SHORTEST) < 0 ? SHORTEST : fitting;
        }
        Duration resolution = given.get().equalsIgnoreCase(SeriesQuery.RAW)
                ? Duration.ZERO
                : parameters.duration("resolution", given.get());
        if (resolution.compareTo(SHORTEST) < 0) {
            throw Problem.badParameter(
                    "resolution", given.get(), "other monitors share summaries of " + SHORTEST + " and longer.");
        }
        SeriesQuery.check(given.get(), resolution, range, 1);
        return resolution;
    }

    /** The series asked for, as far as there are; without samples where only round-trip times are asked for. */
    List<SeriesKey> matching(SharedSummaries summaries) {
        List<SeriesKey> matching = summaries.series().keySet().stream()
                .filter(key ->
                        metrics.isEmpty() || metrics.contains(key.metric().name()))
                .filter(key -> instance.isEmpty() || instance.get().equals(key.instance()))
                .sorted(Comparator.comparing(SeriesKey::instance)
                        .thenComparing(key -> key.metric().name()))
                .toList();
        if (several || !matching.isEmpty()) {
            return matching;
        }
        if (metrics.equals(List.of(Metric.RTT.name())) && instance.isEmpty()) {
            return List.of(new SeriesKey(device, Metric.RTT));
        }
        throw Problem.unknownSeries("Monitor " + monitor + " shared no series \"" + String.join(", ", metrics) + "\""
                + instance.map(text -> " of instance \"" + text + "\"").orElse("") + " of " + device
                + " in that time; there are: "
                + summaries.series().keySet().stream()
                        .map(key -> key.metric().name())
                        .sorted()
                        .collect(Collectors.joining(", "))
                + ".");
    }
}
