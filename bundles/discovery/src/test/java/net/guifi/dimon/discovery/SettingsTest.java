// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingsTest {
    /** The defaults, but for what is given. */
    static DiscoveryComponent.Config config(Map<String, Object> given) {
        return (DiscoveryComponent.Config) Proxy.newProxyInstance(
                SettingsTest.class.getClassLoader(),
                new Class<?>[] {DiscoveryComponent.Config.class},
                (proxy, method, arguments) -> given.getOrDefault(method.getName(), method.getDefaultValue()));
    }

    @Test
    void theDefaultsAreThoseBeforeAnything() {
        assertThat(Settings.of(config(Map.of()), Settings.NONE)).isEqualTo(Settings.NONE);
    }

    @Test
    void whatIsWrongIsNamedAndTheFormerGoesOn() {
        Settings former = Settings.of(
                config(Map.of(
                        "networks", new String[] {"198.18.0.0/15, fd00::/8"},
                        "join", "auto",
                        "serf", "[::1]:7000",
                        "snpGraphServerId", "5",
                        "announceResult", "/x")),
                Settings.NONE);
        assertThat(former.problems()).isEmpty();
        assertThat(former.networks().blocks()).hasSize(2);
        Settings settings = Settings.of(
                config(Map.of(
                        "networks", new String[] {"everywhere"},
                        "join", "always",
                        "serf", "10.0.0.1:7373",
                        "snpGraphServerId", "12345678",
                        "announceResult", "x",
                        "name", "a\u0007b")),
                former);
        assertThat(settings.networks()).isEqualTo(former.networks());
        assertThat(settings.auto()).isTrue();
        assertThat(settings.serf()).isEqualTo(former.serf());
        assertThat(settings.snpServer()).hasValue(5);
        assertThat(settings.announceResult()).isEqualTo(Path.of("/x"));
        assertThat(settings.name()).isEqualTo("ab");
        assertThat(String.join("\n", settings.problems()))
                .contains("everywhere", "always", "10.0.0.1:7373", "12345678", "announceResult \"x\"");
    }

    @Test
    void serfCanBeLeftOut() {
        assertThat(Settings.of(config(Map.of("serf", "none")), Settings.NONE).serf())
                .isEmpty();
        assertThat(Settings.of(config(Map.of("serf", "")), Settings.NONE).serf())
                .isEmpty();
    }
}
