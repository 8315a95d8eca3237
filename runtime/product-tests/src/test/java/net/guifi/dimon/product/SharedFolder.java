// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.product;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.guifi.dimon.api.store.StorageAdapter;
import net.guifi.dimon.api.store.StorageException;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** The smallest storage adapter: a folder of the test's, in a bundle of its own ({@link BundleJar#ofClass}). */
public final class SharedFolder implements BundleActivator, StorageAdapter {
    /** The header of the bundle that names the folder. */
    static final String FOLDER = "Shared-Folder";

    private Path folder;

    /** Made by the framework. */
    public SharedFolder() {}

    @Override
    public void start(BundleContext context) {
        folder = Path.of(context.getBundle().getHeaders().get(FOLDER));
        context.registerService(StorageAdapter.class, this, null);
    }

    @Override
    public void stop(BundleContext context) {
        // The framework unregisters the service.
    }

    @Override
    public String name() {
        return "the folder of the test";
    }

    private Path file(String key) {
        return folder.resolve(URLEncoder.encode(key, StandardCharsets.UTF_8));
    }

    @Override
    public List<Optional<byte[]>> read(List<String> keys) throws StorageException {
        try {
            List<Optional<byte[]>> values = new ArrayList<>();
            for (String key : keys) {
                Path file = file(key);
                values.add(Files.exists(file) ? Optional.of(Files.readAllBytes(file)) : Optional.empty());
            }
            return values;
        } catch (IOException e) {
            throw new StorageException("cannot read", e);
        }
    }

    @Override
    public Set<String> members(String key) throws StorageException {
        String beginning = file(key).getFileName() + "=";
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith(beginning))
                    .map(name -> name.substring(beginning.length()))
                    .collect(Collectors.toSet());
        } catch (IOException e) {
            throw new StorageException("cannot list", e);
        }
    }

    @Override
    public void update(List<Change> changes) throws StorageException {
        try {
            for (Change change : changes) {
                if (change instanceof Change.Assign assign) {
                    Path made = Files.createTempFile(folder, ".", ".new");
                    Files.write(made, assign.value());
                    Files.move(made, file(assign.key()), StandardCopyOption.ATOMIC_MOVE);
                } else if (change instanceof Change.Add add) {
                    Files.write(word(add.key(), add.word()), new byte[0]);
                } else if (change instanceof Change.Remove remove) {
                    Files.deleteIfExists(word(remove.key(), remove.word()));
                }
            }
        } catch (IOException e) {
            throw new StorageException("cannot write", e);
        }
    }

    private Path word(String key, String word) {
        return folder.resolve(file(key).getFileName() + "=" + word);
    }

    @Override
    public long cost(List<Change> changes) {
        return changes.size();
    }
}
