// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import net.guifi.dimon.api.inventory.SourceStatus;
import net.guifi.dimon.api.inventory.SourceStatus.State;
import net.guifi.dimon.inventory.FakeWorld.FakeMonitor;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two monitors of which one imports and the other one does not, or both do. */
class SharedSourcesTest {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final Duration UNWATCHED = Duration.ofHours(1);

    @TempDir
    private Path folder;

    private final List<String> deleted = new CopyOnWriteArrayList<>();
    private FakeMonitor storeOfA;
    private FakeMonitor storeOfB;
    private Sources a;
    private Sources b;

    @BeforeEach
    void start() throws Exception {
        FakeWorld world = new FakeWorld(Files.createDirectory(folder.resolve("world")), 2);
        storeOfA = world.monitors.get(0);
        storeOfB = world.monitors.get(1);
        a = sources("a", storeOfA);
        b = sources("b", storeOfB);
    }

    @AfterEach
    void stop() {
        a.close();
        b.close();
    }

    private Sources sources(String name, FakeMonitor store) {
        Sources sources = new Sources(folder.resolve(name), UNWATCHED, inventory -> {}, deleted::add);
        sources.share(Optional.of(store), Optional.of(store));
        return sources;
    }

    private void configure(Sources sources, Path csv) {
        sources.configure("pid", SourceSettings.parse("net", csv.toString(), "csv", "PT1H", problem -> {}), "");
    }

    private Path csv(String name, int devices) throws Exception {
        StringBuilder rows = new StringBuilder();
        for (int id = 1; id <= devices; id++) {
            rows.append(id + ",Device " + id + ",10.0.0." + id + ",Working\n");
        }
        return Files.writeString(folder.resolve(name), rows);
    }

    /** Lets each hear the other until it is so. */
    private void eventually(ThrowingRunnable assertion) {
        await().atMost(LIMIT).untilAsserted(() -> {
            storeOfA.hear(storeOfB, name -> true);
            storeOfB.hear(storeOfA, name -> true);
            a.storeChanged(storeOfB.monitorId(), storeOfA.names(storeOfB.monitorId()));
            b.storeChanged(storeOfA.monitorId(), storeOfB.names(storeOfA.monitorId()));
            a.membersChanged();
            b.membersChanged();
            assertion.run();
        });
    }

    private void bothHave(int devices) {
        eventually(() -> {
            assertThat(a.inventory().devices()).hasSize(devices);
            assertThat(b.inventory().version()).isEqualTo(a.inventory().version());
        });
    }

    @Test
    void whoImportsNothingHasTheInventoryAllTheSame() throws Exception {
        configure(a, csv("a.csv", 5));
        bothHave(5);
        assertThat(b.sources()).singleElement().satisfies(status -> {
            assertThat(status.location()).endsWith("a.csv");
            assertThat(status.state()).isEqualTo(State.UNCHANGED);
            assertThat(status.devices()).isEqualTo(5);
            assertThat(status.message()).isEqualTo("5 devices, imported by monitor " + storeOfA.monitorId());
        });

        b.close();
        b = new Sources(folder.resolve("b"), UNWATCHED, inventory -> {}, deleted::add);
        await().atMost(LIMIT).untilAsserted(() -> assertThat(b.inventory())
                .hasToString(a.inventory().toString()));
    }

    @Test
    void whatImportsTakesThePlaceOfWaitsForAPersonWhenMostOfTheNetworkWouldGo() throws Exception {
        configure(a, csv("a.csv", 9));
        bothHave(9);
        configure(b, csv("b.csv", 2));
        eventually(() -> assertThat(b.sources()).extracting(SourceStatus::state).containsExactly(State.WAITING));
        assertThat(b.sources().get(0).message()).contains("7 of 9 devices would go");
        b.confirm("net");
        bothHave(2);
        assertThat(a.sources()).singleElement().satisfies(status -> {
            assertThat(status.devices()).isEqualTo(2);
            assertThat(status.message())
                    .contains("the network has a newer version, of monitor " + storeOfB.monitorId());
        });

        b.remove("pid", true);
        bothHave(0);
        assertThat(a.sources().get(0).message()).contains("removed it from the network");
    }

    @Test
    void whatOneMonitorConfirmedWaitsNoLongerOnAnother() throws Exception {
        Path ofA = csv("a.csv", 9);
        Path ofB = csv("b.csv", 9);
        configure(a, ofA);
        bothHave(9);
        configure(b, ofB);
        csv("a.csv", 2);
        csv("b.csv", 2);
        assertThat(a.refresh("net").state()).isEqualTo(State.WAITING);
        assertThat(b.refresh("net").state()).isEqualTo(State.WAITING);
        assertThat(a.refresh("net").state()).isEqualTo(State.WAITING);
        b.confirm("net");
        bothHave(2);
        assertThat(a.refresh("net").state()).isEqualTo(State.IMPORTED);
        assertThat(a.refresh("net").state()).isEqualTo(State.UNCHANGED);
        assertThatIllegalArgumentException().isThrownBy(() -> a.confirm("net")).withMessageContaining("Nothing waits");
    }

    @Test
    void whatIsImportedElsewhereIsConfirmedThere() throws Exception {
        configure(a, csv("a.csv", 3));
        bothHave(3);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> b.confirm("net"))
                .withMessageContaining("imported by monitor " + storeOfA.monitorId());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> b.discard("net"))
                .withMessageContaining("imported by monitor " + storeOfA.monitorId());
        assertThat(b.refresh("net").devices()).isEqualTo(3);
    }

    @Test
    void switchingAComponentOffRemovesNothing() throws Exception {
        configure(a, csv("a.csv", 3));
        bothHave(3);
        a.remove("pid", false);
        a.removeOrphans();
        eventually(() -> assertThat(a.sources())
                .extracting(SourceStatus::message)
                .containsExactly("3 devices, imported by monitor " + storeOfA.monitorId()));
        bothHave(3);
    }

    @Test
    void devicesByHandAreEverybodys() {
        a.configureDevice("pid.roof", FakeWorld.byHand("roof", "Roof"));
        bothHave(1);
        b.add("cellar", "", List.of("10.0.0.9"), "", "");
        assertThat(b.inventory().find("manual:cellar")).isPresent();
        bothHave(2);
        assertThat(b.sources()).extracting(SourceStatus::devices).containsExactly(2);

        b.remove("manual:roof");
        eventually(() -> assertThat(deleted).containsExactly("pid.roof"));
        a.removeDevice("pid.roof");
        bothHave(1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> a.remove("roof"))
                .withMessageContaining("There is no device manual:roof");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> a.add("roof", "", List.of("example.org"), "", ""))
                .withMessageContaining("example.org");
        a.add("roof", "Again", List.of("10.0.0.8"), "", "");
        bothHave(2);
    }
}
