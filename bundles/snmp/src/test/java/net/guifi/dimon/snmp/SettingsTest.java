// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.snmp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class SettingsTest {
    private static Settings read(Map<String, Object> settings) {
        return Settings.of(Configs.probe(settings), Settings.DEFAULT);
    }

    @Test
    void theDefaultsAreThoseOfTheMetatype() {
        assertThat(read(Map.of())).isEqualTo(Settings.DEFAULT);
    }

    @Test
    void aBadValueIsNamedAndTheFormerOneGoesOn() {
        Settings settings = read(Map.of(
                "period", "often",
                "timeout", "PT1H",
                "retries", 9,
                "inFlight", 0,
                "version", "4",
                "devices", "some",
                "ports", new int[] {0, 161}));
        assertThat(settings.period()).isEqualTo(Settings.DEFAULT.period());
        assertThat(settings.timeout()).isEqualTo(Settings.DEFAULT.timeout());
        assertThat(settings.retries()).isEqualTo(Settings.DEFAULT.retries());
        assertThat(settings.inFlight()).isEqualTo(Settings.DEFAULT.inFlight());
        assertThat(settings.defaults().ports()).containsExactly(161);
        assertThat(settings.defaults().versions()).containsExactly(Version.V2C, Version.V1);
        assertThat(settings.complaints())
                .allMatch(complaint -> complaint.startsWith("net.guifi.dimon.snmp, "))
                .anyMatch(complaint -> complaint.contains("period: \"often\""))
                .anyMatch(complaint -> complaint.contains("timeout: PT1H"))
                .anyMatch(complaint -> complaint.contains("retries: 9"))
                .anyMatch(complaint -> complaint.contains("inFlight: 0"))
                .anyMatch(complaint -> complaint.contains("version: \"4\""))
                .anyMatch(complaint -> complaint.contains("devices: \"some\""))
                .anyMatch(complaint -> complaint.contains("ports: 0"))
                .hasSize(7);
    }

    @Test
    void noPeriodIsSoLongThatItsRatesAreTooOld() {
        assertThat(read(Map.of("period", "PT5M")).period()).isEqualTo(Duration.ofMinutes(5));
        Settings settings = read(Map.of("period", "PT20M"));
        assertThat(settings.period()).isEqualTo(Settings.DEFAULT.period());
        assertThat(settings.complaints()).singleElement().asString().contains("period: PT20M");
    }

    @Test
    void versionThreeNeedsAUser() {
        assertThat(read(Map.of("version", "3")).complaints())
                .singleElement()
                .asString()
                .contains("net.guifi.dimon.snmp.credentials");
    }

    @Test
    void aMissingSecretMakesTheDefaultsUnusable() {
        Settings settings = read(Map.of("period", "often", "community", "$[secret:snmp]"));
        assertThat(settings.defaults().problem().orElseThrow()).contains("community", "secrets/snmp");
    }

    @Test
    void allLanguagesHaveTheSameTexts() throws IOException {
        Properties english = texts("");
        assertThat(texts("_ca").keySet()).isEqualTo(english.keySet());
        assertThat(texts("_es").keySet()).isEqualTo(english.keySet());
        for (String text : List.of("name", "devices.listed", "inFlight.description", "privPassphrase")) {
            assertThat(english.getProperty(text)).isNotBlank();
        }
    }

    private static Properties texts(String language) throws IOException {
        Properties texts = new Properties();
        try (InputStream in =
                SettingsTest.class.getResourceAsStream("/OSGI-INF/l10n/snmp" + language + ".properties")) {
            texts.load(in);
        }
        return texts;
    }
}
