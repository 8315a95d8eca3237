// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import net.guifi.dimon.api.measurement.Outcome;
import net.guifi.dimon.api.measurement.Point;
import net.guifi.dimon.api.measurement.Sample;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class PointsTest {
    @Property
    void pointsAreWhatCountingByHandGives(
            @ForAll("samples") List<Sample> samples, @ForAll @LongRange(min = 1000, max = 300_000) long resolution) {
        Columns columns = new Columns(Long.MIN_VALUE, Long.MAX_VALUE);
        samples.forEach(sample -> columns.add(sample.at().toEpochMilli(), sample.outcome(), sample.value()));

        List<Point> points = Points.of(columns.sort(), Duration.ofMillis(resolution));

        Map<Long, List<Sample>> expected = samples.stream()
                .filter(sample -> sample.outcome() != Outcome.NOT_SENT)
                .collect(Collectors.groupingBy(
                        sample -> Math.floorDiv(sample.at().toEpochMilli(), resolution),
                        TreeMap::new,
                        Collectors.toList()));
        assertThat(points.stream().map(Point::at))
                .containsExactlyElementsOf(expected.keySet().stream()
                        .map(number -> Instant.ofEpochMilli(number * resolution))
                        .toList());
        for (Point point : points) {
            List<Sample> within = expected.get(point.at().toEpochMilli() / resolution);
            long[] values = within.stream()
                    .filter(sample -> sample.outcome() == Outcome.OK)
                    .mapToLong(Sample::value)
                    .sorted()
                    .toArray();
            int n = values.length;
            assertThat(point.count()).isEqualTo(within.size());
            assertThat(point.lost()).isEqualTo(within.size() - n);
            assertThat(point.min()).isEqualTo(n == 0 ? 0 : values[0]);
            assertThat(point.max()).isEqualTo(n == 0 ? 0 : values[n - 1]);
            assertThat(point.median()).isEqualTo(n == 0 ? 0 : Math.floorDiv(values[(n - 1) / 2] + values[n / 2], 2L));
            assertThat(point.mean()).isCloseTo(Arrays.stream(values).average().orElse(0), offset(1e-3));
        }
    }

    @Test
    void refusesTooManyAndTooShortIntervals() {
        Instant from = Instant.parse("2026-01-01T00:00:00Z");
        Points.check(from, from.plusSeconds(100_000), Duration.ofSeconds(1));
        assertThatThrownBy(() -> Points.check(from, from.plusSeconds(100_001), Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("100000");
        assertThatThrownBy(() -> Points.check(from, from.plusSeconds(1), Duration.ofMillis(999)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("PT0.999S");
    }

    @Test
    void theMiddleOfLargeNumbersDoesNotOverflow() {
        Columns columns = new Columns(Long.MIN_VALUE, Long.MAX_VALUE);
        columns.add(0, Outcome.OK, Long.MAX_VALUE);
        columns.add(1, Outcome.OK, Long.MAX_VALUE - 2);
        assertThat(Points.of(columns, Duration.ofSeconds(1)).get(0).median()).isEqualTo(Long.MAX_VALUE - 1);
    }

    @Test
    void anIntervalMayBeLongerThanTimeItself() {
        Columns columns = new Columns(Long.MIN_VALUE, Long.MAX_VALUE);
        columns.add(5, Outcome.OK, 7);
        Duration resolution = Duration.ofSeconds(Long.MAX_VALUE);
        Points.check(Instant.EPOCH, Instant.MAX, resolution);
        assertThat(Points.of(columns, resolution)).containsExactly(new Point(Instant.EPOCH, 1, 0, 7, 7, 7, 7));
    }

    @Provide
    Arbitrary<List<Sample>> samples() {
        return Combinators.combine(
                        Arbitraries.longs().between(1, 1_000_000),
                        Arbitraries.of(Outcome.class),
                        Arbitraries.longs().between(0, 1L << 40))
                .as((millis, outcome, value) -> new Sample(
                        Fixtures.rtt(1), Instant.ofEpochMilli(millis), outcome, outcome == Outcome.OK ? value : 0))
                .list()
                .ofMaxSize(100);
    }
}
