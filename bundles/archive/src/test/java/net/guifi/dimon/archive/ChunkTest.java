// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.DeflaterOutputStream;
import net.guifi.dimon.api.inventory.DeviceId;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class ChunkTest {
    @Property
    void whatIsWrittenIsRead(@ForAll("chunks") Chunk chunk) throws MalformedChunkException {
        assertThat(Chunk.decode(chunk.encode())).isEqualTo(chunk);
    }

    @Property
    void whatIsCutOffIsRefused(@ForAll("chunks") Chunk chunk, @ForAll @IntRange(min = 1, max = 100) int missing) {
        byte[] encoded = chunk.encode();
        byte[] cut = Arrays.copyOf(encoded, Math.max(0, encoded.length - missing));
        assertThatThrownBy(() -> Chunk.decode(cut)).isInstanceOf(MalformedChunkException.class);
    }

    @Property
    void anyOctetsAreReadOrRefused(
            @ForAll("chunks") Chunk chunk, @ForAll @IntRange(min = 0, max = 5_000) int place, @ForAll byte[] other) {
        byte[] spoiled = chunk.encode();
        for (int i = 0; i < other.length; i++) {
            spoiled[(place + i) % spoiled.length] ^= other[i];
        }
        for (byte[] octets : List.of(spoiled, other)) {
            try {
                Chunk read = Chunk.decode(octets);
                assertThat(read.devices()).hasSizeLessThanOrEqualTo(Chunk.MAX_DEVICES);
            } catch (MalformedChunkException e) {
                assertThat(e).hasMessageStartingWith("it");
            }
        }
    }

    @Property
    void valuesAreKeptToOnePercentAndInTheirOrder(
            @ForAll @LongRange(min = 0) long one, @ForAll @LongRange(min = 0) long other) {
        int code = LogScale.code(one);
        assertThat(code).isBetween(0, LogScale.MAX);
        assertThat(Math.abs((double) LogScale.value(code) - one)).isLessThanOrEqualTo(0.5 + one * 0.01);
        assertThat(Integer.compare(code, LogScale.code(other)) * Long.compare(one, other))
                .isNotNegative();
    }

    @Test
    void aNewerReleaseIsNamed() {
        byte[] newer = new Chunk(3, List.of()).encode();
        newer[0]++;
        assertThatThrownBy(() -> Chunk.decode(newer)).hasMessage("it was written by a newer release");
    }

    @Test
    void moreIntervalsThanASlotHasAreRefused() {
        byte[] overlong = new Chunk(4, List.of()).encode();
        assertThatThrownBy(() -> Chunk.decode(overlong)).hasMessageContaining("of 4 intervals");
    }

    @Test
    void whatUnfoldsWithoutEndIsRefused() throws IOException {
        ByteArrayOutputStream folded = new ByteArrayOutputStream();
        try (DeflaterOutputStream out = new DeflaterOutputStream(folded)) {
            // One device of one interval, and then names of interfaces for ever.
            out.write(new byte[] {0, 1, 0, 1, 0, 0, 3, 'a', ':', 'b', -1, -1, -1, -1, 7});
            byte[] zeros = new byte[1 << 20];
            for (int i = 0; i < 200; i++) {
                out.write(zeros);
            }
        }
        byte[] names = folded.toByteArray();
        byte[] bomb = ByteBuffer.allocate(5 + names.length)
                .put((byte) 1)
                .putInt(names.length)
                .put(names)
                .array();
        assertThatThrownBy(() -> Chunk.decode(bomb)).isInstanceOf(MalformedChunkException.class);
    }

    @Provide
    Arbitrary<Chunk> chunks() {
        Arbitrary<DeviceId> numbers = Arbitraries.longs()
                .between(0, Long.MAX_VALUE / 10)
                .map(number -> new DeviceId("guifi", Long.toString(number)));
        Arbitrary<DeviceId> close =
                Arbitraries.integers().between(1, 500).map(number -> new DeviceId("guifi", Integer.toString(number)));
        Arbitrary<DeviceId> words = Combinators.combine(
                        Arbitraries.of("guifi", "csv", "zz"),
                        Arbitraries.strings()
                                .withCharRange('-', '.')
                                .numeric()
                                .alpha()
                                .ofMinLength(1)
                                .ofMaxLength(20))
                .as(DeviceId::new);
        return Arbitraries.integers().between(0, 3).flatMap(intervals -> Arbitraries.maps(
                        Arbitraries.oneOf(numbers, close, words), devices(intervals))
                .ofMaxSize(40)
                .map(devices -> chunk(intervals, devices)));
    }

    private static Chunk chunk(int intervals, Map<DeviceId, DeviceSummaries> devices) {
        List<DeviceSummaries> ordered = new ArrayList<>();
        new TreeMap<>(devices)
                .forEach((device, summaries) ->
                        ordered.add(new DeviceSummaries(device, summaries.uplink(), summaries.intervals())));
        return new Chunk(intervals, ordered);
    }

    private static Arbitrary<DeviceSummaries> devices(int intervals) {
        return Arbitraries.of("", "eth0", "ràdio ☃").flatMap(uplink -> summaries(!uplink.isEmpty())
                .list()
                .ofSize(intervals)
                .map(list -> new DeviceSummaries(new DeviceId("x", "x"), uplink, list)));
    }

    private static Arbitrary<Summary> summaries(boolean traffic) {
        Arbitrary<Integer> counts =
                Arbitraries.oneOf(Arbitraries.of(0, 30), Arbitraries.integers().between(0, 864_000));
        Arbitrary<Integer> codes = Arbitraries.integers().between(0, LogScale.MAX);
        return Combinators.combine(counts, counts, codes, codes, codes, codes, codes)
                .as((count, lost, a, b, c, in, out) -> {
                    int[] sorted = {a, b, c};
                    Arrays.sort(sorted);
                    boolean answered = lost % (count + 1) < count;
                    boolean told = traffic && in % 3 > 0;
                    return new Summary(
                            count,
                            lost % (count + 1),
                            answered ? sorted[0] : 0,
                            answered ? sorted[1] : 0,
                            answered ? sorted[2] : 0,
                            told ? in : Summary.NONE,
                            told ? out : Summary.NONE);
                });
    }
}
