// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PatienceTest {
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void tellsAgainAndAgainThatNothingCame() {
        try (Patience patience = new Patience(new PrintStream(err), Duration.ofMillis(20))) {
            await().atMost(LIMIT).until(() -> text().lines().count() > 2);
            patience.begin();
            long before = text().lines().count();
            await().atMost(LIMIT).until(() -> text().lines().count() > before);
        }
        assertThat(text().lines()).allMatch(line -> line.matches("still waiting for the appliance, \\d+ s"));
    }

    @Test
    void isSilentWhileSomethingComes() {
        try (Patience patience = new Patience(new PrintStream(err), Duration.ofHours(1))) {
            patience.begin();
        }
        assertThat(text()).isEmpty();
    }

    private String text() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
