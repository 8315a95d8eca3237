// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import net.guifi.dimon.api.store.ReplicatedStore;
import net.guifi.dimon.api.store.StorageAdapter;
import org.apache.felix.hc.api.FormattingResultLog;
import org.apache.felix.hc.api.Result;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is told to the helper stands for what is announced on all channels. */
class DiscovererTest {
    private static final Optional<ReplicatedStore> STORE = Optional.of(new FixedStore("1".repeat(32), "2".repeat(32)));
    private static final Discoverer.Ports PORTS =
            new Discoverer.Ports(OptionalInt.of(8080), OptionalInt.empty(), "0.1.0");

    @TempDir
    Path directory;

    private final Map<String, Object> given = new TreeMap<>(Map.of("mdns", false, "serf", "none", "name", "Vic"));
    private final Adapters adapters = new Adapters();
    private Instant date = Instant.parse("2026-11-21T22:00:00Z");
    private final InstantSource clock = () -> date;
    private Discoverer discoverer;

    @BeforeEach
    void open() {
        given.put("announceResult", directory.resolve("result").toString());
        discoverer = new Discoverer(
                directory.resolve("wanted"), new Joining(new FakeConfigurations()), clock.withZone(ZoneOffset.UTC));
    }

    @AfterEach
    void close() {
        discoverer.close();
    }

    private void look(Optional<ReplicatedStore> store, Discoverer.Ports ports) {
        discoverer.look(store, settings(), adapters, ports, OptionalInt.empty());
    }

    private Settings settings() {
        return Settings.of(SettingsTest.config(given), Settings.NONE);
    }

    private String wanted() throws Exception {
        return Files.readString(directory.resolve("wanted"));
    }

    @Test
    void whatThisMonitorIsIsAnnounced() throws Exception {
        given.put("snpGraphServerId", "55555");
        look(STORE, new Discoverer.Ports(OptionalInt.of(8080), OptionalInt.of(8443), "0.1.0"));
        assertThat(wanted())
                .contains("publish\nname=Vic\nport=8080\n")
                .contains("id=" + "1".repeat(32), "net=" + "2".repeat(32), "https=8443", "store=none", "snp=55555");
        given.put("announce", false);
        look(STORE, PORTS);
        assertThat(wanted()).isEqualTo("unpublish\n");
    }

    @Test
    void whatIsAnnouncedStaysWhileTheStoreIsReplaced() throws Exception {
        look(Optional.empty(), PORTS);
        assertThat(directory.resolve("wanted")).doesNotExist();
        look(STORE, PORTS);
        String before = wanted();
        look(Optional.empty(), PORTS);
        assertThat(wanted()).isEqualTo(before);
        given.put("announce", false);
        look(Optional.empty(), PORTS);
        assertThat(wanted()).isEqualTo("unpublish\n");
    }

    @Test
    void aDateThatIsSetRightIsNoTimeThatPassed() throws Exception {
        StorageAdapter adapter = (StorageAdapter) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {StorageAdapter.class},
                (proxy, method, arguments) -> method.getName().equals("hashCode") ? 1 : proxy == arguments[0]);
        adapters.put(adapter, Map.of());
        look(STORE, PORTS);
        assertThat(wanted()).contains("store=uses");
        adapters.remove(adapter);
        date = date.plus(Duration.ofDays(100));
        look(STORE, PORTS);
        assertThat(wanted()).contains("store=uses");
    }

    @Test
    void withoutAPortNothingIsAnnouncedAndThatIsTold() throws Exception {
        look(STORE, new Discoverer.Ports(OptionalInt.empty(), OptionalInt.empty(), "0.1.0"));
        assertThat(wanted()).isEqualTo("unpublish\n");
        FormattingResultLog log = new FormattingResultLog();
        discoverer.report(log, settings());
        assertThat(new Result(log).getStatus()).isEqualTo(Result.Status.WARN);
        assertThat(log.toString()).contains("cannot be announced");
        assertThat(discoverer.channels()).extracting("name").isEqualTo(List.of("avahi-ps"));
    }
}
