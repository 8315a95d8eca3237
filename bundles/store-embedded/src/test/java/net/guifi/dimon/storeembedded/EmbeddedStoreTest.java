// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storeembedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterProperty;
import net.jqwik.api.lifecycle.BeforeProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedStoreTest {
    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static EmbeddedStore open(Path data) throws IOException {
        return new EmbeddedStore(data.resolve("secrets"), data.resolve("store"));
    }

    @Test
    void identityNetworkAndEntriesOutliveARestart(@TempDir Path data) throws IOException {
        EmbeddedStore store = open(data);
        String monitor = store.monitorId();
        String network = store.networkId();
        store.put("watch", bytes("1,2,3"));
        store.close();

        EmbeddedStore again = open(data);
        assertThat(again.monitorId()).isEqualTo(monitor).matches("[0-9a-f]{32}");
        assertThat(again.networkId()).isEqualTo(network).matches("[0-9a-f]{16}");
        assertThat(again.get(monitor, "watch")).hasValue(bytes("1,2,3"));
        assertThat(again.owners("watch")).containsExactly(monitor);
        assertThat(again.execute().isOk()).isTrue();
        again.close();
    }

    @Test
    void twoMonitorsHaveTwoIdentitiesAndNetworks(@TempDir Path one, @TempDir Path other) throws IOException {
        EmbeddedStore a = open(one);
        EmbeddedStore b = open(other);
        assertThat(a.monitorId()).isNotEqualTo(b.monitorId());
        assertThat(a.networkId()).isNotEqualTo(b.networkId());
        a.close();
        b.close();
    }

    @Test
    void theKeyIsReadableByItsOwnerOnly(@TempDir Path data) throws IOException {
        open(data).close();
        Path key = data.resolve("secrets/monitor.key");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key.getParent())))
                .isEqualTo("rwx------");
    }

    @Test
    void whatWasPutIsOnDiskWithoutClosing(@TempDir Path data, @TempDir Path copy) throws IOException {
        EmbeddedStore store = open(data);
        store.put("watch", bytes("kept"));
        Files.createDirectories(copy.resolve("store"));
        Files.copy(data.resolve("store/entries.mv"), copy.resolve("store/entries.mv"));
        EmbeddedStore crashed = new EmbeddedStore(data.resolve("secrets"), copy.resolve("store"));
        assertThat(crashed.get(store.monitorId(), "watch")).hasValue(bytes("kept"));
        crashed.close();
        store.close();
    }

    @Test
    void aFileInUseAndADamagedKeyAreNamed(@TempDir Path data) throws IOException {
        EmbeddedStore store = open(data);
        assertThatThrownBy(() -> open(data)).hasMessageContaining("entries.mv").hasMessageContaining("in use");
        store.close();
        Files.writeString(data.resolve("secrets/monitor.key"), "no\nkey\n");
        assertThatThrownBy(() -> open(data)).hasMessageContaining("monitor.key").hasMessageContaining("no key");
    }

    @Test
    void anotherShapeOfNameIsRefused(@TempDir Path data) throws IOException {
        EmbeddedStore store = open(data);
        assertThatThrownBy(() -> store.put("a b", bytes("x"))).hasMessageContaining("\"a b\"");
        assertThatThrownBy(() -> store.put("", bytes("x"))).isInstanceOf(IllegalArgumentException.class);
        store.close();
    }

    private Path directory;

    @BeforeProperty
    void makeDirectory() throws IOException {
        directory = Files.createTempDirectory("dimon-store");
    }

    @AfterProperty
    void removeDirectory() throws IOException {
        try (var files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    record Change(String name, String value) {}

    @Provide
    Arbitrary<List<Change>> changes() {
        Arbitrary<String> names = Arbitraries.of("watch", "watch/1", "watch2", "inventory/a:b", "w");
        return Combinators.combine(names, Arbitraries.strings().ofMaxLength(20))
                .as(Change::new)
                .list()
                .ofMaxSize(30);
    }

    /** An empty value stands for a removal. */
    @Property(tries = 30)
    void theNewestValueOfEachNameIsRead(@ForAll("changes") List<Change> changes) throws IOException {
        Path data = Files.createTempDirectory(directory, "run");
        EmbeddedStore store = open(data);
        Map<String, String> expected = new HashMap<>();
        for (Change change : changes) {
            if (change.value().isEmpty()) {
                store.remove(change.name());
                expected.remove(change.name());
            } else {
                store.put(change.name(), bytes(change.value()));
                expected.put(change.name(), change.value());
            }
        }
        store.close();
        EmbeddedStore again = open(data);
        for (String name : List.of("watch", "watch/1", "watch2", "inventory/a:b", "w")) {
            assertThat(again.get(again.monitorId(), name).map(value -> new String(value, StandardCharsets.UTF_8)))
                    .isEqualTo(Optional.ofNullable(expected.get(name)));
            assertThat(again.owners(name)).hasSize(expected.containsKey(name) ? 1 : 0);
        }
        again.close();
    }
}
