// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
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
            await().pollInterval(Duration.ofMillis(1)).until(() -> {
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
            await().atMost(Duration.ofMinutes(2)).until(() -> again.report().segments() == 1);
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
