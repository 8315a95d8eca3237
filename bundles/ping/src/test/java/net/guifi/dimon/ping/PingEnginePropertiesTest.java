// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.ping;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.guifi.dimon.api.measurement.Outcome;
import net.guifi.dimon.ping.FakeNetwork.Fate;
import net.guifi.dimon.ping.FakeNetwork.Request;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class PingEnginePropertiesTest {
    private static final long MILLI = 1_000_000;
    private static final long SECOND = 1000 * MILLI;
    /** What coalescing and the steps of the fake clock may add. */
    private static final long SLACK = 13 * MILLI;

    private record Ending(long at, Outcome outcome, long rtt) {}

    private static final class Watched implements Target.Listener {
        final List<Ending> endings = new ArrayList<>();
        final Target target;

        Watched(int number, long period, long phase) {
            target = new Target(address(number), period, phase, this);
        }

        @Override
        public void outcome(long at, Outcome outcome, long rtt) {
            endings.add(new Ending(at, outcome, rtt));
        }
    }

    private static InetAddress address(int number) {
        byte[] bytes = number % 3 == 0 ? new byte[16] : new byte[4];
        bytes[0] = (byte) (bytes.length == 16 ? 0xFD : 198);
        bytes[1] = (byte) (bytes.length == 16 ? 0x9A : 18);
        bytes[bytes.length - 2] = (byte) (number >> 8);
        bytes[bytes.length - 1] = (byte) number;
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    private static long mix(long a, long b, long c) {
        long x = a * 0x9E3779B97F4A7C15L ^ (b + 0x632BE59BD9B4E019L) * 0xBF58476D1CE4E5B9L ^ c * 0x94D049BB133111EBL;
        x = (x ^ x >>> 29) * 0xBF58476D1CE4E5B9L;
        return (x ^ x >>> 32) >>> 1;
    }

    private static FakeNetwork network(FakeNetwork.Behaviour behaviour) {
        return new FakeNetwork(behaviour);
    }

    private static FakeNetwork.Behaviour always(Fate fate, long delay) {
        return new FakeNetwork.Behaviour() {
            @Override
            public Fate fate(long low, int number) {
                return fate;
            }

            @Override
            public long delay(long low, int number) {
                return delay;
            }
        };
    }

    private static FakeNetwork.Behaviour random(long seed) {
        return new FakeNetwork.Behaviour() {
            @Override
            public Fate fate(long low, int number) {
                return Fate.values()[(int) (mix(seed, low, number) % Fate.values().length)];
            }

            @Override
            public long delay(long low, int number) {
                return mix(seed + 1, low, number) % (400 * MILLI);
            }
        };
    }

    private static PingEngine engine(FakeNetwork network, long timeout, int pace) {
        network.latest = timeout;
        return new PingEngine(
                network, network, 0x1234_5678_9ABC_DEF0L, new Settings(SECOND, timeout, 56, pace, 8 << 20));
    }

    private static void assertBalanced(PingEngine engine) {
        assertThat(engine.counter(Counter.SENT))
                .isEqualTo(engine.counter(Counter.RECEIVED)
                        + engine.counter(Counter.LOST)
                        + engine.counter(Counter.UNREACHABLE)
                        + engine.counter(Counter.ABANDONED)
                        + engine.underWay());
    }

    private static long count(FakeNetwork network, Fate... fates) {
        long sum = 0;
        for (Fate fate : fates) {
            sum += network.fates.getOrDefault(fate, 0);
        }
        return sum;
    }

    private static long count(List<Watched> all, Outcome outcome) {
        return all.stream()
                .flatMap(watched -> watched.endings.stream())
                .filter(ending -> ending.outcome == outcome)
                .count();
    }

    private static void finish(PingEngine engine, FakeNetwork network, List<Watched> all) {
        for (Watched watched : all) {
            if (watched.target.slot != Flights.NONE) {
                engine.reschedule(watched.target, 1_000_000 * SECOND, (network.wall() - SECOND) % (1_000_000 * SECOND));
            }
        }
        network.run(engine, 6 * SECOND);
        assertThat(engine.underWay()).isZero();
    }

    @Property(tries = 60)
    void eachRequestHasOneOutcomeAndTheCountsAddUp(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 150) int size,
            @ForAll @LongRange(min = 100, max = 3000) long period,
            @ForAll boolean stamps) {
        FakeNetwork network = network(random(seed));
        network.stampsSending = stamps;
        PingEngine engine = engine(network, 2 * SECOND, 1_000_000);
        List<Watched> all = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            long own = period * MILLI + i % 7 * 100 * MILLI;
            all.add(new Watched(i, own, mix(seed, i, 0) % own));
            engine.add(all.get(i).target);
        }
        engine.receive();
        network.run(engine, 6 * SECOND);
        assertBalanced(engine);
        finish(engine, network, all);

        assertBalanced(engine);
        assertThat(count(all, Outcome.OK))
                .isEqualTo(count(network, Fate.ANSWERED, Fate.ANSWERED_WITHOUT_STAMPS, Fate.TWICE))
                .isEqualTo(engine.counter(Counter.RECEIVED));
        long forged = count(network, Fate.FORGED_SOURCE, Fate.FORGED_NONCE, Fate.FORGED_FUTURE);
        assertThat(count(all, Outcome.TIMEOUT))
                .isEqualTo(count(network, Fate.LOST, Fate.LATE, Fate.TRUNCATED) + forged)
                .isEqualTo(engine.counter(Counter.LOST));
        assertThat(count(all, Outcome.UNREACHABLE))
                .isEqualTo(count(network, Fate.UNREACHABLE, Fate.UNREACHABLE_SHORT_QUOTE, Fate.NO_ROUTE))
                .isEqualTo(engine.counter(Counter.UNREACHABLE) + engine.counter(Counter.NO_ROUTE));
        assertThat(count(all, Outcome.NOT_SENT))
                .isEqualTo(count(network, Fate.NO_BUFFERS))
                .isEqualTo(engine.counter(Counter.NOT_SENT));
        assertThat(engine.counter(Counter.DUPLICATE)).isEqualTo(count(network, Fate.TWICE));
        assertThat(engine.counter(Counter.LATE)).isEqualTo(count(network, Fate.LATE));
        assertThat(engine.counter(Counter.FOREIGN)).isEqualTo(forged);
        assertThat(engine.counter(Counter.MALFORMED)).isEqualTo(count(network, Fate.TRUNCATED));
        assertThat(network.requests)
                .hasSize(all.stream().mapToInt(w -> w.endings.size()).sum());
        for (Watched watched : all) {
            assertThat(watched.endings).extracting(Ending::at).isSorted();
            assertThat(watched.endings).allSatisfy(ending -> assertThat(ending.rtt)
                    .isBetween(0L, ending.outcome == Outcome.OK ? 400 * MILLI + SLACK : 0L));
        }
    }

    @Property(tries = 50)
    void stampsGiveTheExactRoundTripTimeHoweverLateTheyAreRead(@ForAll @LongRange(min = 0, max = 1900) long millis) {
        FakeNetwork network = network(always(Fate.ANSWERED, millis * MILLI));
        PingEngine engine = engine(network, 2 * SECOND, 1000);
        engine.receive();
        Watched watched = new Watched(1, SECOND, 0);
        engine.add(watched.target, 1);
        engine.send();
        // The process stands still for longer than the timeout.
        network.now += 60 * SECOND;
        engine.receive();
        assertThat(watched.endings)
                .extracting(Ending::outcome, Ending::rtt)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(Outcome.OK, millis * MILLI));
        assertThat(engine.counter(Counter.USER_STAMPED)).isZero();
    }

    @Property(tries = 50)
    void aJumpOfTheWallClockUnderWayDoesNotFalsifyTheRoundTripTime(
            @ForAll @LongRange(min = -100_000, max = 100_000) long jumpMillis) {
        FakeNetwork network = network(always(Fate.ANSWERED_WITHOUT_STAMPS, 20 * MILLI));
        PingEngine engine = engine(network, 2 * SECOND, 1000);
        engine.receive();
        Watched watched = new Watched(1, SECOND, 0);
        engine.add(watched.target, 1);
        engine.send();
        network.wallOffset += jumpMillis * MILLI;
        network.now += 21 * MILLI;
        engine.receive();
        assertThat(watched.endings).hasSize(1);
        assertThat(watched.endings.get(0).rtt).isBetween(0L, 22 * MILLI);
    }

    @Property(tries = 40)
    void eachTargetIsAskedAtItsPhaseAlsoByARestartedEngine(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 200) int size,
            @ForAll @LongRange(min = 100, max = 3000) long period) {
        FakeNetwork network = network(always(Fate.ANSWERED, MILLI));
        Map<Long, Long> phases = new HashMap<>();
        for (int run = 0; run < 2; run++) {
            PingEngine engine = engine(network, SECOND, 1_000_000);
            engine.receive();
            for (int i = 0; i < size; i++) {
                Watched watched = new Watched(i, period * MILLI, mix(seed, i, 1) % (period * MILLI));
                phases.put(watched.target.low ^ watched.target.high, watched.target.phase);
                engine.add(watched.target);
            }
            network.run(engine, 2 * period * MILLI + SLACK);
            network.now += 12_345_678;
        }
        assertThat(network.requests).hasSizeBetween(4 * size, 4 * size + 2 * size);
        for (Request request : network.requests) {
            long high = request.family() == Family.IPV6 ? 0xFD9A_0000_0000_0000L : 0;
            long phase = phases.get(request.low() ^ high);
            long late = Math.floorMod(request.at() + network.wallOffset - phase, period * MILLI);
            assertThat(late).isLessThan(SLACK);
        }
    }

    @Property(tries = 60)
    void aJumpOfTheWallClockMakesNeitherABurstNorASilence(
            @ForAll long seed, @ForAll @LongRange(min = -10_000_000, max = 10_000_000) long jumpMillis) {
        FakeNetwork network = network(always(Fate.ANSWERED, MILLI));
        PingEngine engine = engine(network, SECOND, 1_000_000);
        engine.receive();
        long period = SECOND;
        for (int i = 0; i < 30; i++) {
            engine.add(new Watched(i, period, mix(seed, i, 2) % period).target);
        }
        network.run(engine, 2 * SECOND);
        network.wallOffset += jumpMillis * MILLI;
        network.run(engine, 4 * SECOND);
        Map<Long, Long> before = new HashMap<>();
        for (Request request : network.requests) {
            Long earlier = before.put(request.id() >>> 32, request.at());
            if (earlier != null) {
                assertThat(request.at() - earlier).isBetween(period / 2 - SLACK, period * 3 / 2 + SLACK);
            }
        }
        assertThat(before).hasSize(30);
    }

    @Property(tries = 40)
    void thePaceIsKeptAndNobodyStarves(
            @ForAll @IntRange(min = 50, max = 5000) int pace, @ForAll @IntRange(min = 1, max = 400) int size) {
        FakeNetwork network = network(always(Fate.ANSWERED, MILLI));
        PingEngine engine = engine(network, SECOND, pace);
        engine.receive();
        for (int i = 0; i < size; i++) {
            engine.add(new Watched(i, SECOND, 0).target);
        }
        network.run(engine, 10 * SECOND);
        List<Request> requests = network.requests;
        int burst = pace / 100 + 2;
        int window = pace / 10 + burst;
        for (int i = window; i < requests.size(); i++) {
            assertThat(requests.get(i).at() - requests.get(i - window).at()).isGreaterThanOrEqualTo(100 * MILLI);
        }
        long askable = Math.min((long) size * 9, (long) (pace * 8.5));
        assertThat((long) requests.size()).isGreaterThanOrEqualTo(askable);
        assertThat(requests.stream()
                        .map(request -> request.id() >>> 32)
                        .distinct()
                        .count())
                .isEqualTo(size);
    }

    @Property(tries = 40)
    void whoIsLetGoIsHeardOfNoMore(@ForAll long seed, @ForAll @IntRange(min = 2, max = 60) int size) {
        FakeNetwork network = network(random(seed));
        PingEngine engine = engine(network, 2 * SECOND, 1_000_000);
        engine.receive();
        List<Watched> all = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            all.add(new Watched(i, 300 * MILLI, mix(seed, i, 3) % (300 * MILLI)));
            engine.add(all.get(i).target);
        }
        network.run(engine, 3 * SECOND);
        List<Integer> heard = new ArrayList<>();
        for (int i = 0; i < size; i += 2) {
            engine.remove(all.get(i).target);
            heard.add(all.get(i).endings.size());
            // Another takes the slot, and must not get the answers that are still to come.
            all.add(new Watched(1000 + i, 300 * MILLI, 0));
            engine.add(all.get(all.size() - 1).target);
        }
        network.run(engine, 3 * SECOND);
        for (int i = 0; i < size; i += 2) {
            assertThat(all.get(i).endings).hasSize(heard.get(i / 2));
        }
        finish(engine, network, all);
        assertBalanced(engine);
        assertThat((long) network.requests.size())
                .isEqualTo(engine.counter(Counter.SENT)
                        + engine.counter(Counter.NO_ROUTE)
                        + engine.counter(Counter.NOT_SENT));
        // What had landed, but waited for an earlier one of its target, is neither heard of nor abandoned.
        long ended = all.stream().mapToLong(watched -> watched.endings.size()).sum();
        assertThat(ended + engine.counter(Counter.ABANDONED)).isLessThanOrEqualTo(network.requests.size());
    }
}
