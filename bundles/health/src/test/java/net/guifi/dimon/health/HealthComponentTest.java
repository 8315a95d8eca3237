// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import net.guifi.dimon.api.health.DeviceState;
import net.guifi.dimon.api.measurement.Metric;
import net.guifi.dimon.api.measurement.Outcome;
import net.guifi.dimon.api.measurement.Sample;
import net.guifi.dimon.api.measurement.SeriesKey;
import org.apache.felix.hc.api.Result;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleContext;

class HealthComponentTest {
    private static final Duration LIMIT = Duration.ofMinutes(1);

    @TempDir
    Path directory;

    private static HealthComponent.Config config(Map<String, Object> changed) {
        return proxy(
                HealthComponent.Config.class,
                method -> changed.getOrDefault(method.getName(), method.getDefaultValue()));
    }

    private BundleContext context() {
        return proxy(BundleContext.class, method -> directory.toString());
    }

    private static <T> T proxy(Class<T> type, Function<Method, Object> answer) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> answer.apply(method)));
    }

    @Test
    void theDefaultsAreThoseOfTheMetatype() {
        assertThat(Settings.of(config(Map.of()))).isEqualTo(Settings.DEFAULT);
    }

    @Test
    void aBadValueIsNamed() {
        assertThatThrownBy(() -> Settings.of(config(Map.of("staleAfter", "soon"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("staleAfter=\"soon\"");
        assertThatThrownBy(() -> Settings.of(config(Map.of("downLosses", 4))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("downLosses=4");
        assertThatThrownBy(() -> Settings.of(config(Map.of("downWindow", 65))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("downWindow=65");
        assertThatThrownBy(() -> Settings.of(config(Map.of("degradedClear", 0.5))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("degradedClear=0.5");
        assertThatThrownBy(() -> Settings.of(config(Map.of("degradedLoss", Double.NaN))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("degradedLoss=NaN");
        assertThatThrownBy(() -> Settings.of(config(Map.of("keepHistory", "P-1D"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("keepHistory");
    }

    @Test
    void statesAreWrittenSoonAndTakenUpAgain() {
        HealthComponent health = new HealthComponent(context(), config(Map.of("upAnswers", 0)));
        health.modified(config(Map.of("downLosses", 1, "downWindow", 1)));
        health.modified(config(Map.of("staleAfter", "")));
        health.watch(Scene.list(1));
        health.accept(
                List.of(new Sample(new SeriesKey(Scene.device(1), Metric.RTT), Instant.now(), Outcome.TIMEOUT, 0)));
        assertThat(health.of(Scene.device(1)).orElseThrow().state()).isEqualTo(DeviceState.DOWN);
        assertThat(health.execute().getStatus()).isEqualTo(Result.Status.OK);
        await().atMost(LIMIT)
                .until(() -> Files.exists(directory.resolve("health").resolve("transitions.log")));
        health.deactivate();

        health = new HealthComponent(context(), config(Map.of()));
        health.watch(Scene.list(1));
        assertThat(health.all()).extracting(device -> device.state()).containsExactly(DeviceState.DOWN);
        assertThat(health.transitions(Scene.device(1))).hasSize(1);
        health.deactivate();
    }

    @Test
    void everySettingHasItsWordsInEveryLanguage() throws IOException {
        Set<String> keys = new TreeSet<>(Set.of("name", "description"));
        for (Method method : HealthComponent.Config.class.getDeclaredMethods()) {
            keys.add(method.getName());
            keys.add(method.getName() + ".description");
        }
        for (String language : new String[] {"", "_ca", "_es"}) {
            Properties words = new Properties();
            try (InputStream file =
                    getClass().getResourceAsStream("/OSGI-INF/l10n/health" + language + ".properties")) {
                words.load(file);
            }
            assertThat(words.stringPropertyNames()).as(language).isEqualTo(keys);
        }
    }
}
