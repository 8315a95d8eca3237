// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class OptionsTest {
    @Test
    void readsWhatIsGiven() throws Exception {
        Options options = Options.parse(List.of("--directory", "/d", "--loopback", "--interval", "7"));
        assertThat(options.directory()).isEqualTo(Path.of("/d"));
        assertThat(options.secrets()).isEqualTo(Path.of("/d/secrets"));
        assertThat(options.loopback()).isTrue();
        assertThat(options.interval()).isEqualTo(Duration.ofSeconds(7));
        assertThat(options.firstFailure()).isEqualTo(Duration.ofSeconds(20));
    }

    @Test
    void namesWhatIsWrong() {
        refuses("\"--foo\" is no option", "--foo");
        refuses("--directory is missing", "--loopback");
        refuses("--directory lacks its value", "--directory");
        refuses("--interval takes whole seconds from 1, not \"0\"", "--directory", "d", "--interval", "0");
        refuses("--interval takes whole seconds from 1, not \"soon\"", "--interval", "soon");
    }

    private static void refuses(String message, String... arguments) {
        assertThatThrownBy(() -> Options.parse(List.of(arguments)))
                .isInstanceOf(Options.BadArguments.class)
                .hasMessage(message);
    }
}
