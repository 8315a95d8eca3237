// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.archive;

import static net.guifi.dimon.archive.Fixtures.LIMIT;
import static net.guifi.dimon.archive.Fixtures.LONG;
import static net.guifi.dimon.archive.Fixtures.read;
import static net.guifi.dimon.archive.Fixtures.rtt;
import static net.guifi.dimon.archive.Fixtures.samples;
import static net.guifi.dimon.archive.Fixtures.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KillTest {
    private static final int DEVICES = 20;

    @TempDir
    Path directory;

    /** Writes without an end, and notes in a file how much has been flushed for certain. */
    static final class Child {
        public static void main(String[] arguments) throws IOException {
            Path directory = Path.of(arguments[0]);
            Path progress = directory.resolve("progress");
            try (SampleStore store = new SampleStore(
                    directory.resolve("archive"),
                    settings(Duration.ofMillis(10), Duration.ofSeconds(1)),
                    Clock.systemUTC())) {
                for (int i = 0; ; i++) {
                    for (int device = 0; device < DEVICES; device++) {
                        store.accept(samples(rtt(device), i, i + 1));
                    }
                    long accepted = (i + 1L) * DEVICES;
                    await().atMost(LIMIT)
                            .pollInterval(Duration.ofMillis(1))
                            .until(() -> store.report().kept() == accepted);
                    Files.writeString(progress, i + 1 + "\n");
                }
            }
        }
    }

    @Test
    void whatWasFlushedSurvivesAKill() throws IOException, InterruptedException {
        for (int kill = 0; kill < 3; kill++) {
            Path place = directory.resolve(Integer.toString(kill));
            Files.createDirectories(place);
            Process child = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            Child.class.getName(),
                            place.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(place.resolve("output").toFile())
                    .start();
            int wanted = 20 + kill * 60;
            try {
                await().atMost(LIMIT).until(() -> progress(place) >= wanted);
            } finally {
                child.destroyForcibly();
                assertThat(child.waitFor(1, TimeUnit.MINUTES)).isTrue();
            }
            // The kill may have hit between the truncation of the file and its next line.
            int sure = Math.max(wanted, progress(place));
            try (SampleStore store =
                    new SampleStore(place.resolve("archive"), settings(LONG, LONG), Clock.systemUTC())) {
                for (int device = 0; device < DEVICES; device++) {
                    int found = read(store, rtt(device)).size();
                    assertThat(found).isGreaterThanOrEqualTo(sure);
                    assertThat(read(store, rtt(device))).isEqualTo(samples(rtt(device), 0, found));
                }
            }
        }
    }

    private static int progress(Path place) throws IOException {
        Path progress = place.resolve("progress");
        String text = Files.exists(progress) ? Files.readString(progress) : "";
        return text.endsWith("\n") ? Integer.parseInt(text.strip()) : 0;
    }
}
