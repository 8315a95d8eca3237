// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storecontract;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import net.guifi.dimon.api.store.StorageAdapter;
import net.guifi.dimon.api.store.StorageAdapter.Change;
import net.guifi.dimon.api.store.StorageException;

/** Short words for what the tests say all the time. */
final class Calls {
    private static final String RUN = "contract/" + UUID.randomUUID();
    private static final AtomicInteger COUNT = new AtomicInteger();

    private Calls() {}

    /** A key that was never used, in this run or another. */
    static String freshKey(String last) {
        return RUN + '/' + COUNT.incrementAndGet() + '/' + last;
    }

    static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static byte[] octets(long number) {
        return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
    }

    static long number(byte[] octets) {
        return ByteBuffer.wrap(octets).getLong();
    }

    static Change assign(String key, String value) {
        return new Change.Assign(key, octets(value));
    }

    static void write(StorageAdapter adapter, String key, String value) throws StorageException {
        adapter.update(List.of(assign(key, value)));
    }

    static Optional<String> read(StorageAdapter adapter, String key) throws StorageException {
        return one(adapter.read(List.of(key))).map(value -> new String(value, StandardCharsets.UTF_8));
    }

    static void add(StorageAdapter adapter, String key, String... words) throws StorageException {
        adapter.update(
                Stream.of(words).<Change>map(word -> new Change.Add(key, word)).toList());
    }

    static void remove(StorageAdapter adapter, String key, String word) throws StorageException {
        adapter.update(List.of(new Change.Remove(key, word)));
    }

    static <T> T one(List<T> answers) {
        if (answers.size() != 1) {
            throw new AssertionError("One key was asked for, and there are " + answers.size() + " answers");
        }
        return answers.get(0);
    }
}
