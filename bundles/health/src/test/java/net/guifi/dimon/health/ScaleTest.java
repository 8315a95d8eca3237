// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import net.guifi.dimon.api.health.DeviceState;
import net.guifi.dimon.api.measurement.Metric;
import net.guifi.dimon.api.measurement.Outcome;
import net.guifi.dimon.api.measurement.Sample;
import net.guifi.dimon.api.measurement.SeriesKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** 60,000 devices: what they take of memory and time. */
class ScaleTest {
    private static final Logger LOG = LoggerFactory.getLogger(ScaleTest.class);
    private static final int DEVICES = 60_000;
    private static final int ROUNDS = 30;

    @TempDir
    Path directory;

    @Test
    void sixtyThousandDevices() {
        List<SeriesKey> series = IntStream.range(0, DEVICES)
                .mapToObj(number -> new SeriesKey(Scene.device(number), Metric.RTT))
                .toList();
        try (Scene scene = new Scene(directory)) {
            long before = heap();
            scene.watch(IntStream.range(0, DEVICES).toArray());
            long accepting = 0;
            long ticking = 0;
            for (int round = 0; round < ROUNDS; round++) {
                scene.pass(Scene.PERIOD);
                Outcome outcome = round == ROUNDS / 2 ? Outcome.TIMEOUT : Outcome.OK;
                List<Sample> samples = new ArrayList<>();
                series.forEach(key -> samples.add(new Sample(key, scene.now(), outcome, 0)));
                long start = System.nanoTime();
                scene.keeper().accept(samples);
                long accepted = System.nanoTime();
                scene.keeper().tick();
                accepting += accepted - start;
                ticking += System.nanoTime() - accepted;
            }
            long perDevice = (heap() - before) / DEVICES;
            long start = System.nanoTime();
            assertThat(scene.keeper().all()).hasSize(DEVICES).allMatch(health -> health.state() == DeviceState.UP);
            LOG.info(
                    "{} samples/s, {} ms a tick, {} bytes a device, {} ms for all states",
                    (long) (1e9 * DEVICES * ROUNDS / accepting),
                    ticking / ROUNDS / 1_000_000,
                    perDevice,
                    (System.nanoTime() - start) / 1_000_000);
            assertThat(perDevice).isLessThan(1000);
        }
    }

    private static long heap() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
