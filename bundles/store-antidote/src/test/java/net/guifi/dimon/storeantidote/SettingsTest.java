// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storeantidote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.annotation.Annotation;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
    record Given(String[] hosts, String connectTimeout, String answerTimeout) implements AntidoteComponent.Config {
        @Override
        public Class<? extends Annotation> annotationType() {
            return AntidoteComponent.Config.class;
        }
    }

    private static Settings settings(Settings former, String connect, String answer, String... hosts) {
        return Settings.of(new Given(hosts, connect, answer), former);
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.1:8087, 10.0.0.1, 8087",
        "store.guifi.net, store.guifi.net, 8087",
        "[fd00::1]:9000, fd00::1, 9000",
        "[fe80::1%br-lan.5]:9000, fe80::1%br-lan.5, 9000",
        "[::1], ::1, 8087"
    })
    void serversAreRead(String text, String host, int port) {
        assertThat(HostPort.parse(text)).isEqualTo(new HostPort(host, port));
        assertThat(HostPort.parse(HostPort.parse(text).toString())).isEqualTo(new HostPort(host, port));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ":8087", "host:0", "host:65536", "host:port", "fd00::1", "a b", "http://host:8087/"})
    void whatIsNoServerIsNamed(String text) {
        assertThatThrownBy(() -> HostPort.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"" + text + "\"");
    }

    @Test
    void theOrderIsKeptAndRepetitionsAreNot() {
        assertThat(settings(Settings.NONE, "PT1S", "PT3S", "b:1, a:2", "b:1").hosts())
                .containsExactly(new HostPort("b", 1), new HostPort("a", 2));
    }

    @Test
    void goodValuesCountBesideBadOnes() {
        Settings settings = settings(Settings.NONE, "soon", "PT3S", "a:1", "b:x");
        assertThat(settings.hosts()).containsExactly(new HostPort("a", 1));
        assertThat(settings.limits().connect()).isEqualTo(Limits.DEFAULT.connect());
        assertThat(settings.limits().answer()).isEqualTo(Duration.ofSeconds(3));
        assertThat(settings.problems())
                .hasSize(2)
                .anyMatch(text -> text.contains("\"b:x\""))
                .anyMatch(text -> text.contains("\"soon\""));
    }

    @Test
    void theFormerServersGoOnWhereNoneIsGiven() {
        Settings former = settings(Settings.NONE, "PT1S", "PT1S", "a:1");
        assertThat(settings(former, "PT30S", "PT0S", "x:y").hosts()).isEqualTo(former.hosts());
        assertThat(settings(former, "PT30S", "PT0S", "x:y").limits()).isEqualTo(former.limits());
        assertThat(settings(former, "PT30S", "PT0S", "x:y").problems()).hasSize(4);
        assertThat(settings(Settings.NONE, "PT1S", "PT1S").problems())
                .singleElement()
                .asString()
                .contains("HOST:PORT");
    }
}
