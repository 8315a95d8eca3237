// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import net.guifi.dimon.api.inventory.DeviceId;
import net.guifi.dimon.api.measurement.Metric;
import net.guifi.dimon.api.measurement.Point;
import net.guifi.dimon.api.measurement.SeriesKey;
import net.guifi.dimon.api.measurement.SharedSummaries;
import net.guifi.dimon.archive.ChunkName.Span;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ChunkReaderTest {
    private static final String DEAD = "dead";
    private static final Instant NINE = Instant.parse("2026-11-21T09:00:00Z");
    private static final Instant TEN = NINE.plus(Duration.ofHours(1));
    private static final Duration INTERVAL = Span.SLOT.interval();

    private final FakeShare share = new FakeShare();
    private ChunkReader reader = new ChunkReader(share::sharing, Duration.ofSeconds(60));

    @AfterEach
    void close() {
        reader.close();
    }

    private static DeviceId device(int number) {
        return Fixtures.rtt(number).device();
    }

    /** Devices whose medians are their numbers in milliseconds, and whose uplinks receive that many octets a second. */
    private static byte[] chunk(Span span, int... devices) {
        List<DeviceSummaries> summaries = new ArrayList<>();
        for (int device : devices) {
            int median = LogScale.code(device * 1_000_000L);
            Summary summary = new Summary(30, 3, median / 2, median, median * 2, LogScale.code(device), 0);
            List<Summary> intervals = new ArrayList<>();
            for (int i = 0; i < span.intervals(); i++) {
                intervals.add(summary);
            }
            summaries.add(new DeviceSummaries(device(device), "wlan0", intervals));
        }
        return new Chunk(span.intervals(), summaries).encode();
    }

    /** An hour of four slots in two parts. */
    private static SortedMap<String, byte[]> hour() {
        SortedMap<String, byte[]> chunks = new TreeMap<>();
        for (Instant at = NINE; at.isBefore(TEN); at = at.plus(Span.SLOT.length())) {
            chunks.put(new ChunkName(Span.SLOT, at, 0).toString(), chunk(Span.SLOT, 1, 2, 3));
            chunks.put(new ChunkName(Span.SLOT, at, 1).toString(), chunk(Span.SLOT, 7, 8));
        }
        return chunks;
    }

    private static <T> T done(CompletableFuture<T> future) {
        try {
            return future.get(Fixtures.LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private SharedSummaries read(int device, Instant from, Instant to, Duration resolution) {
        return done(reader.read(DEAD, device(device), from, to, resolution));
    }

    private static List<Point> rtt(SharedSummaries summaries, int device) {
        return summaries.series().getOrDefault(Fixtures.rtt(device), List.of());
    }

    @Test
    void theHistoryOfADeadMonitorIsReadFromThisDiskAndFromElsewhere() {
        for (Map<String, SortedMap<String, byte[]>> place : List.of(share.here, share.elsewhere)) {
            share.here.clear();
            share.elsewhere.clear();
            place.put(DEAD, hour());
            SharedSummaries summaries = read(8, NINE, TEN, INTERVAL);
            assertThat(summaries.monitor()).isEqualTo(DEAD);
            assertThat(summaries.missing()).isZero();
            assertThat(rtt(summaries, 8)).hasSize(12).allSatisfy(point -> {
                assertThat(point.count()).isEqualTo(30);
                assertThat(point.lost()).isEqualTo(3);
                assertThat(point.median()).isBetween(7_920_000L, 8_080_000L);
            });
            assertThat(summaries.series())
                    .containsOnlyKeys(
                            Fixtures.rtt(8),
                            new SeriesKey(device(8), Metric.IN_OCTETS, "wlan0"),
                            new SeriesKey(device(8), Metric.OUT_OCTETS, "wlan0"));
            assertThat(done(reader.monitors(device(2)))).containsExactly(DEAD);
            assertThat(done(reader.monitors(device(5)))).isEmpty();
            assertThat(read(5, NINE, TEN, INTERVAL)).isEqualTo(new SharedSummaries(DEAD, Map.of(), 0));
        }
    }

    @Test
    void longerIntervalsArePutTogether() {
        share.here.put(DEAD, hour());
        share.here.get(DEAD).put("chunk/2026-11-21T09:15Z/0", chunk(Span.SLOT, 1, 3));
        assertThat(rtt(read(2, NINE, TEN, Duration.ofHours(1)), 2))
                .singleElement()
                .satisfies(point -> {
                    assertThat(point.at()).isEqualTo(NINE);
                    assertThat(point.count()).isEqualTo(270);
                    assertThat(point.lost()).isEqualTo(27);
                });
        assertThat(rtt(read(2, NINE.plusSeconds(301), NINE.plusSeconds(900), Duration.ofSeconds(1)), 2))
                .extracting(Point::at)
                .containsExactly(NINE.plusSeconds(300), NINE.plusSeconds(600));
    }

    @Test
    void furtherBackThereAreDays() {
        share.here.put(DEAD, hour());
        share.here.get(DEAD).put("day/2026-11-19/0", chunk(Span.DAY, 2));
        share.here.get(DEAD).put("day/2026-11-20/0", chunk(Span.DAY, 2));
        share.here.get(DEAD).put("day/2026-11-21/0", chunk(Span.DAY, 2));
        Instant from = Instant.parse("2026-11-20T00:00:00Z");
        assertThat(rtt(read(2, from, TEN, Duration.ofHours(1)), 2))
                .extracting(Point::at)
                .containsExactly(from, NINE);
        assertThat(rtt(read(2, from, TEN, Duration.ofDays(1)), 2))
                .extracting(Point::count)
                .containsExactly(30, 30);
    }

    @Test
    void ofManyMonitorsTheDayTellsWhatTheyHave() {
        for (int i = 0; i < 20; i++) {
            share.here.put(
                    "monitor" + i,
                    new TreeMap<>(Map.of(
                            "day/2026-11-20/0",
                            chunk(Span.DAY, i),
                            "chunk/2026-11-21T09:00Z/0",
                            chunk(Span.SLOT, i, 100))));
        }
        assertThat(done(reader.monitors(device(7)))).containsExactly("monitor7");
        assertThat(done(reader.monitors(device(100)))).isEmpty();
        share.here.get("monitor3").remove("day/2026-11-20/0");
        assertThat(done(reader.monitors(device(100)))).containsExactly("monitor3");
    }

    @Test
    void whatIsFetchedOnceIsKept() {
        share.elsewhere.put(DEAD, hour());
        read(2, NINE, TEN, INTERVAL);
        int fetches = share.fetches;
        assertThat(fetches).as("the other part is asked for once").isEqualTo(5);
        assertThat(rtt(read(3, NINE, TEN, INTERVAL), 3)).hasSize(12);
        assertThat(share.fetches).isEqualTo(fetches);
    }

    @Test
    void whatDoesNotComeInTimeIsCountedAndIsThereLater() {
        reader.close();
        reader = new ChunkReader(share::sharing, Duration.ofMillis(50));
        share.here.put(DEAD, hour());
        byte[] late = share.here.get(DEAD).remove("chunk/2026-11-21T09:00Z/0");
        share.elsewhere.put(DEAD, new TreeMap<>(Map.of("chunk/2026-11-21T09:00Z/0", late)));
        share.answering = false;
        SharedSummaries summaries = read(2, NINE, TEN, INTERVAL);
        assertThat(summaries.missing()).isEqualTo(1);
        assertThat(rtt(summaries, 2)).hasSize(9);
        share.open.values().forEach(fetch -> fetch.complete(Optional.of(late)));
        summaries = read(2, NINE, TEN, INTERVAL);
        assertThat(summaries.missing()).isZero();
        assertThat(rtt(summaries, 2)).hasSize(12);
    }

    @Test
    void badChunksAreRefusedOnceAndTheRestIsRead() {
        share.here.put(DEAD, hour());
        byte[] newer = chunk(Span.SLOT, 2);
        newer[0]++;
        share.here.get(DEAD).put("chunk/2026-11-21T09:00Z/0", newer);
        share.here.get(DEAD).put("chunk/2026-11-21T09:15Z/0", new byte[] {1, 2});
        share.here.get(DEAD).put("chunk/2026-11-21T09:30Z/0", chunk(Span.DAY, 2));
        for (int i = 0; i < 2; i++) {
            SharedSummaries summaries = read(2, NINE, TEN, INTERVAL);
            assertThat(rtt(summaries, 2)).hasSize(3);
            assertThat(summaries.missing()).isEqualTo(3);
            assertThat(reader.refusals()).isEqualTo(3);
        }
    }

    @Test
    void withoutAStoreThereIsNothing() {
        reader.close();
        reader = new ChunkReader(() -> Sharing.NONE, Duration.ofSeconds(1));
        assertThat(read(2, NINE, TEN, INTERVAL).series()).isEmpty();
        assertThat(done(reader.monitors(device(2)))).isEmpty();
        reader.close();
        assertThat(reader.monitors(device(2))).isCompletedExceptionally();
    }
}
