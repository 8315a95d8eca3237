// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.snmp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.guifi.dimon.snmp.OctetCounter.Count;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** Whatever a device does: a difference of two values is what passed, or counting begins anew. */
class OctetCounterPropertiesTest {
    private static final long SECOND = 1_000_000_000;
    private static final long TICKS = 100;
    private static final long MODULUS = 1L << 32;

    /**
     * What happens between two answers.
     *
     * @param seconds time that passes
     * @param load share of the speed that is used, in thousandths
     * @param upSince seconds since a restart, where there was one; otherwise negative
     */
    record Step(int seconds, int load, int upSince) {}

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<Integer> seconds = Arbitraries.frequency(Tuple.of(8, 120), Tuple.of(1, 100_000))
                .flatMap(most -> Arbitraries.integers().between(1, most));
        Arbitrary<Step> step = Combinators.combine(
                        seconds,
                        Arbitraries.integers().between(0, 1000),
                        Arbitraries.integers().between(-400, 100))
                .as((time, load, up) -> new Step(time, load, up < 0 ? -1 : Math.min(up, time - 1)));
        return step.list().ofMinSize(1).ofMaxSize(60);
    }

    @Provide
    Arbitrary<Long> speeds() {
        return Arbitraries.of(1_000_000L, 54_000_000L, 100_000_000L, 1_000_000_000L, 10_000_000_000L);
    }

    @Provide
    Arbitrary<Long> uptimes() {
        return Arbitraries.oneOf(
                Arbitraries.longs().between(0, 100_000),
                Arbitraries.longs().between(MODULUS - 100_000, MODULUS - 1),
                Arbitraries.longs().between(0, MODULUS - 1));
    }

    @Property(tries = 5000)
    void aDifferenceIsTrafficOrTheCountBeginsAnew(
            @ForAll("steps") List<Step> steps,
            @ForAll boolean wide,
            @ForAll("speeds") long speed,
            @ForAll("uptimes") long firstUptime,
            @ForAll long start) {
        Lifetime lifetime = new Lifetime();
        OctetCounter counter = new OctetCounter();
        long now = 0;
        long uptime = firstUptime;
        long raw = wide ? start >>> 1 : start & (MODULUS - 1);
        lifetime.answered(uptime, now);
        long value = counter.next(raw, wide, lifetime, now, speed).value();
        for (Step step : steps) {
            now += step.seconds() * SECOND;
            // A restart at the very moment at which sysUpTime wraps is not seen.
            boolean wraps = uptime + (step.seconds() + 3) * TICKS >= MODULUS;
            boolean restarted = step.upSince() >= 0 && !wraps;
            int passing = restarted ? step.upSince() : step.seconds();
            long passed = speed / 8 / 1000 * step.load() * passing;
            uptime = restarted ? step.upSince() * TICKS : (uptime + step.seconds() * TICKS) % MODULUS;
            raw = (restarted ? 0 : raw) + passed;
            raw = wide ? raw : raw % MODULUS;
            lifetime.answered(uptime, now);
            Count count = counter.next(raw, wide, lifetime, now, speed);
            if (!count.anew()) {
                assertThat(restarted).as("a restart goes unnoticed").isFalse();
                assertThat(count.value() - value).isEqualTo(passed);
            }
            value = count.value();
        }
    }

    @Property(tries = 2000)
    void withoutRestartsAndWithinOneWrapNothingIsLost(
            @ForAll("uptimes") long firstUptime, @ForAll long start, @ForAll("loads") List<Integer> loads) {
        Lifetime lifetime = new Lifetime();
        OctetCounter counter = new OctetCounter();
        long speed = 100_000_000;
        long raw = start & (MODULUS - 1);
        long now = 0;
        long ticks = firstUptime;
        lifetime.answered(ticks, now);
        long first = counter.next(raw, false, lifetime, now, speed).value();
        long value = first;
        long passed = 0;
        // A device that was just started may restart again unseen, so the first step is not looked at.
        boolean young = firstUptime <= 6000;
        for (int load : loads) {
            now += 60 * SECOND;
            ticks = (ticks + 60 * TICKS) % MODULUS;
            long octets = speed / 8 / 1000 * load * 60;
            raw = (raw + octets) % MODULUS;
            passed += octets;
            lifetime.answered(ticks, now);
            Count count = counter.next(raw, false, lifetime, now, speed);
            value = count.value();
            assertThat(count.anew() && !young).isFalse();
            if (young) {
                first = value;
                passed = 0;
                young = false;
            }
        }
        assertThat(value - first).isEqualTo(passed);
    }

    @Provide
    Arbitrary<List<Integer>> loads() {
        return Arbitraries.integers().between(0, 1000).list().ofMinSize(1).ofMaxSize(100);
    }

    /** What a counter of 100 Mbit/s tells each minute, while the device does not restart. */
    private static List<Count> counts(boolean wide, long... raws) {
        Lifetime lifetime = new Lifetime();
        OctetCounter counter = new OctetCounter();
        List<Count> counts = new ArrayList<>();
        for (long raw : raws) {
            long now = counts.size() * 60 * SECOND;
            lifetime.answered(500_000 + counts.size() * 60 * TICKS, now);
            counts.add(counter.next(raw, wide, lifetime, now, 100_000_000));
        }
        return counts;
    }

    @Example
    void aRestartThatCountsFurtherThanBeforeBeginsAnew() {
        Lifetime lifetime = new Lifetime();
        OctetCounter counter = new OctetCounter();
        lifetime.answered(500_000, 0);
        counter.next(1000, true, lifetime, 0, 0);
        assertThat(lifetime.answered(3000, 60 * SECOND)).isTrue();
        // A probe that is started now would say the same: it goes on with what the device tells.
        assertThat(counter.next(9_000_000, true, lifetime, 60 * SECOND, 0)).isEqualTo(new Count(9_000_000, true));
        lifetime.answered(9000, 120 * SECOND);
        assertThat(counter.next(9_000_700, true, lifetime, 120 * SECOND, 0)).isEqualTo(new Count(9_000_700, false));
    }

    @Example
    void ofANarrowCounterAProbeThatWasJustStartedKnowsNothingBefore() {
        assertThat(counts(false, 1000, 1500)).containsExactly(new Count(1000, true), new Count(1500, false));
        assertThat(counts(true, 1000, 1500)).containsExactly(new Count(1000, false), new Count(1500, false));
    }

    @Example
    void aZeroInBetweenIsNoTraffic() {
        for (boolean wide : List.of(true, false)) {
            assertThat(counts(wide, 3_000_000_000L, 0, 3_000_500_000L, 3_001_000_000L))
                    .extracting(Count::anew)
                    .containsExactly(!wide, true, true, false);
            assertThat(counts(wide, 3_000_000_000L, 0, 100_000, 3_001_000_000L, 3_001_500_000L))
                    .extracting(Count::anew)
                    .containsExactly(!wide, true, false, true, false);
        }
    }

    @Example
    void noCounterRisesFasterThanAnyInterfaceIs() {
        assertThat(counts(true, 1000, -1, 5000, 6000))
                .containsExactly(
                        new Count(1000, false), new Count(-1, true), new Count(5000, true), new Count(6000, false));
    }

    @Example
    void aWideCounterMayRiseFasterThanItsDeviceSays() {
        assertThat(counts(true, 0, 7_500_000_000L).get(1)).isEqualTo(new Count(7_500_000_000L, false));
    }

    @Example
    void whatHasNothingToDoWithTheLastAnswerBeginsAnewAlsoAboveIt() {
        Lifetime lifetime = new Lifetime();
        OctetCounter counter = new OctetCounter();
        lifetime.answered(500_000, 0);
        counter.next(0, true, lifetime, 0, 0);
        counter.interrupt();
        lifetime.answered(506_000, 60 * SECOND);
        assertThat(counter.next(1L << 40, true, lifetime, 60 * SECOND, 0)).isEqualTo(new Count(1L << 40, true));
    }

    @Example
    void aSilenceInWhichItMayHaveWrappedTwiceBeginsAnew() {
        Lifetime lifetime = new Lifetime();
        OctetCounter counter = new OctetCounter();
        lifetime.answered(500_000, 0);
        counter.next(1000, false, lifetime, 0, 100_000_000);
        lifetime.answered(500_000 + 60_000, 600 * SECOND);
        assertThat(counter.next(5000, false, lifetime, 600 * SECOND, 100_000_000)
                        .anew())
                .isTrue();
    }

    @Example
    void sysUpTimeItselfWrapsWithoutARestart() {
        Lifetime lifetime = new Lifetime();
        lifetime.answered(MODULUS - 3000, 0);
        assertThat(lifetime.answered(3000, 60 * SECOND)).isFalse();
        assertThat(lifetime.life()).isZero();
        assertThat(lifetime.answered(100, 120 * SECOND)).isTrue();
    }
}
