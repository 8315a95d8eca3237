// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import net.guifi.dimon.api.inventory.Device;
import net.guifi.dimon.api.inventory.Inventory;
import net.guifi.dimon.api.inventory.SourceStatus;
import net.guifi.dimon.api.inventory.SourceStatus.State;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourcesTest {
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final Duration UNWATCHED = Duration.ofHours(1);

    @TempDir
    private Path folder;

    private final List<Inventory> published = new CopyOnWriteArrayList<>();
    private Sources sources;

    @BeforeEach
    void start() {
        sources = new Sources(folder.resolve("data"), UNWATCHED, published::add, pid -> {});
    }

    /** Changed files are noticed from here on; where this is not wanted the test alone says when to look. */
    private void watchFiles() {
        stop();
        sources = new Sources(folder.resolve("data"), Duration.ofMillis(50), published::add, pid -> {});
    }

    @AfterEach
    void stop() {
        sources.close();
    }

    private void restart() {
        stop();
        published.clear();
        start();
    }

    private void configure(String pid, String name, Path location) {
        List<String> problems = new ArrayList<>();
        sources.configure(
                pid,
                SourceSettings.parse(name, location.toString(), "auto", "PT1H", problems::add),
                String.join("; ", problems));
        assertThat(problems).isEmpty();
    }

    private static Path csv(Path file, int from, int to) throws IOException {
        List<String> rows = IntStream.rangeClosed(from, to)
                .mapToObj(id -> id + ",Device " + id + ",10.1." + id / 256 + "." + id % 256 + ",Working")
                .toList();
        return Files.write(file, rows);
    }

    /** A source "a" of a CSV file with so many devices, which are there. */
    private Path listed(int devices) throws IOException {
        Path file = csv(folder.resolve("a.csv"), 1, devices);
        configure("pid", "a", file);
        awaitDevices(devices);
        return file;
    }

    private Device device(String id) {
        return sources.inventory().find(id).orElseThrow();
    }

    private void awaitDevices(int count) {
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(sources.inventory().devices()).hasSize(count));
    }

    @Test
    void theInventoryIsTheUnionOfItsSources() throws Exception {
        Path a = csv(folder.resolve("a.csv"), 1, 3);
        configure("pid.a", "a", a);
        configure("pid.b", "", csv(folder.resolve("b b.csv"), 1, 5));
        awaitDevices(8);
        String before = sources.inventory().version();
        Device ofB = device("b-b:1");

        csv(a, 2, 4);
        SourceStatus status = sources.refresh("a");

        assertThat(status.state()).isEqualTo(State.IMPORTED);
        assertThat(List.of(status.devices(), status.added(), status.removed(), status.changed()))
                .containsExactly(3, 1, 1, 0);
        assertThat(device("b-b:1")).isSameAs(ofB);
        assertThat(sources.inventory().version()).isNotEqualTo(before);
        assertThat(sources.sources()).extracting(SourceStatus::name).containsExactly("a", "b-b");
    }

    @Test
    void whatDidNotChangeStaysTheSameObject() throws Exception {
        Path file = listed(3);
        Device one = device("a:1");
        Device two = device("a:2");
        Inventory before = sources.inventory();

        Files.writeString(file, Files.readString(file).replace("Device 2", "Renamed"));
        assertThat(sources.refresh("a").changed()).isEqualTo(1);

        assertThat(device("a:1")).isSameAs(one);
        assertThat(device("a:2")).isNotSameAs(two);
        assertThat(before.find("a:2")).containsSame(two);
        assertThat(sources.refresh("a").state()).isEqualTo(State.UNCHANGED);
    }

    @Test
    void theVersionNamesTheContent() throws Exception {
        Path file = listed(3);
        String version = sources.inventory().version();
        try (Sources elsewhere = new Sources(folder.resolve("other"), UNWATCHED, inventory -> {}, pid -> {})) {
            Path reversed = folder.resolve("reversed.csv");
            List<String> rows = new ArrayList<>(Files.readAllLines(file));
            Collections.reverse(rows);
            Files.write(reversed, rows);
            elsewhere.configure("x", SourceSettings.parse("a", reversed.toString(), "csv", "PT1H", problem -> {}), "");
            elsewhere.refresh("a");
            assertThat(elsewhere.inventory().version()).isEqualTo(version);
        }
        csv(file, 1, 4);
        sources.refresh("a");
        assertThat(sources.inventory().version()).isNotEqualTo(version);
        csv(file, 1, 3);
        sources.refresh("a");
        assertThat(sources.inventory().version()).isEqualTo(version);
    }

    @Test
    void aChangedFileIsNoticed() throws Exception {
        watchFiles();
        Path file = listed(3);
        csv(file, 1, 4);
        awaitDevices(4);
    }

    @Test
    void aFileThatComesLaterIsRead() throws Exception {
        watchFiles();
        Path file = folder.resolve("late.csv");
        configure("pid", "late", file);
        await().atMost(LIMIT).until(() -> sources.sources().get(0).state() == State.FAILED);
        assertThat(sources.sources().get(0).message()).contains("there is no file " + file);
        csv(file, 1, 2);
        awaitDevices(2);
    }

    @Test
    void aBadVersionLeavesTheOldOne() throws Exception {
        Path file = CnmlGenerator.write(folder.resolve("net.cnml"), 20, "");
        configure("pid", "net", file);
        awaitDevices(20);
        Inventory before = sources.inventory();

        Files.writeString(file, "<cnml>\n<node id='1'>\n<device id='1'/>\n");
        SourceStatus status = sources.refresh("net");

        assertThat(status.state()).isEqualTo(State.FAILED);
        assertThat(status.message()).startsWith(file + ":4: ");
        assertThat(status.devices()).isEqualTo(20);
        assertThat(sources.inventory()).isSameAs(before);

        CnmlGenerator.write(file, 20, "");
        assertThat(sources.refresh("net").state()).isEqualTo(State.UNCHANGED);
    }

    @Test
    void aFolderIsOneSource() throws Exception {
        watchFiles();
        Path documents = Files.createDirectories(folder.resolve("documents"));
        csv(documents.resolve("a.csv"), 1, 20);
        CnmlGenerator.write(documents.resolve("b.cnml"), 22, "");
        Files.writeString(documents.resolve("notes.txt"), "no document");
        configure("pid", "", documents);
        awaitDevices(22);
        assertThat(sources.sources().get(0).message()).contains("20 warnings").contains("there is a device 1 already");

        Path bad = Files.writeString(documents.resolve("c.xml"), "<html/>");
        assertThat(sources.refresh("documents").message()).startsWith(bad + ":1: ");
        assertThat(sources.inventory().devices()).hasSize(22);

        Files.delete(bad);
        csv(documents.resolve("d.csv"), 100, 101);
        awaitDevices(24);
    }

    @Test
    void theLossOfMostDevicesWaitsForAPerson() throws Exception {
        Path file = listed(20);

        csv(file, 1, 9);
        SourceStatus status = sources.refresh("a");
        assertThat(status.state()).isEqualTo(State.WAITING);
        assertThat(status.removed()).isEqualTo(11);
        assertThat(status.devices()).isEqualTo(20);
        assertThat(sources.refresh("a").state()).isEqualTo(State.WAITING);

        restart();
        configure("pid", "a", file);
        awaitDevices(20);
        assertThat(sources.sources().get(0).state()).isEqualTo(State.WAITING);
        assertThat(sources.sources().get(0).removed()).isEqualTo(11);

        assertThat(sources.confirm("a").state()).isEqualTo(State.IMPORTED);
        assertThat(sources.inventory().devices()).hasSize(9);
        assertThat(sources.refresh("a").state()).isEqualTo(State.UNCHANGED);
        assertThatIllegalArgumentException().isThrownBy(() -> sources.confirm("a"));
    }

    @Test
    void theLossOfMostOfAFewDevicesWaitsButOneMayGo() throws Exception {
        Path file = listed(3);
        csv(file, 1, 1);
        assertThat(sources.refresh("a").state()).isEqualTo(State.WAITING);
        assertThat(sources.confirm("a").devices()).isEqualTo(1);
        csv(file, 7, 7);
        assertThat(sources.refresh("a").state()).isEqualTo(State.IMPORTED);
    }

    @Test
    void mostDevicesNoLongerWatchedWaitForAPerson() throws Exception {
        Path file = listed(4);
        Files.writeString(file, Files.readString(file).replace("Working", "Planned"));
        SourceStatus status = sources.refresh("a");
        assertThat(status.state()).isEqualTo(State.WAITING);
        assertThat(status.message()).startsWith("4 of 4 devices would go or no longer be watched");
        assertThat(sources.inventory().monitored()).isEqualTo(4);
    }

    @Test
    void whatAPersonDiscardedIsNotAskedAgain() throws Exception {
        Path file = listed(20);
        csv(file, 1, 2);
        sources.refresh("a");

        assertThat(sources.discard("a").state()).isEqualTo(State.UNCHANGED);
        assertThat(sources.refresh("a").message()).contains("discarded");
        restart();
        configure("pid", "a", file);
        assertThat(sources.refresh("a").state()).isEqualTo(State.UNCHANGED);
        assertThat(sources.inventory().devices()).hasSize(20);

        csv(file, 1, 3);
        assertThat(sources.refresh("a").state()).isEqualTo(State.WAITING);
    }

    @Test
    void aNewerGoodVersionSupersedesWhatWaits() throws Exception {
        Path file = listed(20);
        csv(file, 1, 2);
        assertThat(sources.refresh("a").state()).isEqualTo(State.WAITING);
        Files.writeString(file, "no list");
        assertThat(sources.refresh("a")).satisfies(status -> {
            assertThat(status.state()).isEqualTo(State.WAITING);
            assertThat(status.message()).contains("no row has the form");
        });
        csv(file, 1, 21);
        assertThat(sources.refresh("a").state()).isEqualTo(State.IMPORTED);
        assertThat(sources.inventory().devices()).hasSize(21);
        assertThatIllegalArgumentException().isThrownBy(() -> sources.discard("a"));
    }

    @Test
    void anotherLocationIsImportedAnew() throws Exception {
        configure("pid", "a", csv(folder.resolve("a.csv"), 1, 20));
        awaitDevices(20);
        configure("pid", "a", csv(folder.resolve("b.csv"), 5, 6));
        awaitDevices(2);
        assertThat(sources.sources().get(0).location()).endsWith("b.csv");

        configure("pid", "a", folder.resolve("absent.csv"));
        await().atMost(LIMIT).until(() -> sources.sources().get(0).state() == State.FAILED);
        assertThat(sources.inventory().devices()).hasSize(2);
    }

    @Test
    void afterARestartTheDevicesAreThereWithoutTheSource() throws Exception {
        Path file = CnmlGenerator.write(folder.resolve("net.cnml"), 50, "");
        configure("pid", "net", file);
        configure("other", "b", csv(folder.resolve("b.csv"), 1, 2));
        awaitDevices(52);
        String version = sources.inventory().version();
        Files.delete(file);

        restart();
        configure("pid", "net", file);
        configure("other", "b", folder.resolve("b.csv"));
        await().atMost(LIMIT).until(() -> !published.isEmpty());

        assertThat(published.get(0).version()).isEqualTo(version);
        await().atMost(LIMIT).until(() -> sources.refresh("net").state() == State.FAILED);
        assertThat(sources.inventory().version()).isEqualTo(version);
    }

    @Test
    void aDamagedKeptCopyIsNotUsed() throws Exception {
        Path file = listed(3);
        stop();
        Files.write(folder.resolve("data/a.kept.zip"), new byte[100]);
        start();
        configure("pid", "a", file);
        awaitDevices(3);
    }

    @Test
    void aRemovedSourceTakesItsDevicesAndItsKeptCopyAway() throws Exception {
        configure("pid.a", "a", csv(folder.resolve("a.csv"), 1, 20));
        configure("pid.b", "b", csv(folder.resolve("b.csv"), 1, 2));
        awaitDevices(22);
        sources.remove("pid.a", true);
        awaitDevices(2);
        assertThat(folder.resolve("data")).isDirectoryNotContaining("glob:**/a.*");
        assertThat(folder.resolve("data")).isDirectoryContaining("glob:**/b.kept.zip");
    }

    @Test
    void keptCopiesThatNobodyWantsAnyMoreAreRemoved() throws Exception {
        configure("pid.a", "a", csv(folder.resolve("a.csv"), 1, 2));
        awaitDevices(2);
        restart();
        sources.removeOrphans();
        assertThat(folder.resolve("data")).isDirectoryNotContaining("glob:**/a.*");
    }

    @Test
    void whileAConfigurationIsWrongKeptCopiesStay() throws Exception {
        configure("pid.a", "a", csv(folder.resolve("a.csv"), 1, 2));
        awaitDevices(2);
        restart();
        sources.problem("pid.a", "location is missing");
        sources.removeOrphans();
        assertThat(folder.resolve("data")).isDirectoryContaining("glob:**/a.kept.zip");

        sources.problem("pid.a", "");
        configure("pid.a", "typo", folder.resolve("absent.csv"));
        await().atMost(LIMIT).until(() -> sources.sources().size() == 1);
        sources.removeOrphans();
        assertThat(folder.resolve("data")).isDirectoryContaining("glob:**/a.kept.zip");

        sources.remove("pid.a", true);
        await().atMost(LIMIT).until(() -> sources.sources().isEmpty());
        sources.removeOrphans();
        assertThat(folder.resolve("data")).isDirectoryNotContaining("glob:**/a.*");
    }

    @Test
    void aSecondSourceOfTheSameNameIsRefusedUntilTheFirstGoes() throws Exception {
        configure("pid.1", "a", csv(folder.resolve("1.csv"), 1, 2));
        configure("pid.2", "a", csv(folder.resolve("2.csv"), 1, 3));
        awaitDevices(2);
        assertThat(sources.problems()).singleElement().satisfies(problem -> assertThat(problem)
                .contains("pid.2")
                .contains("there is a source \"a\" already"));
        sources.remove("pid.1", true);
        awaitDevices(3);
        assertThat(sources.problems()).isEmpty();
    }

    @Test
    void aRenamedSourceRenamesItsDevices() throws Exception {
        Path file = listed(2);
        configure("pid", "b", file);
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(sources.inventory().find("b:1")).isPresent());
        assertThat(sources.inventory().devices()).hasSize(2);
    }

    @Test
    void anUnknownSourceIsRefusedWithTheNamesThereAre() throws Exception {
        configure("pid", "a", csv(folder.resolve("a.csv"), 1, 2));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> sources.refresh("x"))
                .withMessage("There is no source \"x\"; there are [a]");
    }

    @Test
    void manyConfigurationsAtOnceMakeOneInventory() throws Exception {
        for (int i = 0; i < 50; i++) {
            sources.configureDevice(
                    "pid." + i, ManualDevices.device("d" + i, "", new String[] {"10.0.0.1"}, "Working", "", ""));
        }
        awaitDevices(50);
        assertThat(published).hasSizeLessThan(10);
        assertThat(sources.sources()).singleElement().satisfies(status -> assertThat(status.name())
                .isEqualTo("manual"));
        assertThat(sources.refresh("manual").devices()).isEqualTo(50);
    }
}
