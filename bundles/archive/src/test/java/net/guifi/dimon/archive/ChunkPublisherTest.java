// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import net.guifi.dimon.api.measurement.Metric;
import net.guifi.dimon.api.measurement.Outcome;
import net.guifi.dimon.api.measurement.Sample;
import net.guifi.dimon.api.measurement.SeriesKey;
import net.guifi.dimon.api.store.Reach;
import net.guifi.dimon.api.store.Write;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChunkPublisherTest {
    private static final Instant NINE = Instant.parse("2026-11-21T09:00:00Z");
    private static final Duration SLOT = ChunkName.Span.SLOT.length();
    /** When each monitor has had its turn. */
    private static final Duration TURN = ChunkPublisher.GRACE.plus(ChunkPublisher.SPREAD);

    @TempDir
    Path directory;

    private final FakeShare share = new FakeShare();
    private final List<ArchiveComponent> archives = new ArrayList<>();
    private Instant now = NINE;
    private long nanos;
    private SampleStore samples;
    private ChunkPublisher publisher;

    @BeforeEach
    void open() {
        samples =
                new SampleStore(directory, Fixtures.settings(Duration.ofMillis(10), Fixtures.LONG), Clock.systemUTC());
        ArchiveComponent archive = new ArchiveComponent(samples, SharingSettings.DEFAULT);
        archives.add(archive);
        publisher = new ChunkPublisher(
                share::sharing,
                new SlotSummaries(samples, archive::points),
                ((InstantSource) () -> now).withZone(ZoneOffset.UTC),
                () -> nanos);
    }

    @AfterEach
    void close() {
        archives.forEach(ArchiveComponent::deactivate);
    }

    /** The monitor goes off and on again. */
    private void restart() {
        archives.remove(0).deactivate();
        open();
    }

    private void pass(Duration time) {
        now = now.plus(time);
        nanos += time.toNanos();
    }

    private void run() {
        while (publisher.run(SharingSettings.DEFAULT)) {
            // The next slot.
        }
    }

    /** Each device is asked every 10 s, and answers after as many milliseconds as its number. */
    private void ping(Instant from, Instant to, int... devices) {
        List<Sample> taken = new ArrayList<>();
        for (Instant at = from; at.isBefore(to); at = at.plusSeconds(10)) {
            for (int device : devices) {
                taken.add(new Sample(Fixtures.rtt(device), at, Outcome.OK, device * 1_000_000L));
            }
        }
        samples.accept(taken);
    }

    private Chunk chunk(String name) {
        try {
            return Chunk.decode(share.own.get(name));
        } catch (MalformedChunkException e) {
            throw new AssertionError(name, e);
        }
    }

    @Test
    void aSlotIsSharedOnceWhenItIsOver() {
        ping(NINE, NINE.plus(SLOT), 1, 2);
        pass(SLOT.plus(ChunkPublisher.GRACE).minusSeconds(1));
        run();
        assertThat(share.updates).isEmpty();
        pass(TURN);
        run();
        run();
        assertThat(share.own).containsOnlyKeys("chunk/2026-11-21T09:00Z/0");
        assertThat(share.updates).hasSize(1);
        assertThat(share.updates.get(0)).allMatch(write -> ((Write.Put) write).reach() == Reach.GUARDIANS);
        Chunk chunk = chunk("chunk/2026-11-21T09:00Z/0");
        assertThat(chunk.devices())
                .extracting(DeviceSummaries::device)
                .containsExactly(Fixtures.rtt(1).device(), Fixtures.rtt(2).device());
        assertThat(chunk.devices().get(1).intervals()).hasSize(3).allSatisfy(summary -> {
            assertThat(summary.count()).isEqualTo(30);
            assertThat(summary.lost()).isZero();
            assertThat(LogScale.value(summary.median())).isBetween(1_980_000L, 2_020_000L);
        });
        byte[] first = share.own.get("chunk/2026-11-21T09:00Z/0");
        ping(NINE, NINE.plus(SLOT), 3);
        restart();
        pass(Duration.ofMinutes(1));
        run();
        assertThat(share.own.get("chunk/2026-11-21T09:00Z/0"))
                .as("what came too late")
                .isSameAs(first);
    }

    @Test
    void lossesAndTrafficAreTold() {
        SeriesKey rtt = Fixtures.rtt(1);
        List<Sample> taken = new ArrayList<>();
        for (int minute = -1; minute < 15; minute++) {
            Instant at = NINE.plusSeconds(60L * minute);
            taken.add(new Sample(
                    new SeriesKey(rtt.device(), Metric.IN_OCTETS, "wlan0"),
                    at,
                    Outcome.OK,
                    600_000L * minute + 5_000_000));
            taken.add(new Sample(
                    new SeriesKey(rtt.device(), Metric.OUT_OCTETS, "wlan0"),
                    at,
                    Outcome.OK,
                    60_000L * minute + 5_000_000));
            taken.add(new Sample(
                    rtt, at, minute % 5 == 0 ? Outcome.TIMEOUT : Outcome.OK, minute % 5 == 0 ? 0 : 5_000_000));
        }
        samples.accept(taken);
        pass(SLOT.plus(TURN));
        run();
        DeviceSummaries device = chunk("chunk/2026-11-21T09:00Z/0").devices().get(0);
        assertThat(device.uplink()).isEqualTo("wlan0");
        assertThat(device.intervals()).hasSize(3).allSatisfy(summary -> {
            assertThat(summary.count()).isEqualTo(5);
            assertThat(summary.lost()).isEqualTo(1);
            assertThat(LogScale.value(summary.in())).isBetween(9_900L, 10_100L);
            assertThat(LogScale.value(summary.out())).isBetween(990L, 1_010L);
        });
    }

    @Test
    void aMonitorThatWasOffSharesNothingOfThatTimeAndGoesOn() {
        ping(NINE, NINE.plusSeconds(400), 1);
        restart();
        ping(NINE.plusSeconds(800), NINE.plusSeconds(900), 1);
        pass(SLOT.plus(TURN));
        run();
        assertThat(chunk("chunk/2026-11-21T09:00Z/0").devices().get(0).intervals())
                .extracting(Summary::count)
                .as("a restart in the middle")
                .containsExactly(30, 10, 10);
        restart();
        ping(NINE.plus(Duration.ofHours(5)), NINE.plus(Duration.ofHours(5)).plus(SLOT), 1);
        pass(Duration.ofHours(5));
        run();
        assertThat(share.own).containsOnlyKeys("chunk/2026-11-21T09:00Z/0", "chunk/2026-11-21T14:00Z/0");
    }

    @Test
    void whatWaitedForTheStoreIsSharedAsFarAsItIsKept() {
        share.broken = true;
        for (int day = 0; day < 4; day++) {
            ping(
                    NINE.plus(Duration.ofDays(day)),
                    NINE.plus(Duration.ofDays(day)).plus(SLOT),
                    1);
        }
        pass(Duration.ofDays(3).plus(SLOT).plus(TURN));
        run();
        assertThat(share.updates).isEmpty();
        assertThat(publisher.report().waitingFor())
                .hasValueSatisfying(reason -> assertThat(reason).contains("the disk is full"));
        share.broken = false;
        pass(Duration.ofMinutes(2));
        run();
        assertThat(share.own.keySet())
                .containsExactly("chunk/2026-11-23T09:00Z/0", "chunk/2026-11-24T09:00Z/0", "day/2026-11-23/0");
        assertThat(publisher.report().waitingFor()).isEmpty();
    }

    @Test
    void whatIsTooOldIsRemovedAndDaysStayLonger() {
        for (int hour = 0; hour < 80; hour++) {
            Instant start = NINE.plus(Duration.ofHours(hour));
            ping(start, start.plus(SLOT), 1, 2);
            now = start.plus(SLOT).plus(TURN);
            run();
        }
        assertThat(share.own.keySet().stream().filter(name -> name.startsWith("chunk/")))
                .hasSizeBetween(47, 49);
        assertThat(share.own).containsKeys("day/2026-11-21/0", "day/2026-11-22/0", "day/2026-11-23/0");
        DeviceSummaries day = chunk("day/2026-11-22/0").devices().get(1);
        assertThat(day.intervals()).singleElement().satisfies(summary -> {
            assertThat(summary.count()).isEqualTo(24 * 90);
            assertThat(LogScale.value(summary.median())).isBetween(1_980_000L, 2_020_000L);
        });
        now = now.plus(Duration.ofDays(40));
        ping(now.minus(Duration.ofHours(1)), now.minus(Duration.ofMinutes(30)), 1);
        run();
        assertThat(share.own.keySet()).noneMatch(name -> name.contains("2026-11-2"));
    }

    @Test
    void nothingIsSharedByAClockThatIsWrong() {
        share.synchronised = false;
        ping(NINE, NINE.plus(SLOT), 1);
        run();
        pass(SLOT.plus(TURN));
        run();
        assertThat(share.updates).isEmpty();
        assertThat(publisher.report().waitingFor())
                .hasValueSatisfying(reason -> assertThat(reason).contains("not synchronised"));
        share.synchronised = true;
        pass(Duration.ofSeconds(10));
        run();
        assertThat(share.own).as("it was right all the time").containsOnlyKeys("chunk/2026-11-21T09:00Z/0");
    }

    @Test
    void samplesOfAClockThatWasSetAreNotShared() {
        share.synchronised = false;
        ping(NINE, NINE.plusSeconds(60), 1);
        run();
        now = NINE.plus(Duration.ofHours(2));
        share.synchronised = true;
        ping(now, now.plus(SLOT), 1);
        run();
        pass(SLOT.plus(TURN));
        run();
        assertThat(share.own).containsOnlyKeys("chunk/2026-11-21T11:00Z/0");
    }

    @Test
    void whatAClockAheadSharedGoesAndStopsNothing() {
        share.own.put("chunk/2030-01-01T00:00Z/0", new Chunk(3, List.of()).encode());
        ping(NINE, NINE.plus(SLOT), 1);
        pass(SLOT.plus(TURN));
        run();
        assertThat(share.own).containsOnlyKeys("chunk/2026-11-21T09:00Z/0");
    }

    @Test
    void aClockThatIsSetBackStopsNothing() {
        pass(Duration.ofDays(1));
        run();
        now = NINE;
        ping(NINE, NINE.plus(SLOT), 1);
        pass(SLOT.plus(TURN));
        run();
        assertThat(share.own).containsOnlyKeys("chunk/2026-11-21T09:00Z/0");
    }

    @Test
    void manyDevicesAreSharedInParts() {
        ping(NINE, NINE.plusSeconds(10), IntStream.range(1, 2_200).toArray());
        pass(SLOT.plus(TURN));
        run();
        assertThat(share.own).hasSize(3);
        assertThat(share.updates).as("at once").hasSize(1);
        assertThat(IntStream.range(0, 3)
                        .map(part -> chunk("chunk/2026-11-21T09:00Z/" + part)
                                .devices()
                                .size())
                        .sum())
                .isEqualTo(2_199);
        assertThat(chunk("chunk/2026-11-21T09:00Z/2").find(Fixtures.rtt(2_199).device()))
                .isPresent();
        assertThat(Optional.of(share.own.get("chunk/2026-11-21T09:00Z/0").length))
                .hasValueSatisfying(length -> assertThat(length).isLessThan(4_000));
    }
}
