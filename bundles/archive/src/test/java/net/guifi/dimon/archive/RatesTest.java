// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.archive;

import static net.guifi.dimon.archive.Fixtures.START;
import static net.guifi.dimon.archive.Fixtures.sample;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.guifi.dimon.api.measurement.Metric;
import net.guifi.dimon.api.measurement.Outcome;
import net.guifi.dimon.api.measurement.Point;
import net.guifi.dimon.api.measurement.Sample;
import net.guifi.dimon.api.measurement.SeriesKey;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class RatesTest {
    private static final SeriesKey OCTETS = new SeriesKey(Fixtures.rtt(1).device(), Metric.IN_OCTETS, "wlan0");
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final double SCALE = 1e-6;

    private static List<Point> points(List<Sample> samples, Instant from, Duration resolution) {
        Columns values = new Columns(Long.MIN_VALUE, Long.MAX_VALUE);
        samples.forEach(sample -> values.add(sample.at().toEpochMilli(), sample.outcome(), sample.value()));
        return Points.of(Rates.of(values, from.toEpochMilli()), resolution);
    }

    private static Sample lost(long seconds, Outcome outcome) {
        return new Sample(OCTETS, START.plusSeconds(seconds), outcome, 0);
    }

    private static Point rate(long seconds, long rate) {
        return new Point(START.plusSeconds(seconds), 1, 0, rate, rate, rate, rate);
    }

    @Test
    void aRateStandsInTheIntervalOfTheLatterValue() {
        assertThat(points(
                        List.of(sample(OCTETS, 10, 5_000), sample(OCTETS, 70, 11_000), sample(OCTETS, 130, 11_000)),
                        START,
                        MINUTE))
                .containsExactly(rate(60, 100), rate(120, 0));
    }

    @Test
    void theFirstRateOfARangeNeedsAValueBeforeIt() {
        assertThat(points(List.of(sample(OCTETS, 10, 0), sample(OCTETS, 70, 6_000)), START.plusSeconds(60), MINUTE))
                .containsExactly(rate(60, 100));
    }

    @Test
    void whereCountingBeganAnewThereIsNoRate() {
        assertThat(points(
                        List.of(sample(OCTETS, 0, 1L << 40), sample(OCTETS, 60, 500), sample(OCTETS, 120, 6_500)),
                        START,
                        MINUTE))
                .containsExactly(rate(120, 100));
    }

    @Test
    void aZeroAtTheTimeOfAValueTellsThatCountingBeganAnewAboveTheOneBefore() {
        assertThat(points(
                        List.of(
                                sample(OCTETS, 0, 500),
                                sample(OCTETS, 60, 0),
                                sample(OCTETS, 60, 1L << 40),
                                sample(OCTETS, 120, (1L << 40) + 6_000)),
                        START,
                        MINUTE))
                .containsExactly(rate(120, 100));
    }

    @Test
    void valuesAreUnsigned() {
        assertThat(points(
                        List.of(sample(OCTETS, 0, Long.MAX_VALUE), sample(OCTETS, 60, Long.MIN_VALUE + 5_999)),
                        START,
                        MINUTE))
                .containsExactly(rate(60, 100));
        assertThat(points(List.of(sample(OCTETS, 0, 0), sample(OCTETS, 1, -1)), START, MINUTE)
                        .get(0)
                        .max())
                .isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void aLossCountsAndTheRateGoesOnOverIt() {
        List<Sample> samples = List.of(
                sample(OCTETS, 0, 0),
                lost(60, Outcome.TIMEOUT),
                lost(120, Outcome.NOT_SENT),
                sample(OCTETS, 180, 18_000));
        assertThat(points(samples, START, MINUTE))
                .containsExactly(new Point(START.plusSeconds(60), 1, 1, 0, 0, 0, 0), rate(180, 100));
    }

    @Test
    void aLongGapHasNoRate() {
        assertThat(points(List.of(sample(OCTETS, 0, 0), sample(OCTETS, 900, 90_000)), START, MINUTE))
                .containsExactly(rate(900, 100));
        assertThat(points(List.of(sample(OCTETS, 0, 0), sample(OCTETS, 901, 90_000)), START, MINUTE))
                .isEmpty();
    }

    @Test
    void aClockSetBackMakesNoPeak() {
        List<Sample> samples = List.of(
                sample(OCTETS, 600, 0),
                sample(OCTETS, 660, 6_000),
                sample(OCTETS, 630, 12_000),
                sample(OCTETS, 690, 18_000));
        assertThat(points(samples, START, MINUTE)).extracting(Point::max).containsExactly(100L);
    }

    @Test
    void theMeanIsOverTime() {
        List<Sample> samples = List.of(
                sample(OCTETS, 0, 0),
                sample(OCTETS, 60, 6_000),
                sample(OCTETS, 240, 6_000),
                sample(OCTETS, 300, 6_600));
        Point point = points(samples, START, Duration.ofHours(1)).get(0);
        assertThat(point.mean()).isEqualTo(22);
        assertThat(point.median()).isEqualTo(10);
        assertThat(point.max()).isEqualTo(100);
    }

    @Property
    void ratesAreWhatCountingByHandGives(
            @ForAll("counter") List<Sample> samples,
            @ForAll @LongRange(min = 0, max = 2_000_000) long from,
            @ForAll @LongRange(min = 1000, max = 300_000) long resolution) {
        Map<Long, List<BigInteger[]>> rates = new TreeMap<>();
        Map<Long, Integer> losses = new TreeMap<>();
        Sample former = null;
        for (Sample sample : samples) {
            long at = sample.at().toEpochMilli();
            long interval = Math.floorDiv(at, resolution);
            if (sample.outcome().isLoss() && at >= from) {
                losses.merge(interval, 1, Integer::sum);
            }
            if (sample.outcome() != Outcome.OK) {
                continue;
            }
            if (former != null) {
                BigInteger millis = BigInteger.valueOf(at - former.at().toEpochMilli());
                BigInteger difference = unsigned(sample).subtract(unsigned(former));
                boolean told =
                        difference.signum() >= 0 && millis.signum() > 0 && millis.longValue() <= 900_000 && at >= from;
                if (told) {
                    rates.computeIfAbsent(interval, key -> new ArrayList<>())
                            .add(new BigInteger[] {difference, millis});
                }
            }
            former = sample;
        }

        Map<Long, Point> points = new TreeMap<>();
        points(samples, Instant.ofEpochMilli(from), Duration.ofMillis(resolution))
                .forEach(point -> points.put(Math.floorDiv(point.at().toEpochMilli(), resolution), point));

        TreeMap<Long, Integer> expected = new TreeMap<>(losses);
        rates.forEach((interval, all) -> expected.merge(interval, all.size(), Integer::sum));
        assertThat(points).hasSize(expected.size());
        expected.forEach((interval, count) -> {
            Point point = points.get(interval);
            assertThat(point.count()).isEqualTo(count);
            assertThat(point.lost()).isEqualTo(losses.getOrDefault(interval, 0));
            List<BigInteger[]> all = rates.getOrDefault(interval, List.of());
            if (!all.isEmpty()) {
                double most =
                        all.stream().mapToDouble(RatesTest::perSecond).max().orElseThrow();
                double least =
                        all.stream().mapToDouble(RatesTest::perSecond).min().orElseThrow();
                double octets = all.stream()
                        .mapToDouble(each -> perSecond(each) * each[1].doubleValue())
                        .sum();
                double millis =
                        all.stream().mapToDouble(each -> each[1].doubleValue()).sum();
                assertThat((double) point.max()).isCloseTo(most, within(1 + most * SCALE));
                assertThat((double) point.min()).isCloseTo(least, within(1 + least * SCALE));
                assertThat(point.mean()).isCloseTo(octets / millis, within(1 + most * SCALE));
                assertThat(point.median()).isBetween(point.min(), point.max());
            }
        });
    }

    private static BigInteger unsigned(Sample sample) {
        return new BigInteger(Long.toUnsignedString(sample.value()));
    }

    private static double perSecond(BigInteger[] rate) {
        return Math.min(rate[0].doubleValue() * 1000 / rate[1].doubleValue(), Long.MAX_VALUE);
    }

    @Provide
    Arbitrary<List<Sample>> counter() {
        Arbitrary<Long> steps = Arbitraries.frequencyOf(
                Tuple.of(8, Arbitraries.longs().between(1, 120_000)),
                Tuple.of(1, Arbitraries.longs().between(-300_000, 2_000_000)));
        Arbitrary<Long> growth = Arbitraries.frequencyOf(
                Tuple.of(8, Arbitraries.longs().between(0, 1L << 33)), Tuple.of(1, Arbitraries.longs()));
        Arbitrary<Outcome> outcomes = Arbitraries.frequencyOf(
                Tuple.of(4, Arbitraries.just(Outcome.OK)), Tuple.of(1, Arbitraries.of(Outcome.class)));
        return Combinators.combine(steps, outcomes, growth)
                .as((step, outcome, value) -> new Sample(OCTETS, Instant.ofEpochMilli(step), outcome, value))
                .list()
                .ofMaxSize(60)
                .map(RatesTest::accumulated);
    }

    private static List<Sample> accumulated(List<Sample> differences) {
        List<Sample> samples = new ArrayList<>();
        long millis = 500_000;
        long value = 0;
        for (Sample each : differences) {
            millis += each.at().toEpochMilli();
            value += each.value();
            samples.add(new Sample(
                    OCTETS, Instant.ofEpochMilli(millis), each.outcome(), each.outcome() == Outcome.OK ? value : 0));
        }
        return samples;
    }
}
