// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storeembedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;

/** What the replica keeps on disk: octets by path, in one MVStore file. Not for several threads at once. */
final class Shelf implements AutoCloseable {
    private static final int CACHE_MEBIBYTES = 1;
    private static final int COMPACT_EVERY = 500;
    private static final int COMPACT_MILLIS = 200;

    private final MVStore store;
    private final MVMap<String, byte[]> map;
    private int commits;

    private Shelf(MVStore store) {
        this.store = store;
        this.map = store.openMap("replica");
    }

    /**
     * Opens the file, or makes it where there is none.
     *
     * @throws IOException when it is in use, cannot be read, or is damaged; the message names it
     */
    static Shelf open(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        try {
            // No background thread: whoever changes something decides when it has to be on the disk.
            return new Shelf(new MVStore.Builder()
                    .fileName(file.toString())
                    .cacheSize(CACHE_MEBIBYTES)
                    .autoCommitDisabled()
                    .open());
        } catch (MVStoreException e) {
            String problem =
                    switch (e.getErrorCode()) {
                        case DataUtils.ERROR_FILE_LOCKED -> "is in use by another process";
                        case DataUtils.ERROR_FILE_CORRUPT -> "is damaged";
                        default -> "cannot be opened";
                    };
            throw new IOException(file + " " + problem + ": " + e.getMessage(), e);
        }
    }

    Optional<Octets> get(String path) {
        return Optional.ofNullable(map.get(path)).map(Octets::wrap);
    }

    void put(String path, Octets value) {
        map.put(path, value.array());
    }

    void remove(String path) {
        map.remove(path);
    }

    /** Goes through all that stands below a path, in order; it may be removed meanwhile. */
    void forEach(String prefix, BiConsumer<String, Octets> visitor) {
        for (Iterator<String> paths = map.keyIterator(prefix); paths.hasNext(); ) {
            String path = paths.next();
            if (!path.startsWith(prefix)) {
                return;
            }
            visitor.accept(path.substring(prefix.length()), Octets.wrap(map.get(path)));
        }
    }

    /** Brings all changes to the file together, or none of them. After a crash of this process they are there. */
    void commit() {
        store.commit();
        if (++commits % COMPACT_EVERY == 0) {
            store.compactFile(COMPACT_MILLIS);
        }
    }

    /** After a power cut they are there, too. */
    void commitForGood() {
        commit();
        store.sync();
    }

    /** Forgets what was not committed. */
    void rollback() {
        store.rollback();
    }

    @Override
    public void close() {
        // What was not committed is forgotten, as after a crash: there is one way to end.
        store.closeImmediately();
    }
}
