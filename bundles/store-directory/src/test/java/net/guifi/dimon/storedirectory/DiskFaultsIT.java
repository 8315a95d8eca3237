// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storedirectory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import net.guifi.dimon.api.store.StorageAdapter.Change;
import net.guifi.dimon.api.store.StorageException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk of its own below the folder, mounted and unmounted. */
class DiskFaultsIT {
    @TempDir
    Path home;

    private Path folder;
    private boolean mounted;
    private DirectoryAdapter adapter;

    @BeforeEach
    void start() throws IOException {
        folder = Files.createDirectory(home.resolve("shared"));
        mount();
        adapter = new DirectoryAdapter(
                new Folder(folder, home.resolve("memories")), Access.OWNER, Duration.ofSeconds(45));
    }

    @AfterEach
    void stop() {
        adapter.close();
        if (mounted) {
            unmount();
        }
    }

    private void mount() {
        Command.run("mount", "-t", "tmpfs", "-o", "size=128k,mode=700", "dimon-test", folder.toString());
        mounted = true;
    }

    private void unmount() {
        Command.run("umount", folder.toString());
        mounted = false;
    }

    private void write(String key, byte[] value) throws StorageException {
        adapter.update(List.of(new Change.Assign(key, value)));
    }

    private byte[] read(String key) throws StorageException {
        return adapter.read(List.of(key)).get(0).orElseThrow();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void aFullDiskIsNamedAndWhatIsThereStays() throws Exception {
        write("k", bytes("kept"));
        assertThatThrownBy(() -> write("k", new byte[200_000]))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining(folder.toString())
                .hasMessageContaining("full");
        assertThat(read("k")).isEqualTo(bytes("kept"));
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .as("what was begun is removed: it would keep the disk full")
                    .containsExactlyInAnyOrder(".dimon-store", "k+value.dimon");
        }
        write("k", bytes("goes on"));
        assertThat(read("k")).isEqualTo(bytes("goes on"));
    }

    @Test
    void aReadOnlyDiskIsNamedAndCanBeRead() throws Exception {
        write("k", bytes("kept"));
        Command.run("mount", "-o", "remount,ro", folder.toString());
        assertThatThrownBy(() -> write("k", bytes("more")))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining(folder.toString())
                .hasMessageContaining("read-only");
        assertThat(read("k")).isEqualTo(bytes("kept"));
        Command.run("mount", "-o", "remount,rw", folder.toString());
        write("k", bytes("more"));
    }

    @Test
    void aDiskThatIsGoneIsNamedAndNothingIsWrittenBeneath() throws Exception {
        write("k", bytes("kept"));
        unmount();
        assertThatThrownBy(() -> write("k", bytes("more")))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining(folder.toString())
                .hasMessageContaining("mounted");
        assertThatThrownBy(() -> read("k")).isInstanceOf(StorageException.class);
        assertThat(folder).isEmptyDirectory();
    }
}
