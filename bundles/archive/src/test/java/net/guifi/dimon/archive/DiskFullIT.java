// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.archive;

import static net.guifi.dimon.archive.Fixtures.LIMIT;
import static net.guifi.dimon.archive.Fixtures.read;
import static net.guifi.dimon.archive.Fixtures.rtt;
import static net.guifi.dimon.archive.Fixtures.sample;
import static net.guifi.dimon.archive.Fixtures.samples;
import static net.guifi.dimon.archive.Fixtures.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import net.guifi.dimon.api.measurement.Sample;
import net.guifi.dimon.api.measurement.SeriesKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that is really full: a small one in memory, which needs root and mount(8). */
class DiskFullIT {
    @TempDir
    Path directory;

    @Test
    void aFullDiskIsReportedAndRecoversByItself() throws IOException, InterruptedException {
        run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", directory.toString());
        try {
            fillAndMakeRoom();
        } finally {
            run("umount", directory.toString());
        }
    }

    private void fillAndMakeRoom() throws IOException {
        Path ballast = directory.resolve("ballast");
        Settings settings = settings(Duration.ofMillis(10), Duration.ofSeconds(1));
        try (SampleStore store = new SampleStore(directory.resolve("archive"), settings, Clock.systemUTC())) {
            store.accept(samples(rtt(1), 0, 100));
            await().atMost(LIMIT).until(() -> store.report().kept() == 100);
            Files.write(ballast, new byte[1_000_000]);
            int[] devices = {2};
            await().atMost(LIMIT).until(() -> {
                store.accept(incompressible(rtt(devices[0]++)));
                return store.report().trouble() != null;
            });
            assertThat(store.report().trouble()).contains("No space left");
            await().atMost(LIMIT).until(() -> store.report().unwritten() > 0);
            assertThat(read(store, rtt(1))).isEqualTo(samples(rtt(1), 0, 100));

            Files.delete(ballast);
            long before = store.report().kept();
            await().atMost(LIMIT).until(() -> {
                store.accept(samples(rtt(devices[0]++), 0, 10));
                return store.report().trouble() == null && store.report().kept() > before;
            });
        }
        try (SampleStore store = new SampleStore(directory.resolve("archive"), settings, Clock.systemUTC())) {
            assertThat(read(store, rtt(1))).isEqualTo(samples(rtt(1), 0, 100));
            assertThat(store.report().damaged()).isZero();
        }
    }

    private static List<Sample> incompressible(SeriesKey series) {
        return IntStream.range(0, 1000)
                .mapToObj(i -> sample(series, i, i * 0x9E3779B97F4A7C15L))
                .toList();
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor())
                .as("%s (root and the package \"mount\" are needed): %s", String.join(" ", command), output)
                .isZero();
    }
}
