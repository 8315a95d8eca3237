// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.probing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import net.guifi.dimon.api.inventory.DeviceId;
import net.guifi.dimon.api.measurement.Metric;
import net.guifi.dimon.api.measurement.Outcome;
import net.guifi.dimon.api.measurement.Sample;
import net.guifi.dimon.api.measurement.SeriesKey;
import org.junit.jupiter.api.Test;

class OutboxTest {
    private final Outbox outbox = new Outbox(10_000, Time.SYSTEM);

    private void add(long value) {
        SeriesKey series = new SeriesKey(new DeviceId("test", "1"), Metric.RTT);
        outbox.add(new Sample(series, Instant.EPOCH, Outcome.OK, value));
    }

    @Test
    void theOldestAreDroppedAndCountedWhileNobodyTakesThem() {
        LongStream.range(0, 10_100).forEach(this::add);
        outbox.deliver(List.of());
        assertThat(outbox.size()).isEqualTo(10_000);
        assertThat(outbox.dropped()).isEqualTo(100);

        List<Long> taken = new ArrayList<>();
        outbox.deliver(List.of(samples -> samples.forEach(sample -> taken.add(sample.value()))));
        assertThat(taken).hasSize(10_000).startsWith(100L).isSorted();
        assertThat(outbox.size()).isZero();
    }

    @Test
    void aSinkThatThrowsDoesNotHurtTheOthers() {
        add(7);
        List<Sample> taken = new ArrayList<>();
        outbox.deliver(List.of(
                samples -> {
                    throw new IllegalStateException("broken sink");
                },
                samples -> {
                    throw new NoClassDefFoundError("updated sink");
                },
                taken::addAll));
        assertThat(taken).extracting(Sample::value).containsExactly(7L);
    }

    @Test
    void theListIsImmutable() {
        add(7);
        outbox.deliver(List.of(
                samples -> assertThatThrownBy(samples::clear).isInstanceOf(UnsupportedOperationException.class)));
    }
}
