// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.update;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OverlayTest {
    @TempDir
    Path directory;

    private Path folder;
    private Overlay overlay;

    @BeforeEach
    void make() throws IOException {
        folder = directory.resolve("overlay");
        overlay = new Overlay(folder);
        overlay.recover();
    }

    private Path source(String name, String version) throws IOException {
        return Jars.bundle(directory.resolve(name + version + ".jar"), name, version);
    }

    private List<Jar> stage(Path... sources) throws Exception {
        List<Jar> set = new ArrayList<>();
        for (Path source : sources) {
            set.add(Jar.read(overlay.stage(source, set.size()), source.toString()));
        }
        return set;
    }

    private List<String> content(Overlay of) throws IOException {
        return of.jars().stream().map(Jar::toString).toList();
    }

    @Test
    void aSetComesInAndEarlierOnesOfItsNamesGo() throws Exception {
        overlay.commit(stage(source("a-x", "1.0.0"), source("b", "1.0.0")));
        overlay.commit(stage(source("a-x", "2.0.0"), source("c", "1.0.0")));
        assertThat(content(overlay)).containsExactly("a-x 2.0.0", "b 1.0.0", "c 1.0.0");
        assertThat(folder.resolve("a-x-2.0.0.jar")).exists();
        try (var files = Files.list(folder)) {
            assertThat(files).hasSize(3);
        }
    }

    @Test
    void whatWasGatheredWhenThePowerWentIsForgotten() throws Exception {
        overlay.commit(stage(source("a", "1.0.0")));
        stage(source("a", "2.0.0"), source("b", "1.0.0"));
        Overlay next = new Overlay(folder);
        next.recover();
        assertThat(content(next)).containsExactly("a 1.0.0");
        assertThat(folder.resolve(".staged")).doesNotExist();
    }

    /** The whole set counts from one moment on, however many of its jars had been moved. */
    @Test
    void whatWasTakenInWhenThePowerWentIsMovedAtTheNextStart() throws Exception {
        overlay.commit(stage(source("a", "1.0.0"), source("b", "1.0.0")));
        Path commit = Files.createDirectory(folder.resolve(".commit"));
        Jars.bundle(folder.resolve("a-2.0.0.jar"), "a", "2.0.0");
        Jars.bundle(commit.resolve("b-2.0.0.jar"), "b", "2.0.0");
        Overlay next = new Overlay(folder);
        next.recover();
        assertThat(content(next)).contains("a 2.0.0", "b 2.0.0").doesNotContain("b 1.0.0");
        assertThat(commit).doesNotExist();
        next.recover();
        assertThat(content(next)).contains("a 2.0.0", "b 2.0.0");
    }

    @Test
    void aBrokenJarIsNamedAndTheOthersAreRead() throws Exception {
        overlay.commit(stage(source("a", "1.0.0")));
        Files.writeString(folder.resolve("b-1.0.0.jar"), "PK broken");
        assertThat(content(overlay)).containsExactly("a 1.0.0");
        assertThat(overlay.problems()).containsOnlyKeys("b-1.0.0.jar");
    }

    @Test
    void equalVersionsReplaceEachOther() throws Exception {
        overlay.commit(stage(source("a", "1.0.0")));
        Path other = Jars.write(
                directory.resolve("other.jar"),
                "Bundle-ManifestVersion",
                "2",
                "Bundle-SymbolicName",
                "a",
                "Bundle-Version",
                "1.0.0",
                "Bundle-Name",
                "other");
        overlay.commit(stage(other));
        assertThat(folder.resolve("a-1.0.0.jar")).hasSameBinaryContentAs(other);
    }

    @Test
    void removedIsEveryJarOfAName() throws Exception {
        overlay.commit(stage(source("a", "1.0.0"), source("b", "1.0.0")));
        Jars.bundle(folder.resolve("by-hand.jar"), "a", "0.5.0");
        overlay.remove(List.of("a"));
        assertThat(content(overlay)).containsExactly("b 1.0.0");
    }

    /** What is taken back together is gone together, wherever the power went. */
    @Test
    void aRemovalThatCountsIsEndedAtTheNextStart() throws Exception {
        overlay.commit(stage(source("a", "1.0.0"), source("b", "1.0.0"), source("c", "1.0.0")));
        Path commit = Files.createDirectory(folder.resolve(".commit"));
        Files.createFile(commit.resolve("a.remove"));
        Files.createFile(commit.resolve("b.remove"));
        Files.delete(folder.resolve("a-1.0.0.jar"));
        Overlay next = new Overlay(folder);
        next.recover();
        assertThat(content(next)).containsExactly("c 1.0.0");
        assertThat(commit).doesNotExist();
    }

    @Test
    void whatCouldNotBeMovedIsMovedBeforeTheNextSet() throws Exception {
        Path commit = Files.createDirectory(folder.resolve(".commit"));
        Jars.bundle(commit.resolve("a-1.0.0.jar"), "a", "1.0.0");
        overlay.commit(stage(source("b", "1.0.0")));
        assertThat(content(overlay)).containsExactly("a 1.0.0", "b 1.0.0");
    }
}
