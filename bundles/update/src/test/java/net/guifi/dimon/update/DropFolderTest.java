// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.update;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import net.guifi.dimon.api.update.UpdateException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DropFolderTest {
    @TempDir
    Path directory;

    private final AtomicLong now = new AtomicLong(1);
    private final List<List<String>> taken = new ArrayList<>();
    private String refusal = "";
    private DropFolder folder;

    @BeforeEach
    void make() {
        folder = new DropFolder(directory, this::take, now::get);
    }

    private void take(List<Path> jars) throws UpdateException {
        taken.add(jars.stream().map(jar -> jar.getFileName().toString()).toList());
        if (!refusal.isEmpty()) {
            throw new UpdateException(refusal);
        }
    }

    private void poll(int times) throws InterruptedException {
        for (int i = 0; i < times; i++) {
            now.addAndGet(Duration.ofMillis(500).toNanos());
            folder.poll();
        }
    }

    private Path drop(String name) throws IOException {
        return Jars.bundle(directory.resolve(name), "a", "1.0.0");
    }

    @Test
    void whatCameTogetherIsOneSetAndGoesWhenItIsTaken() throws Exception {
        drop("a.jar");
        poll(1);
        drop("b.jar");
        poll(1);
        assertThat(taken).isEmpty();
        poll(3);
        assertThat(taken).containsExactly(List.of("a.jar", "b.jar"));
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void aCopyThatPausesIsWaitedFor() throws Exception {
        byte[] whole = Files.readAllBytes(drop("a.jar"));
        Files.write(directory.resolve("a.jar"), Arrays.copyOf(whole, whole.length / 2));
        poll(10);
        assertThat(taken).isEmpty();
        Files.write(directory.resolve("a.jar"), whole);
        poll(2);
        assertThat(taken).containsExactly(List.of("a.jar"));
    }

    @Test
    void aCopyThatNeverEndsIsRefusedAfterAWhile() throws Exception {
        refusal = "it is broken";
        byte[] whole = Files.readAllBytes(drop("a.jar"));
        Files.write(directory.resolve("a.jar"), Arrays.copyOf(whole, whole.length / 2));
        poll(30);
        assertThat(taken).hasSize(1);
    }

    @Test
    void whatIsNoJarIsNotWaitedFor() throws Exception {
        refusal = "it is no jar";
        Files.writeString(directory.resolve("a.jar"), "hello");
        poll(2);
        assertThat(taken).hasSize(1);
    }

    @Test
    void theRefusedLieAsideWithTheReason() throws Exception {
        refusal = "org.example wants more";
        drop("a.jar");
        drop("b.jar");
        poll(5);
        assertThat(taken).hasSize(1);
        assertThat(directory.resolve("a.jar")).doesNotExist();
        assertThat(directory.resolve("refused/a.jar")).exists();
        assertThat(directory.resolve("refused/a.jar.txt")).hasContent("org.example wants more");
        assertThat(directory.resolve("refused/b.jar.txt")).hasContent("org.example wants more");
        drop("a.jar");
        poll(2);
        assertThat(taken).hasSize(2);
    }

    @Test
    void whatCannotBeRemovedIsTakenOnce() throws Exception {
        refusal = "it is broken";
        Path inTheWay = Files.writeString(directory.resolve("refused"), "no folder");
        drop("a.jar");
        poll(10);
        assertThat(taken).hasSize(1);
        drop("b.jar");
        poll(10);
        assertThat(taken).containsExactly(List.of("a.jar"), List.of("b.jar"));
        Files.delete(inTheWay);
        Files.delete(directory.resolve("a.jar"));
        poll(1);
        drop("a.jar");
        poll(10);
        assertThat(taken).hasSize(3);
    }

    @Test
    void otherFilesAreLeftAlone() throws Exception {
        drop(".hidden.jar");
        drop("half.jar.part");
        poll(30);
        assertThat(taken).isEmpty();
    }
}
