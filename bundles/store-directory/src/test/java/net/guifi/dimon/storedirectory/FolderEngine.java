// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storedirectory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import net.guifi.dimon.api.store.StorageAdapter;
import net.guifi.dimon.storecontract.Engine;

/** Two monitors on one machine, on the same folder. */
final class FolderEngine implements Engine.Breakable, Engine.Emptiable {
    private static final Duration LIMIT = Duration.ofSeconds(45);

    private final Path home = Files.createTempDirectory("dimon-folder");
    private final Path folder = Files.createDirectory(home.resolve("shared"));
    private final Path away = home.resolve("away");

    FolderEngine() throws IOException {
        // It has a home, or it is none.
    }

    /** An adapter of a monitor with a memory of its own. */
    static Connection connect(Path folder, Path memories) {
        DirectoryAdapter adapter = new DirectoryAdapter(new Folder(folder, memories), Access.OWNER, LIMIT);
        return new Connection() {
            @Override
            public StorageAdapter adapter() {
                return adapter;
            }

            @Override
            public void close() {
                adapter.close();
            }
        };
    }

    @Override
    public Connection connect(int monitor) {
        return connect(folder, home.resolve("memories" + monitor));
    }

    @Override
    public void breakDown() {
        rename(folder, away);
    }

    @Override
    public void mend() {
        if (Files.exists(away)) {
            rename(away, folder);
        }
    }

    private static void rename(Path from, Path to) {
        try {
            Files.move(from, to);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void empty() {
        emptied(folder);
    }

    /** Removes what an operator would, who empties a folder: all that does not begin with a dot. */
    static void emptied(Path folder) {
        try (Stream<Path> all = Files.list(folder)) {
            for (Path each : all.toList()) {
                if (!each.getFileName().toString().startsWith(".")) {
                    removed(each);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Removes a tree in which others may be at work. */
    static void removed(Path tree) throws IOException {
        while (Files.exists(tree)) {
            List<Path> deepestFirst;
            try (Stream<Path> all = Files.walk(tree)) {
                deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
            } catch (UncheckedIOException e) {
                continue;
            }
            for (Path each : deepestFirst) {
                try {
                    Files.deleteIfExists(each);
                } catch (DirectoryNotEmptyException e) {
                    // Somebody wrote there meanwhile: once more.
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        removed(home);
    }
}
