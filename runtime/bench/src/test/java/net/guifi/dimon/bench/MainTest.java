// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String... arguments) throws InterruptedException {
        return Main.run(
                List.of(arguments),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "needs", "needs nothing", "needs ", "run footprint", "toString footprint"})
    void whatIsNotKnownListsWhatThereIs(String arguments) throws InterruptedException {
        assertThat(run(arguments.split(" ", -1))).isEqualTo(Main.USAGE);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("footprint");
        assertThat(out.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    @Test
    void tellsWhatMustBeInstalled() throws InterruptedException {
        assertThat(run("needs", "footprint")).isEqualTo(Main.OK);
        assertThat(out.toString(StandardCharsets.UTF_8).lines())
                .containsExactly("prometheus:prometheus", "prometheus-blackbox-exporter:prometheus-blackbox-exporter");
    }
}
