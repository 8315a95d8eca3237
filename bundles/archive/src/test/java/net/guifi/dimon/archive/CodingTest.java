// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import net.guifi.dimon.api.measurement.Metric;
import net.guifi.dimon.api.measurement.Outcome;
import net.guifi.dimon.api.measurement.SeriesKey;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class CodingTest {
    @Property
    void riceCodesAnyNumbers(@ForAll List<Long> numbers) {
        BitWriter out = new BitWriter();
        Rice writer = new Rice(1);
        numbers.forEach(number -> writer.write(out, number));
        BitReader in = new BitReader(ByteBuffer.wrap(out.toBytes()));
        Rice reader = new Rice(1);
        assertThat(numbers).allSatisfy(number -> assertThat(reader.read(in)).isEqualTo(number));
    }

    @Property
    void aBlockKeepsAnySamples(@ForAll("rows") List<Row> rows, @ForAll Metric.Unit unit, @ForAll Metric.Kind kind) {
        SeriesKey series = new SeriesKey(Fixtures.rtt(7).device(), new Metric("x", unit, kind), "eth0.ç☃");
        Block block = new Block(series, 0);
        rows.forEach(row -> block.add(row.millis(), row.outcome(), row.value()));

        Block.Content content = Block.Content.of(ByteBuffer.wrap(block.toBytes()));
        Columns columns = new Columns(Long.MIN_VALUE, Long.MAX_VALUE);
        content.copyTo(columns);

        assertThat(content.series()).isEqualTo(series);
        assertThat(rows(columns)).isEqualTo(rows);
    }

    @Property(tries = 200)
    void aLogKeepsAnySamplesOfAnySeries(@ForAll("rows") List<Row> rows) throws IOException {
        Path directory = Files.createTempDirectory("log");
        Path file = directory.resolve("log");
        Head head = new Head();
        List<Row> ofSeries = IntStream.range(0, rows.size())
                .mapToObj(i -> {
                    Row row = rows.get(i);
                    return new Row(head.block(Fixtures.rtt(i * i % 5)), row.millis(), row.outcome(), row.value());
                })
                .toList();
        try (Log log = new Log(file)) {
            log.append(ofSeries.subList(0, rows.size() / 2));
            log.append(ofSeries.subList(rows.size() / 2, rows.size()));
        }
        Head replayed = new Head();
        assertThat(Log.replay(file, replayed)).isEqualTo(new Log.Replay(0, 0));
        for (int device = 0; device < 5; device++) {
            SeriesKey series = Fixtures.rtt(device);
            Columns columns = new Columns(Long.MIN_VALUE, Long.MAX_VALUE);
            replayed.blocks(series.device()).forEach(block -> Block.Content.of(ByteBuffer.wrap(block.toBytes()))
                    .copyTo(columns));
            assertThat(rows(columns))
                    .isEqualTo(ofSeries.stream()
                            .filter(row -> row.block().series().equals(series))
                            .map(row -> new Row(null, row.millis(), row.outcome(), row.value()))
                            .toList());
        }
        Files.delete(file);
        Files.delete(directory);
    }

    @Test
    void regularSamplesTakeLittle() {
        Block block = new Block(Fixtures.rtt(1), 0);
        int before = block.toBytes().length;
        for (int i = 0; i < 1000; i++) {
            block.add(i * 10_000L, Outcome.OK, 5_000_000 + i % 7 * 1000);
        }
        assertThat(block.toBytes().length - before).isLessThan(2200);
    }

    @Provide
    Arbitrary<List<Row>> rows() {
        Arbitrary<Long> times = Arbitraries.oneOf(
                Arbitraries.longs().lessOrEqual(Long.MAX_VALUE - 1),
                Arbitraries.longs().between(0, 100_000));
        Arbitrary<Long> values =
                Arbitraries.oneOf(Arbitraries.longs(), Arbitraries.longs().between(0, 10_000_000));
        return Combinators.combine(times, Arbitraries.of(Outcome.class), values)
                .as((millis, outcome, value) -> new Row(null, millis, outcome, outcome == Outcome.OK ? value : 0))
                .list()
                .ofMaxSize(200);
    }

    private static List<Row> rows(Columns columns) {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            rows.add(new Row(null, columns.millis(i), columns.outcome(i), columns.value(i)));
        }
        return rows;
    }
}
