// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.snmp;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import net.guifi.dimon.api.inventory.DeviceId;
import net.guifi.dimon.api.measurement.Metric;
import net.guifi.dimon.api.measurement.Outcome;
import net.guifi.dimon.api.measurement.Sample;
import net.guifi.dimon.api.measurement.SeriesKey;
import org.junit.jupiter.api.Test;

class OutboxTest {
    private final Tally tally = new Tally();
    private final Outbox outbox = new Outbox(3, tally, Time.SYSTEM);
    private final List<Long> taken = new ArrayList<>();

    private void add(long value) {
        SeriesKey series = new SeriesKey(new DeviceId("test", "1"), Metric.UPTIME);
        outbox.add(new Sample(series, Instant.EPOCH, Outcome.OK, value));
    }

    @Test
    void withoutASinkTheOldestAreDroppedAndCounted() {
        for (int i = 0; i < 5; i++) {
            add(i);
            outbox.deliver(List.of());
        }
        outbox.deliver(List.of(samples -> samples.forEach(sample -> taken.add(sample.value()))));
        assertThat(taken).containsExactly(2L, 3L, 4L);
        assertThat(tally.of(Counter.DROPPED)).isEqualTo(2);
    }

    @Test
    void aSinkThatFailsTakesNothingFromTheOthers() {
        add(7);
        outbox.deliver(List.of(
                samples -> {
                    throw new NoClassDefFoundError("gone");
                },
                samples -> samples.forEach(sample -> taken.add(sample.value()))));
        assertThat(taken).containsExactly(7L);
    }
}
