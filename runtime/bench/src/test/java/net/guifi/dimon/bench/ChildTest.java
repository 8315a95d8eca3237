// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildTest {
    private static final Duration LIMIT = Duration.ofMinutes(1);

    @TempDir
    Path directory;

    private Child sh(String script) throws IOException {
        return Child.start(directory.resolve("out"), Map.of("WORD", "hello"), List.of("sh", "-c", script));
    }

    @Test
    void aChildThatEndsIsNotMeasured() throws Exception {
        try (Child child = sh("echo $WORD; exit 3")) {
            assertThatThrownBy(() -> child.let(LIMIT))
                    .isInstanceOf(MeasuringException.class)
                    .hasMessageContaining("hello");
            assertThatThrownBy(() -> child.end(LIMIT)).isInstanceOf(MeasuringException.class);
        }
    }

    @Test
    void isWaitedForAndEndedWithItsChildren() throws Exception {
        List<ProcessHandle> processes;
        try (Child child = sh("sleep 600 & trap 'kill $!' TERM; echo ready; wait")) {
            child.until("it is ready", LIMIT, () -> child.output().contains("ready"));
            processes = child.processes();
            assertThat(processes).hasSize(2);
            assertThat(ProcessUsage.of(processes).residentBytes()).isPositive();
        }
        for (ProcessHandle process : processes) {
            process.onExit().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        }
    }

    @Test
    void whatDoesNotComeIsNamed() throws Exception {
        try (Child child = sh("sleep 600")) {
            assertThatThrownBy(() -> child.until("a miracle", Duration.ZERO, () -> false))
                    .isInstanceOf(MeasuringException.class)
                    .hasMessageContaining("a miracle");
        }
    }
}
