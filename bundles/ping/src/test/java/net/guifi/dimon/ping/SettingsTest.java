// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.ping;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class SettingsTest {
    private final List<String> complaints = new ArrayList<>();

    private Settings read(SettingsOf config) {
        return Settings.of(config.config(), Settings.DEFAULT, complaints::add);
    }

    @Test
    void theDefaultsAreThoseOfTheMetatype() throws ReflectiveOperationException {
        for (String name : List.of("period", "timeout", "payload", "pace", "receiveBuffer")) {
            Object declared = PingProbe.Config.class.getDeclaredMethod(name).getDefaultValue();
            assertThat(SettingsOf.class.getDeclaredMethod(name).invoke(SettingsOf.DEFAULT))
                    .isEqualTo(declared);
        }
        assertThat(read(SettingsOf.DEFAULT)).isEqualTo(Settings.DEFAULT);
        assertThat(complaints).isEmpty();
    }

    @Test
    void aBadValueIsNamedAndTheFormerOneGoesOn() {
        Settings settings =
                read(SettingsOf.DEFAULT.period("ten").timeout("PT-1S").pace(0));
        assertThat(settings).isEqualTo(Settings.DEFAULT);
        assertThat(complaints).hasSize(3);
        assertThat(complaints.get(0)).contains("period \"ten\"", "PT10S");
        assertThat(complaints.get(1)).contains("timeout PT-1S", "PT2S");
        assertThat(complaints.get(2)).contains("pace 0", "10000");
    }

    @Test
    void theTimeoutIsAtMostThirtyPeriods() {
        Settings settings = read(SettingsOf.DEFAULT.period("PT0.1S").timeout("PT10S"));
        assertThat(settings.timeout()).isEqualTo(Duration.ofSeconds(3).toNanos());
        assertThat(complaints).singleElement().asString().contains("PT10S", "PT3S");
    }

    @Test
    void allLanguagesHaveTheSameTexts() throws Exception {
        Properties english = texts("");
        assertThat(texts("_ca").keySet()).isEqualTo(english.keySet());
        assertThat(texts("_es").keySet()).isEqualTo(english.keySet());
    }

    private static Properties texts(String language) throws Exception {
        Properties texts = new Properties();
        try (var in = SettingsTest.class.getResourceAsStream("/OSGI-INF/l10n/ping" + language + ".properties")) {
            texts.load(in);
        }
        return texts;
    }
}
