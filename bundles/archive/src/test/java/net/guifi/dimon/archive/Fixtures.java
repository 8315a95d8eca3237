// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.archive;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.guifi.dimon.api.inventory.DeviceId;
import net.guifi.dimon.api.measurement.Metric;
import net.guifi.dimon.api.measurement.Outcome;
import net.guifi.dimon.api.measurement.Sample;
import net.guifi.dimon.api.measurement.SeriesKey;

/** Samples, and settings that differ from the defaults in one thing. */
final class Fixtures {
    static final Instant START = Instant.parse("2026-05-01T10:00:00Z");
    static final Metric OCTETS = new Metric("ifHCInOctets", Metric.Unit.OCTETS, Metric.Kind.COUNTER);
    static final Duration LONG = Duration.ofHours(1);
    static final Duration LIMIT = Duration.ofMinutes(2);

    private Fixtures() {}

    static SeriesKey rtt(int device) {
        return new SeriesKey(new DeviceId("guifi", Integer.toString(device)), Metric.RTT);
    }

    static Sample sample(SeriesKey series, long seconds, long value) {
        return new Sample(series, START.plusSeconds(seconds), Outcome.OK, value);
    }

    static List<Sample> samples(SeriesKey series, int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> sample(series, i, 1_000_000L + i))
                .toList();
    }

    static Settings settings(Duration flush, Duration segment) {
        return new Settings(Duration.ofDays(36_500), 1L << 30, flush, segment, 1 << 24, 1_000_000);
    }

    static List<Path> files(Path directory, String suffix) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(path -> path.toString().endsWith(suffix))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    static List<Sample> read(SampleStore store, SeriesKey series) {
        return store.read(series, Columns.within(Instant.MIN, Instant.MAX))
                .sort()
                .toSamples(series);
    }
}
