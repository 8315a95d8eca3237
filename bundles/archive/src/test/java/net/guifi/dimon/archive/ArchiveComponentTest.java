// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.IntStream;
import net.guifi.dimon.api.measurement.Metric;
import net.guifi.dimon.api.measurement.Point;
import net.guifi.dimon.api.measurement.Sample;
import net.guifi.dimon.api.measurement.SeriesKey;
import net.guifi.dimon.api.network.Member;
import net.guifi.dimon.api.network.Network;
import net.guifi.dimon.api.store.ReplicatedStore;
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
    void thatNothingIsSharedIsAWarningWhereThereAreOthers() {
        ArchiveComponent archive = new ArchiveComponent(context(), config(Map.of()));
        archive.replicated = proxy(ReplicatedStore.class, method -> "me");
        archive.network = proxy(Network.class, method -> List.of(member(true), member(false)));
        await().atMost(Fixtures.LIMIT).until(() -> archive.execute().getStatus() == Result.Status.WARN);
        assertThat(archive.execute().toString()).contains("not synchronised").contains("chrony");
        archive.network = proxy(Network.class, method -> List.of(member(true)));
        assertThat(archive.execute().getStatus()).isEqualTo(Result.Status.OK);
        archive.deactivate();
    }

    private static Member member(boolean self) {
        return new Member(self ? "me" : "other", self, true, Duration.ZERO, Duration.ofMinutes(1), false);
    }

    @Test
    void aCounterHasTheSameRatesWhereverItsValuesLie() {
        SeriesKey octets = new SeriesKey(Fixtures.rtt(1).device(), Metric.IN_OCTETS, "wlan0");
        Settings sealAtOnce = Fixtures.settings(Duration.ofMillis(10), Duration.ofMillis(10));
        SampleStore store = new SampleStore(directory, sealAtOnce, Clock.systemUTC());
        ArchiveComponent archive = new ArchiveComponent(store, SharingSettings.DEFAULT);
        archive.accept(minutes(octets, 0, 10));
        await().atMost(Fixtures.LIMIT).until(() -> store.report().segments() == 1);
        archive.accept(minutes(octets, 10, 20));
        await().atMost(Fixtures.LIMIT).until(() -> store.report().segments() == 2);
        store.configure(Fixtures.settings(Duration.ofMillis(10), Fixtures.LONG));
        archive.accept(minutes(octets, 20, 30));
        await().atMost(Fixtures.LIMIT).until(() -> store.report().kept() == 30);
        store.configure(Fixtures.settings(Fixtures.LONG, Fixtures.LONG));
        archive.accept(minutes(octets, 30, 40));

        for (int from = 1; from < 40; from++) {
            assertThat(archive.points(
                            octets,
                            Fixtures.START.plusSeconds(from * 60L),
                            Fixtures.START.plusSeconds(2400),
                            Duration.ofMinutes(1)))
                    .hasSize(40 - from)
                    .extracting(Point::mean)
                    .containsOnly(100.0);
        }
        assertThat(archive.points(octets, Instant.EPOCH, Instant.MAX, Duration.ofDays(36_500_000)))
                .hasSize(1);
        assertThat(archive.series(octets.device())).containsExactly(octets);
        archive.deactivate();
    }

    private static List<Sample> minutes(SeriesKey series, int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(minute -> Fixtures.sample(series, minute * 60L, minute * 6_000L))
                .toList();
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
