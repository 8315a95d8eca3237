// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import net.guifi.dimon.api.inventory.DeviceId;
import net.guifi.dimon.api.measurement.Metric;
import net.guifi.dimon.api.measurement.Outcome;
import net.guifi.dimon.api.measurement.Sample;
import net.guifi.dimon.api.measurement.SeriesKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** 60,000 series of 60 samples: what they take of disk, memory and time. */
class ScaleIT {
    private static final Logger LOG = LoggerFactory.getLogger(ScaleIT.class);
    private static final int SERIES = 60_000;
    private static final int ROUNDS = 60;
    private static final int BATCH = 64;

    private final SplittableRandom random = new SplittableRandom(1);

    @TempDir
    Path directory;

    @Test
    void sixtyThousandSeries() throws IOException {
        List<SeriesKey> series =
                IntStream.range(0, SERIES).mapToObj(Fixtures::rtt).toList();
        long heapBefore = heap();
        long ingest = 0;
        Settings memory = new Settings(
                Duration.ofDays(36_500), 1L << 30, Duration.ofSeconds(2), Fixtures.LONG, 512 << 20, 200_000);
        SampleStore store = new SampleStore(directory, memory, Clock.systemUTC());
        for (int round = 0; round < ROUNDS; round++) {
            List<List<Sample>> batches = round(series, round);
            long start = System.nanoTime();
            batches.forEach(store::accept);
            long expected = (round + 1L) * SERIES;
            await().atMost(Fixtures.LIMIT).pollInterval(Duration.ofMillis(1)).until(() -> {
                store.configure(memory);
                return store.report().kept() == expected;
            });
            ingest += System.nanoTime() - start;
        }
        double samples = (double) SERIES * ROUNDS;
        double logBytes = size(".log");
        long heapUsed = heap() - heapBefore;
        store.close();

        long start = System.nanoTime();
        Settings sealAll = new Settings(
                Duration.ofDays(36_500), 1L << 30, Duration.ofSeconds(2), Duration.ofSeconds(1), 512 << 20, 200_000);
        try (SampleStore again = new SampleStore(directory, memory, Clock.systemUTC())) {
            assertThat(Fixtures.read(again, series.get(4711))).hasSize(ROUNDS);
            long replay = System.nanoTime() - start;
            again.configure(sealAll);
            start = System.nanoTime();
            await().atMost(Fixtures.LIMIT).until(() -> again.report().segments() == 1);
            long seal = System.nanoTime() - start;
            double segmentBytes = size(Segment.SUFFIX);
            start = System.nanoTime();
            for (int i = 0; i < 1000; i++) {
                assertThat(Fixtures.read(again, series.get(i * 59))).hasSize(ROUNDS);
            }
            long read = System.nanoTime() - start;
            LOG.info(
                    "{} samples: {} samples/s in, log {} B/sample, segment {} B/sample, heap {} MB, replay {} ms, seal {} ms, read {} us/series",
                    (long) samples,
                    (long) (samples / ingest * 1e9),
                    logBytes / samples,
                    segmentBytes / samples,
                    heapUsed >> 20,
                    replay / 1_000_000,
                    seal / 1_000_000,
                    read / 1_000_000);
            assertThat(segmentBytes / samples).isLessThan(5);
            assertThat(logBytes / samples).isLessThan(8);
            assertThat(heapUsed).isLessThan(64 << 20);
            assertThat(again.report().damaged()).isZero();
        }
    }

