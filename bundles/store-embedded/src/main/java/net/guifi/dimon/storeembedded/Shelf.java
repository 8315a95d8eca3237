// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storeembedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Iterator;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import net.guifi.dimon.api.store.StoreException;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the replica keeps on disk: octets by path, in one MVStore file. Not for several threads at once. After a failure
 * the file is opened anew, and has what was committed last.
 */
final class Shelf implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Shelf.class);
    private static final int CACHE_MEBIBYTES = 1;
    private static final int PAGE_OCTETS = 4 << 10;
    private static final int COMPACT_EVERY = 500;
    private static final int COMPACT_FILL_PERCENT = 50;
    private static final int COMPACT_OCTETS = 4 << 20;
    private static final long SLACK_OCTETS = 32 << 20;
    private static final int SLACK_FACTOR = 4;
    private static final int COPIED_AT_ONCE = 1 << 20;

    private final Path file;
    private MVStore store;
    private MVMap<String, byte[]> map;
    private int commits;
    private Optional<String> trouble = Optional.empty();
    private boolean closed;

    private Shelf(Path file) {
        this.file = file;
    }

    /**
     * Opens the file, or makes it where there is none.
     *
     * @throws DamagedException when it is damaged
     * @throws IOException when it is in use or cannot be read; the message names it
     */
    static Shelf open(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        Shelf shelf = new Shelf(file);
        try {
            shelf.use(open(file, false));
            shelf.shrink();
            return shelf;
        } catch (IOException | StoreException e) {
            shelf.close();
            throw e;
        } catch (RuntimeException | AssertionError e) {
            shelf.close();
            throw shelf.failure(e);
        }
    }

    private static MVStore open(Path file, boolean anew) throws IOException {
        try {
            if (anew) {
                Files.deleteIfExists(file);
            }
            // No background thread: whoever changes something decides when it has to be on the disk.
            return new MVStore.Builder()
                    .fileName(file.toString())
                    .cacheSize(CACHE_MEBIBYTES)
                    .pageSplitSize(PAGE_OCTETS)
                    .autoCommitDisabled()
                    .open();
        } catch (MVStoreException e) {
            if (isDamage(e)) {
                throw new DamagedException(file + " is damaged: " + e.getMessage(), e);
            }
            boolean locked = e.getErrorCode() == DataUtils.ERROR_FILE_LOCKED;
            throw new IOException(
                    file + (locked ? " is in use by another process" : " cannot be opened: " + e.getMessage()), e);
        } catch (RuntimeException | AssertionError e) {
            throw new DamagedException(file + " is damaged: " + e, e);
        }
    }

    private static boolean isDamage(MVStoreException problem) {
        return switch (problem.getErrorCode()) {
            case DataUtils.ERROR_FILE_CORRUPT,
                    DataUtils.ERROR_CHUNK_NOT_FOUND,
                    DataUtils.ERROR_INTERNAL,
                    DataUtils.ERROR_UNSUPPORTED_FORMAT,
                    DataUtils.ERROR_SERIALIZATION -> true;
            default -> false;
        };
    }

    private void use(MVStore opened) {
        store = opened;
        map = opened.openMap("replica");
    }

    /** Copies what is in use when the file is several times as long: moving it within the file is not safe in H2. */
    private void shrink() throws IOException {
        long length = Files.size(file);
        if (length <= SLACK_OCTETS) {
            return;
        }
        long live = 0;
        for (byte[] value : map.values()) {
            live += value.length;
        }
        if (length <= SLACK_OCTETS + SLACK_FACTOR * live) {
            return;
        }
        Path copy = file.resolveSibling(file.getFileName() + ".new");
        try (MVStore target = open(copy, true)) {
            MVMap<String, byte[]> copied = target.openMap("replica");
            int size = 0;
            for (Iterator<String> paths = map.keyIterator(null); paths.hasNext(); ) {
                String path = paths.next();
                byte[] value = map.get(path);
                copied.put(path, value);
                size += value.length;
                if (size > COPIED_AT_ONCE) {
                    target.commit();
                    size = 0;
                }
            }
            target.commit();
            target.sync();
        }
        store.closeImmediately();
        Files.move(copy, file, StandardCopyOption.ATOMIC_MOVE);
        use(open(file, false));
        LOG.info("{} had {} octets, and has {} now", file, length, Files.size(file));
    }

    private <T> T attempt(Supplier<T> task) {
        if (closed) {
            throw new StoreException("The store is closed", null);
        }
        try {
            if (store.isClosed()) {
                use(open(file, false));
            }
            return task.get();
        } catch (IOException e) {
            throw refused(new StoreException("The disk refuses it: " + e.getMessage(), e));
        } catch (StoreException e) {
            throw refused(e);
        } catch (RuntimeException | AssertionError e) {
            throw refused(failure(e));
        }
    }

    private StoreException refused(StoreException why) {
        trouble = Optional.of(why.getMessage());
        return why;
    }

    /** Why the disk refused something, when nothing was committed since. */
    Optional<String> trouble() {
        return trouble;
    }

    /** What does not have the form that H2 expects makes it fail in many ways. */
    private StoreException failure(Throwable cause) {
        return cause instanceof MVStoreException known && !isDamage(known)
                ? new StoreException("The disk refuses it: " + cause.getMessage(), cause)
                : new DamagedException(file + " is damaged: " + cause, cause);
    }

    Optional<Octets> get(String path) {
        return attempt(() -> Optional.ofNullable(map.get(path)).map(Octets::wrap));
    }

    void put(String path, Octets value) {
        attempt(() -> map.put(path, value.array()));
    }

    void remove(String path) {
        attempt(() -> map.remove(path));
    }

    /** Goes through all that stands below a path, in order; it may be removed meanwhile. */
    void forEach(String prefix, BiConsumer<String, Octets> visitor) {
        Iterator<String> paths = attempt(() -> map.keyIterator(prefix));
        while (attempt(paths::hasNext)) {
            String path = attempt(paths::next);
            if (!path.startsWith(prefix)) {
                return;
            }
            get(path).ifPresent(value -> visitor.accept(path.substring(prefix.length()), value));
        }
    }

    /** Brings all changes to the file together, or none of them. After a crash of this process they are there. */
    void commit() {
        attempt(() -> {
            long version = store.commit();
            if (++commits % COMPACT_EVERY == 0) {
                store.compact(COMPACT_FILL_PERCENT, COMPACT_OCTETS);
            }
            return version;
        });
        trouble = Optional.empty();
    }

    /** After a power cut they are there, too. */
    void commitForGood() {
        commit();
        attempt(() -> {
            store.sync();
            return store;
        });
    }

    /** Forgets what was not committed. */
    void rollback() {
        if (!closed && !store.isClosed()) {
            try {
                store.rollback();
            } catch (MVStoreException e) {
                LOG.debug("Opened anew instead of rolled back", e);
                store.closeImmediately();
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        if (store != null) {
            // What was not committed is forgotten, as after a crash: there is one way to end.
            store.closeImmediately();
        }
    }
}
