// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.archive;

import static net.guifi.dimon.archive.Fixtures.LIMIT;
import static net.guifi.dimon.archive.Fixtures.LONG;
import static net.guifi.dimon.archive.Fixtures.START;
import static net.guifi.dimon.archive.Fixtures.files;
import static net.guifi.dimon.archive.Fixtures.read;
import static net.guifi.dimon.archive.Fixtures.rtt;
import static net.guifi.dimon.archive.Fixtures.sample;
import static net.guifi.dimon.archive.Fixtures.samples;
import static net.guifi.dimon.archive.Fixtures.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.guifi.dimon.api.measurement.Metric;
import net.guifi.dimon.api.measurement.Outcome;
import net.guifi.dimon.api.measurement.Sample;
import net.guifi.dimon.api.measurement.SeriesKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SampleStoreTest {
    private static final Duration QUICK = Duration.ofMillis(10);
    private static final Duration SECOND = Duration.ofSeconds(1);

    @TempDir
    Path directory;

    private SampleStore open(Settings settings) {
        return new SampleStore(directory.resolve("archive"), settings, Clock.fixed(START, ZoneOffset.UTC));
    }

    private Path archive() {
        return directory.resolve("archive");
    }

    private void awaitSegments(SampleStore store, int count) {
        await().atMost(LIMIT).until(() -> store.report().segments() >= count);
    }

    @Test
    void samplesAreThereAtOnceAndAfterARestart() {
        SeriesKey octets = new SeriesKey(rtt(1).device(), Fixtures.OCTETS, "wlan0");
        List<Sample> counters =
                List.of(sample(octets, 0, -1), sample(octets, 60, Long.MIN_VALUE), sample(octets, 120, Long.MAX_VALUE));
        List<Sample> pings = samples(rtt(1), 0, 100);
        try (SampleStore store = open(settings(LONG, LONG))) {
            store.accept(pings);
            store.accept(counters);
            assertThat(read(store, rtt(1))).isEqualTo(pings);
            assertThat(read(store, octets)).isEqualTo(counters);
            assertThat(store.series(octets.device())).containsExactlyInAnyOrder(rtt(1), octets);
            assertThat(store.series(rtt(2).device())).isEmpty();
        }
        try (SampleStore store = open(settings(LONG, LONG))) {
            assertThat(read(store, rtt(1))).isEqualTo(pings);
            assertThat(read(store, octets)).isEqualTo(counters);
            assertThat(store.series(octets.device())).containsExactlyInAnyOrder(rtt(1), octets);
            assertThat(store.report().damaged()).isZero();
        }
    }

    @Test
    void aRangeIncludesItsStartAndNotItsEnd() {
        try (SampleStore store = open(settings(LONG, LONG))) {
            store.accept(samples(rtt(1), 0, 100));
            Columns columns = store.read(rtt(1), Columns.within(START.plusSeconds(10), START.plusSeconds(20)));
            assertThat(columns.toSamples(rtt(1))).isEqualTo(samples(rtt(1), 10, 20));
        }
    }

    @Test
    void anErrorDoesNotEndTheWriter() {
        Clock broken = new Clock() {
            @Override
            public Instant instant() {
                throw new StackOverflowError("on purpose");
            }

            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }
        };
        try (SampleStore store = new SampleStore(archive(), settings(QUICK, SECOND), broken)) {
            store.accept(samples(rtt(1), 0, 10));
            awaitSegments(store, 1);
            store.accept(samples(rtt(1), 10, 20));
            await().atMost(LIMIT).until(() -> store.report().kept() == 20);
            assertThat(store.report().writing()).isTrue();
            assertThat(read(store, rtt(1))).isEqualTo(samples(rtt(1), 0, 20));
        }
    }

    @Test
    void sealingKeepsEverySampleOnce() {
        int devices = 2000;
        List<Sample> expected = new ArrayList<>();
        try (SampleStore store = open(settings(QUICK, SECOND))) {
            for (int round = 0; round < 3; round++) {
                for (int device = 0; device < devices; device++) {
                    store.accept(samples(rtt(device), round * 20, round * 20 + 20));
                }
                expected.addAll(samples(rtt(77), round * 20, round * 20 + 20));
                assertThat(read(store, rtt(77))).isEqualTo(expected);
                awaitSegments(store, round + 1);
                assertThat(read(store, rtt(77))).isEqualTo(expected);
            }
            for (int device = 0; device < devices; device++) {
                assertThat(read(store, rtt(device))).hasSize(60);
                assertThat(store.series(rtt(device).device())).containsExactly(rtt(device));
            }
            await().atMost(LIMIT).until(() -> files(archive(), ".log").isEmpty());
        }
        try (SampleStore store = open(settings(LONG, LONG))) {
            assertThat(read(store, rtt(77))).isEqualTo(expected);
            assertThat(store.report().damaged()).isZero();
        }
    }

    @Test
    void ofASegmentEachSeriesReadsItsOwnAlsoBesideNamesThatBeginAlike() {
        List<SeriesKey> alike = Stream.of("", "eth1", "eth10", "eth1#0")
                .flatMap(instance -> Stream.of(Metric.IN_OCTETS, Metric.OUT_OCTETS, Fixtures.OCTETS)
                        .map(metric -> new SeriesKey(rtt(1).device(), metric, instance)))
                .toList();
        try (SampleStore store = open(settings(QUICK, SECOND))) {
            for (int i = 0; i < alike.size(); i++) {
                store.accept(samples(alike.get(i), i, i + 20));
            }
            store.accept(samples(rtt(10), 0, 20));
            awaitSegments(store, 1);
            for (int i = 0; i < alike.size(); i++) {
                assertThat(read(store, alike.get(i))).isEqualTo(samples(alike.get(i), i, i + 20));
            }
            assertThat(store.series(rtt(1).device())).containsExactlyInAnyOrderElementsOf(alike);
        }
    }

    @Test
    void aLogThatOutlivedItsSegmentIsNotReadTwice() throws IOException {
        try (SampleStore store = open(settings(LONG, LONG))) {
            store.accept(samples(rtt(1), 0, 10));
        }
        Path log = files(archive(), ".log").get(0);
        byte[] content = Files.readAllBytes(log);
        try (SampleStore store = open(settings(QUICK, SECOND))) {
            awaitSegments(store, 1);
        }
        Files.write(log, content);
        Files.write(archive().resolve("0000000001.segment.tmp"), content);
        try (SampleStore store = open(settings(LONG, LONG))) {
            assertThat(read(store, rtt(1))).isEqualTo(samples(rtt(1), 0, 10));
            assertThat(files(archive(), ".log")).isEmpty();
            assertThat(files(archive(), ".tmp")).isEmpty();
        }
    }

    @Test
    void aClockThatIsSetBackBreaksNothing() {
        List<Sample> late = samples(rtt(1), 1000, 1010);
        List<Sample> early = samples(rtt(1), 0, 10);
        try (SampleStore store = open(settings(QUICK, SECOND))) {
            store.accept(late);
            awaitSegments(store, 1);
            store.accept(early);
            store.accept(List.of(new Sample(rtt(2), Instant.MAX, Outcome.TIMEOUT, 0)));
            List<Sample> expected = new ArrayList<>(early);
            expected.addAll(late);
            assertThat(read(store, rtt(1))).isEqualTo(expected);
        }
    }

    @Test
    void readersAndWritersDoNotDisturbEachOther() {
        int rounds = 300;
        AtomicInteger written = new AtomicInteger();
        try (SampleStore store = open(settings(QUICK, SECOND))) {
            CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> {
                for (int round = 0; round < rounds; round++) {
                    int from = round * 10;
                    IntStream.range(0, 50).forEach(device -> store.accept(samples(rtt(device), from, from + 10)));
                    written.set(from + 10);
                }
            });
            do {
                int before = written.get();
                List<Sample> found = read(store, rtt(49));
                assertThat(found).isEqualTo(samples(rtt(49), 0, found.size()));
                assertThat(found.size()).isGreaterThanOrEqualTo(before);
            } while (!writer.isDone());
            writer.join();
            awaitSegments(store, 1);
            assertThat(read(store, rtt(49))).isEqualTo(samples(rtt(49), 0, rounds * 10));
        }
    }

    @Test
    void whatIsTooOldGoes() {
        Settings week = new Settings(Duration.ofDays(7), 1 << 30, QUICK, SECOND, 1 << 24, 100_000);
        try (SampleStore store = open(settings(QUICK, SECOND))) {
            store.accept(List.of(sample(rtt(1), -Duration.ofDays(8).toSeconds(), 1)));
            awaitSegments(store, 1);
            store.accept(List.of(sample(rtt(1), -Duration.ofDays(6).toSeconds(), 2)));
            awaitSegments(store, 2);
            assertThat(read(store, rtt(1))).hasSize(2);

            store.configure(week);

            await().atMost(LIMIT).until(() -> store.report().segments() == 1);
            assertThat(read(store, rtt(1))).extracting(Sample::value).containsExactly(2L);
            await().atMost(LIMIT).until(() -> files(archive(), Segment.SUFFIX).size() == 1);
        }
    }

    @Test
    void theOldestGoWhenThereIsTooMuch() throws IOException {
        Settings small = new Settings(Duration.ofDays(7), 40_000, QUICK, LONG, 1 << 24, 100_000);
        try (SampleStore store = open(small)) {
            for (int round = 0; round < 60; round++) {
                int from = round * 500;
                long before = store.report().kept();
                store.accept(IntStream.range(from, from + 500)
                        .mapToObj(i -> sample(rtt(1), i, i * 0x9E3779B97F4A7C15L))
                        .toList());
                await().atMost(LIMIT).until(() -> store.report().kept() == before + 500);
            }
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(store.report().bytes()).isLessThan(60_000));
            List<Sample> remaining = read(store, rtt(1));
            assertThat(remaining).isNotEmpty().hasSizeLessThan(10_000);
            assertThat(remaining.get(remaining.size() - 1).at()).isEqualTo(START.plusSeconds(29_999));
        }
    }

    @Test
    void aLogCutAnywhereLosesItsTailOnly() throws IOException {
        try (SampleStore store = open(settings(QUICK, LONG))) {
            for (int i = 0; i < 5; i++) {
                long before = store.report().kept();
                store.accept(samples(rtt(1), i * 4, i * 4 + 4));
                await().atMost(LIMIT).until(() -> store.report().kept() == before + 4);
            }
        }
        everyPrefixIsReadable(files(archive(), ".log").get(0), 20, false);
    }

    @Test
    void aSegmentCutAnywhereLosesItsTailOnly() throws IOException {
        try (SampleStore store = open(settings(QUICK, SECOND))) {
            store.accept(samples(rtt(1), 0, 20));
            for (int device = 2; device < 8; device++) {
                store.accept(samples(rtt(device), 0, 2));
            }
            awaitSegments(store, 1);
        }
        everyPrefixIsReadable(files(archive(), Segment.SUFFIX).get(0), 20, true);
    }

    private void everyPrefixIsReadable(Path file, int whole, boolean allOrNothing) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        int former = 0;
        for (int length = 0; length <= bytes.length; length++) {
            Path copy = directory.resolve("cut").resolve(Integer.toString(length));
            Files.createDirectories(copy);
            Files.write(copy.resolve(file.getFileName()), Arrays.copyOf(bytes, length));
            try (SampleStore store = new SampleStore(copy, settings(LONG, LONG), Clock.systemUTC())) {
                List<Sample> found = read(store, rtt(1));
                assertThat(found).isEqualTo(samples(rtt(1), 0, found.size()));
                assertThat(found.size()).isGreaterThanOrEqualTo(former);
                if (allOrNothing) {
                    assertThat(found.size()).isIn(0, whole);
                }
                former = found.size();
                store.accept(samples(rtt(1), 100, 101));
                assertThat(read(store, rtt(1))).hasSize(former + 1);
            }
            try (SampleStore store = new SampleStore(copy, settings(LONG, LONG), Clock.systemUTC())) {
                assertThat(read(store, rtt(1))).hasSize(former + 1);
            }
        }
        assertThat(former).isEqualTo(whole);
    }

    @Test
    void aDamagedBlockIsSkippedAndCounted() throws IOException {
        int devices = 1500;
        try (SampleStore store = open(settings(QUICK, SECOND))) {
            for (int device = 0; device < devices; device++) {
                store.accept(samples(rtt(device), 0, 10));
            }
            awaitSegments(store, 1);
        }
        try (RandomAccessFile file =
                new RandomAccessFile(files(archive(), Segment.SUFFIX).get(0).toFile(), "rw")) {
            file.seek(30);
            int old = file.read();
            file.seek(30);
            file.write(~old);
        }
        try (SampleStore store = open(settings(LONG, LONG))) {
            long unreadable = IntStream.range(0, devices)
                    .filter(device -> read(store, rtt(device)).isEmpty())
                    .count();
            assertThat(unreadable).isEqualTo(1);
            assertThat(store.report().damaged()).isEqualTo(1);
        }
    }

    @Test
    void aDiskThatRefusesIsReportedAndRecoversByItself() throws IOException {
        Files.writeString(archive(), "a file where the directory should be");
        try (SampleStore store = open(settings(QUICK, LONG))) {
            store.accept(samples(rtt(1), 0, 10));
            await().atMost(LIMIT).until(() -> store.report().unwritten() == 10);
            assertThat(store.report().trouble()).contains(archive().toString());
            Files.delete(archive());
            store.accept(samples(rtt(1), 20, 30));
            await().atMost(LIMIT)
                    .until(() ->
                            store.report().trouble() == null && store.report().kept() > 0);
        }
        try (SampleStore store = open(settings(LONG, LONG))) {
            assertThat(read(store, rtt(1))).isEqualTo(samples(rtt(1), 20, 30));
        }
    }

    @Test
    void aBadSampleDoesNotStopTheOthers() {
        SeriesKey endless = new SeriesKey(rtt(1).device(), Fixtures.OCTETS, "x".repeat(100_000));
        try (SampleStore store = open(settings(QUICK, LONG))) {
            store.accept(List.of(sample(endless, 0, 1)));
            await().atMost(LIMIT).until(() -> store.report().overlong() == 1);
            store.accept(List.of(new Sample(rtt(1), null, Outcome.OK, 1)));
            await().atMost(LIMIT).until(() -> store.report().unwritten() == 1);
            store.accept(samples(rtt(1), 0, 10));
            await().atMost(LIMIT).until(() -> store.report().kept() == 10);
            assertThat(read(store, rtt(1))).isEqualTo(samples(rtt(1), 0, 10));
        }
    }

    @Test
    void whatDoesNotFitIntoTheQueueIsCounted() {
        Settings tiny = new Settings(Duration.ofDays(7), 1 << 30, LONG, LONG, 1 << 24, 1000);
        try (SampleStore store = open(tiny)) {
            store.accept(samples(rtt(1), 0, 1001));
            assertThat(store.report().overflowed()).isEqualTo(1001);
            store.accept(samples(rtt(1), 0, 10));
            assertThat(read(store, rtt(1))).hasSize(10);
        }
    }

    @Test
    void aChangeOfTheFlushIntervalCountsAtOnce() {
        try (SampleStore store = open(settings(LONG, LONG))) {
            await().atMost(LIMIT).until(() -> Files.exists(archive()));
            store.accept(samples(rtt(1), 0, 10));
            store.configure(settings(QUICK, LONG));
            await().atMost(LIMIT).until(() -> store.report().kept() == 10);
            store.accept(samples(rtt(1), 10, 20));
            await().atMost(LIMIT).until(() -> store.report().kept() == 20);
        }
    }
}