    /** 100 devices of 20 interfaces each, whose traffic and status are read once a minute, for a day. */
    @Test
    void trafficOfManyInterfaces() throws IOException {
        int hours = 24;
        List<Interface> interfaces = IntStream.range(0, 2_000)
                .mapToObj(number -> new Interface(Fixtures.rtt(number / 20).device(), "eth" + number % 20))
                .toList();
        Settings settings = new Settings(
                Duration.ofDays(36_500), 1L << 32, Duration.ofSeconds(2), Fixtures.LONG, 512 << 20, 2_000_000);
        Settings seal = new Settings(
                Duration.ofDays(36_500), 1L << 32, Duration.ofSeconds(2), Duration.ofMillis(1), 512 << 20, 2_000_000);
        try (SampleStore store = new SampleStore(directory, settings, Clock.systemUTC())) {
            long samples = 0;
            for (int hour = 0; hour < hours; hour++) {
                for (int minute = 0; minute < 60; minute++) {
                    long second = hour * 3600L + minute * 60L;
                    for (Interface each : interfaces) {
                        List<Sample> batch = each.poll(second, random);
                        samples += batch.size();
                        store.accept(batch);
                    }
                    store.configure(settings);
                    long expected = samples;
                    await().atMost(Fixtures.LIMIT)
                            .pollInterval(Duration.ofMillis(1))
                            .until(() -> store.report().kept() == expected);
                }
                store.configure(seal);
                int segments = hour + 1;
                await().atMost(Fixtures.LIMIT).until(() -> store.report().segments() == segments);
                store.configure(settings);
            }
            double perSample = size(Segment.SUFFIX) / samples;
            SeriesKey series = interfaces.get(1234).in;
            long start = System.nanoTime();
            assertThat(store.series(series.device())).hasSize(60);
            long first = System.nanoTime() - start;
            start = System.nanoTime();
            assertThat(store.series(series.device())).hasSize(60);
            long again = System.nanoTime() - start;
            start = System.nanoTime();
            assertThat(Fixtures.read(store, series)).hasSize(hours * 60);
            long day = System.nanoTime() - start;
            start = System.nanoTime();
            for (int i = 0; i < 100; i++) {
                assertThat(Fixtures.read(store, interfaces.get(i * 19).out)).hasSize(hours * 60);
            }
            LOG.info(
                    "{} samples of traffic: segments {} B/sample; names of a device {} us, again {} us; a day of a series"
                            + " {} us, then {} us",
                    samples,
                    perSample,
                    first / 1000,
                    again / 1000,
                    day / 1000,
                    (System.nanoTime() - start) / 100_000);
            assertThat(perSample).isLessThan(5);
            assertThat(store.report().damaged()).isZero();
        }
    }

    /** An interface whose traffic wanders between nothing and some 30 Mbit/s; every fourth has none. */
    private static final class Interface {
        private final SeriesKey in;
        private final SeriesKey out;
        private final SeriesKey status;
        private final boolean idle;
        private long received = 1L << 40;
        private long sent = 1L << 39;
        private double load = 0.1;

        Interface(DeviceId device, String name) {
            in = new SeriesKey(device, Metric.IN_OCTETS, name);
            out = new SeriesKey(device, Metric.OUT_OCTETS, name);
            status = new SeriesKey(device, Metric.OPER_STATUS, name);
            idle = name.endsWith("3") || name.endsWith("7");
        }

        List<Sample> poll(long second, SplittableRandom random) {
            load = Math.max(0, Math.min(1, load + (random.nextDouble() - 0.5) / 10));
            if (!idle) {
                received += (long) (load * random.nextDouble() * 60 * 4_000_000);
                sent += (long) (load * random.nextDouble() * 60 * 400_000);
            }
            Instant at = Fixtures.START.plusSeconds(second).plusMillis(random.nextInt(20));
            return List.of(
                    new Sample(in, at, Outcome.OK, received),
                    new Sample(out, at, Outcome.OK, sent),
                    new Sample(status, at, Outcome.OK, 1));
        }
    }

    /** A round of pings every 10 s, 1 ms of jitter when they go out, 0.2 ms in what they take, 1 % lost. */
    private List<List<Sample>> round(List<SeriesKey> series, int round) {
        List<List<Sample>> batches = new ArrayList<>();
        for (int i = 0; i < SERIES; i += BATCH) {
            batches.add(IntStream.range(i, Math.min(i + BATCH, SERIES))
                    .mapToObj(n -> {
                        long micros = round * 10_000_000L + n * 166L + random.nextInt(1000);
                        boolean lost = random.nextInt(100) == 0;
                        return new Sample(
                                series.get(n),
                                Fixtures.START.plusNanos(micros * 1000),
                                lost ? Outcome.TIMEOUT : Outcome.OK,
                                lost ? 0 : 2_000_000L + n % 5000 * 1000 + Math.abs(noise(200_000)));
                    })
                    .toList());
        }
        return batches;
    }

    private long noise(int deviation) {
        long sum = 0;
        for (int i = 0; i < 12; i++) {
            sum += random.nextInt(deviation);
        }
        return sum - 6L * deviation;
    }

    private double size(String suffix) throws IOException {
        double size = 0;
        for (Path file : Fixtures.files(directory, suffix)) {
            size += Files.size(file);
        }
        return size;
    }

    private static long heap() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
