// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import net.guifi.dimon.api.measurement.Point;
import org.apache.felix.hc.api.Result;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleContext;

class ArchiveComponentTest {
    @TempDir
    Path directory;

    private static ArchiveComponent.Config config(Map<String, Object> changed) {
        return proxy(
                ArchiveComponent.Config.class,
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
        assertThatThrownBy(() -> Settings.of(config(Map.of("retention", "a week"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("retention=\"a week\"");
        assertThatThrownBy(() -> Settings.of(config(Map.of("flush", "PT0S"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("flush=PT0S");
        assertThatThrownBy(() -> Settings.of(config(Map.of("maxSize", 0L))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("maxSize=0");
        assertThatThrownBy(() -> Settings.of(config(Map.of("queue", 5))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("queue=5");
    }

    @Test
    void badSettingsStopNothingAndARestartKeepsEverything() {
        ArchiveComponent archive =
                new ArchiveComponent(context(), config(Map.of("retention", "P36500D", "flush", "soon")));
        archive.modified(config(Map.of("retention", "never")));
        archive.modified(config(Map.of("retention", "P36500D")));
        archive.accept(Fixtures.samples(Fixtures.rtt(1), 0, 60));
        archive.deactivate();

        archive = new ArchiveComponent(context(), config(Map.of("retention", "P36500D")));
        assertThat(archive.samples(Fixtures.rtt(1), Instant.EPOCH, Instant.MAX))
                .isEqualTo(Fixtures.samples(Fixtures.rtt(1), 0, 60));
        assertThat(archive.points(
                        Fixtures.rtt(1), Fixtures.START, Fixtures.START.plusSeconds(60), Duration.ofSeconds(30)))
                .extracting(Point::count)
                .containsExactly(30, 30);
        assertThat(archive.series(Fixtures.rtt(1).device())).containsExactly(Fixtures.rtt(1));
        assertThat(archive.execute().getStatus()).isEqualTo(Result.Status.OK);
        archive.deactivate();
    }

    @Test
    void everySettingHasItsWordsInEveryLanguage() throws IOException {
        Set<String> keys = new TreeSet<>(Set.of("name", "description"));
        for (Method method : ArchiveComponent.Config.class.getDeclaredMethods()) {
            keys.add(method.getName());
            keys.add(method.getName() + ".description");
        }
        for (String language : new String[] {"", "_ca", "_es"}) {
            Properties words = new Properties();
            try (InputStream file =
                    getClass().getResourceAsStream("/OSGI-INF/l10n/archive" + language + ".properties")) {
                words.load(file);
            }
            assertThat(words.stringPropertyNames()).as(language).isEqualTo(keys);
        }
    }
}
