// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.assign;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CapacityTest {
    @TempDir
    private Path home;

    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private double measured = 1500;
    private int measurements;

    private Capacity capacity() {
        Clock clock = new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return now;
            }
        };
        return new Capacity(home.resolve("assign").resolve("capacity"), clock, () -> {
            measurements++;
            return measured;
        });
    }

    @Test
    void measuredInStepsAndNotAboveWhatWasMeasured() {
        assertThat(capacity().devices()).isEqualTo(1448);
    }

    @Test
    void measuredOnceADayAlsoAfterARestart() {
        Capacity capacity = capacity();
        capacity.devices();
        measured = 100_000;
        now = now.plus(Duration.ofHours(23));
        assertThat(capacity.devices()).isEqualTo(1448);
        assertThat(capacity().devices()).isEqualTo(1448);
        assertThat(measurements).isEqualTo(1);
        now = now.plus(Duration.ofHours(1));
        assertThat(capacity.devices()).isEqualTo(92_681);
        assertThat(capacity().devices()).isEqualTo(92_681);
        assertThat(measurements).isEqualTo(2);
    }

    @Test
    void lessThanAStepChangesNothing() {
        Capacity capacity = capacity();
        for (double other : new double[] {1448, 2047, 1025, 1100, 2000}) {
            capacity.devices();
            measured = other;
            now = now.plus(Duration.ofDays(1));
            assertThat(capacity.devices()).isEqualTo(1448);
        }
        measured = 1020;
        now = now.plus(Duration.ofDays(1));
        assertThat(capacity.devices()).isEqualTo(724);
    }

    @Test
    void aClockThatGoesBackMeasuresAnew() {
        Capacity capacity = capacity();
        capacity.devices();
        now = now.minus(Duration.ofDays(3000));
        capacity.devices();
        capacity.devices();
        assertThat(measurements).isEqualTo(2);
    }

    @Test
    void whatIsNotReadableIsMeasuredAnew() throws IOException {
        Files.createDirectories(home.resolve("assign"));
        for (String text :
                new String[] {"", "yesterday 5", "2026-01-01T00:00:00Z many", "2026-01-01T00:00:00Z 0", "7"}) {
            Files.writeString(home.resolve("assign").resolve("capacity"), text);
            assertThat(capacity().devices()).isEqualTo(1448);
        }
    }

    @Test
    void aDirectoryThatCannotBeWrittenHindersNothing() throws IOException {
        Files.writeString(home.resolve("assign"), "not a directory");
        assertThat(capacity().devices()).isEqualTo(1448);
    }

    @Test
    void coresAndMemoryBoundIt() {
        double mega = 1e6;
        assertThat(Machine.capacity(1, 3.8, 4000 * mega)).isEqualTo(100_000);
        assertThat(Machine.capacity(1, 38, 4000 * mega)).isEqualTo(10_000);
        assertThat(Machine.capacity(0.25, 3.8, 4000 * mega)).isEqualTo(25_000);
        assertThat(Machine.capacity(1, 3.8, 100 * mega)).isEqualTo(8500);
        assertThat(Machine.capacity(1, 3.8, mega)).isEqualTo(1);
        assertThat(Machine.capacity()).isPositive();
    }
}
