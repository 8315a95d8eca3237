// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storeembedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;

/** The entries of all monitors in one MVStore file: name and owner give a value. Each change is on disk at once. */
final class EntryFile implements AutoCloseable {
    private static final int CACHE_MEBIBYTES = 1;
    private static final int COMPACT_EVERY = 500;
    private static final int COMPACT_MILLIS = 200;

    private final MVStore store;
    private final MVMap<String, byte[]> entries;
    private int changes;

    private EntryFile(MVStore store) {
        this.store = store;
        this.entries = store.openMap("entries");
    }

    /**
     * Opens the file, or makes it where there is none.
     *
     * @throws IOException when it is in use, cannot be read, or is damaged; the message names it
     */
    static EntryFile open(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        try {
            // No background thread: each change commits for itself.
            MVStore store = new MVStore.Builder()
                    .fileName(file.toString())
                    .cacheSize(CACHE_MEBIBYTES)
                    .autoCommitDisabled()
                    .open();
            return new EntryFile(store);
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

    synchronized void put(String name, String owner, byte[] value) {
        entries.put(key(name, owner), value.clone());
        commit();
    }

    synchronized void remove(String name, String owner) {
        if (entries.remove(key(name, owner)) != null) {
            commit();
        }
    }

    synchronized Optional<byte[]> get(String name, String owner) {
        return Optional.ofNullable(entries.get(key(name, owner))).map(byte[]::clone);
    }

    synchronized List<String> owners(String name) {
        List<String> owners = new ArrayList<>();
        String prefix = key(name, "");
        for (Iterator<String> keys = entries.keyIterator(prefix); keys.hasNext(); ) {
            String key = keys.next();
            if (!key.startsWith(prefix)) {
                break;
            }
            owners.add(key.substring(prefix.length()));
        }
        return owners;
    }

    // A tab is in no name, so the entries of one name stand together.
    private static String key(String name, String owner) {
        return name + '\t' + owner;
    }

    private void commit() {
        store.commit();
        store.sync();
        if (++changes % COMPACT_EVERY == 0) {
            store.compactFile(COMPACT_MILLIS);
        }
    }

    @Override
    public synchronized void close() {
        store.close(COMPACT_MILLIS);
    }
}
