// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storedirectory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import net.guifi.dimon.api.store.ReplicatedStore;
import net.guifi.dimon.api.store.StorageAdapter;
import net.guifi.dimon.api.store.StorageAdapter.Change;
import net.guifi.dimon.api.store.StoreStatus;
import net.guifi.dimon.storecontract.Engine;
import net.guifi.dimon.storeembedded.TestMonitor;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two monitors over two real Syncthing instances, of which the worst is asked. */
class SyncthingFaultsIT {
    private static final int ENTRIES = 40;

    @TempDir
    Path home;

    private SyncthingEngine engine;
    private final List<Engine.Connection> connections = new ArrayList<>();
    private final List<TestMonitor> monitors = new ArrayList<>();

    @BeforeEach
    void start() throws Exception {
        engine = new SyncthingEngine();
        connections.add(engine.connect(0));
        connections.add(engine.connect(1));
        monitors.add(TestMonitor.founder(Files.createDirectory(home.resolve("zero"))));
        monitors.get(0).start(connections.get(0).adapter());
        monitors.add(monitors.get(0).another(Files.createDirectory(home.resolve("one"))));
        monitors.get(1).start(connections.get(1).adapter());
        put(0, "watch", "of zero");
        put(1, "watch", "of one");
        settles("they have each other's entries", this::assertLevel);
    }

    @AfterEach
    void stop() throws Exception {
        for (TestMonitor monitor : monitors) {
            monitor.close();
        }
        for (Engine.Connection connection : connections) {
            connection.close();
        }
        if (engine != null) {
            engine.close();
        }
    }

    private void put(int monitor, String name, String value) {
        monitors.get(monitor).store().put(name, value.getBytes(StandardCharsets.UTF_8));
    }

    private Optional<String> read(int reader, int owner, String name) {
        return monitors.get(reader)
                .store()
                .get(monitors.get(owner).store().monitorId(), name)
                .map(value -> new String(value, StandardCharsets.UTF_8));
    }

    private void settles(String what, ThrowingRunnable check) {
        await(what).atMost(engine.settling().multipliedBy(2)).untilAsserted(check);
    }

    private void assertLevel() {
        for (int owner = 0; owner < 2; owner++) {
            ReplicatedStore original = monitors.get(owner).store();
            ReplicatedStore copy = monitors.get(1 - owner).store();
            assertThat(copy.names(original.monitorId())).isEqualTo(original.names(original.monitorId()));
            for (String name : original.names(original.monitorId())) {
                assertThat(read(1 - owner, owner, name)).as(name).isEqualTo(read(owner, owner, name));
            }
            assertThat(original.status().links())
                    .allMatch(link -> link.trust() == StoreStatus.Trust.TRUSTED && !link.waiting());
            assertThat(original.status().refusals()).isEmpty();
            assertThat(monitors.get(owner).isCloneFound()).isFalse();
        }
    }

    @Test
    void bothWriteWhileTheyAreCutFromEachOther() {
        engine.cut();
        for (int i = 0; i < ENTRIES; i++) {
            put(0, "chunk/" + i, "zero " + i);
            put(1, "chunk/" + i, "one " + i);
        }
        put(0, "watch", "changed by zero");
        monitors.get(1).store().remove("watch");
        settles("each has brought it as far as it can", () -> assertThat(monitors)
                .allSatisfy(
                        monitor -> assertThat(monitor.store().status().links()).allMatch(link -> !link.waiting())));
        assertThat(read(1, 0, "watch")).hasValue("of zero");
        assertThat(read(0, 1, "watch")).hasValue("of one");
        engine.heal();
        settles("all came across", this::assertLevel);
        assertThat(read(1, 0, "watch")).hasValue("changed by zero");
        assertThat(read(0, 1, "watch")).isEmpty();
        assertThat(read(0, 1, "chunk/7")).hasValue("one 7");
    }

    @Test
    void oneSyncthingIsKilledWhileItShares() throws Exception {
        String zeros = "0".repeat(100_000);
        for (int i = 0; i < ENTRIES; i++) {
            put(0, "chunk/" + i, zeros + i);
        }
        settles("it is at it", () -> assertThat(valuesAt(1)).isGreaterThan(2));
        engine.node(1).kill();
        put(0, "watch", "meanwhile of zero");
        put(1, "watch", "meanwhile of one");
        settles("each has brought it as far as it can", () -> assertThat(monitors)
                .allSatisfy(
                        monitor -> assertThat(monitor.store().status().links()).allMatch(link -> !link.waiting())));
        assertThat(read(0, 1, "watch")).hasValue("of one");
        engine.node(1).start();
        settles("all came across", this::assertLevel);
        assertThat(read(1, 0, "watch")).hasValue("meanwhile of zero");
    }

    private long valuesAt(int node) throws Exception {
        try (Stream<Path> files = Files.walk(engine.node(node).folder())) {
            return files.filter(file -> file.toString().endsWith("+value.dimon"))
                    .filter(file -> file.toFile().length() > 100_000)
                    .count();
        }
    }

    @Test
    void aConflictIsToldAndHarmsNobody() throws Exception {
        String key = "dimon/contended";
        engine.cut();
        for (int i = 0; i < 2; i++) {
            connections.get(i).adapter().update(List.of(new Change.Assign(key, new byte[] {'0', (byte) ('0' + i)})));
        }
        engine.heal();
        settles("both have the one and the copy of the other", () -> {
            assertThat(conflicts(0)).hasSize(1);
            assertThat(conflicts(1)).hasSize(1);
        });
        StorageAdapter one = connections.get(0).adapter();
        StorageAdapter other = connections.get(1).adapter();
        byte[] value = one.read(List.of(key)).get(0).orElseThrow();
        assertThat(other.read(List.of(key)).get(0))
                .hasValueSatisfying(read -> assertThat(read).isEqualTo(value));
        // Adapters that were not there yet look at once.
        for (int i = 0; i < 2; i++) {
            try (Engine.Connection fresh = engine.connect(i)) {
                fresh.adapter().read(List.of(key));
                assertThat(fresh.adapter().warnings())
                        .singleElement()
                        .asString()
                        .startsWith("1 conflict copies");
            }
        }
        put(0, "watch", "afterwards");
        settles("they go on", this::assertLevel);
        assertThat(conflicts(0)).as("nobody touches it").hasSize(1);
    }

    private List<Path> conflicts(int node) throws Exception {
        try (Stream<Path> files = Files.list(engine.node(node).folder().resolve("dimon"))) {
            return files.filter(file -> file.toString().contains(".sync-conflict-"))
                    .toList();
        }
    }
}
