// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storeembedded;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.guifi.dimon.api.store.StorageAdapter;
import net.guifi.dimon.api.store.StorageAdapter.Change;
import net.guifi.dimon.api.store.StorageException;

/** An engine as a flow uses it: in bounded portions, and counted. */
final class Engine {
    static final int BATCH_OCTETS = 1 << 20;
    private static final int BATCH_KEYS = 500;

    private final StorageAdapter adapter;
    private volatile boolean closed;
    private volatile long updates;
    private volatile long octets;
    private volatile long logged;
    private volatile long reads;
    private volatile Optional<String> unwritten = Optional.empty();

    Engine(StorageAdapter adapter) {
        this.adapter = adapter;
    }

    String name() {
        return adapter.name();
    }

    List<String> warnings() {
        return adapter.warnings();
    }

    long updates() {
        return updates;
    }

    long octets() {
        return octets;
    }

    long logged() {
        return logged;
    }

    long reads() {
        return reads;
    }

    /** Why the last update failed, until one succeeds: an engine that is full answers what it is asked. */
    Optional<String> unwritten() {
        return unwritten;
    }

    boolean isClosed() {
        return closed;
    }

    void close() {
        closed = true;
    }

    private void needOpen() throws StorageException {
        if (closed) {
            throw new StorageException("The flow was stopped", null);
        }
    }

    Set<String> members(String key) throws StorageException {
        needOpen();
        return adapter.members(key);
    }

    List<Optional<Octets>> read(List<String> keys) throws StorageException {
        List<Optional<Octets>> found = new ArrayList<>(keys.size());
        for (int from = 0; from < keys.size(); from += BATCH_KEYS) {
            needOpen();
            List<String> asked = keys.subList(from, Math.min(keys.size(), from + BATCH_KEYS));
            List<Optional<byte[]>> answers = adapter.read(List.copyOf(asked));
            if (answers.size() != asked.size()) {
                throw new StorageException(
                        adapter.name() + " answered " + answers.size() + " of " + asked.size() + " keys", null);
            }
            answers.forEach(answer -> found.add(answer.map(Octets::wrap)));
            reads += asked.size();
        }
        return found;
    }

    void update(List<Change> changes) throws StorageException {
        if (changes.isEmpty()) {
            return;
        }
        needOpen();
        try {
            adapter.update(List.copyOf(changes));
        } catch (StorageException e) {
            unwritten = Optional.of(String.valueOf(e.getMessage()));
            throw e;
        }
        unwritten = Optional.empty();
        updates++;
        octets += changes.stream()
                .filter(Change.Assign.class::isInstance)
                .mapToLong(change -> ((Change.Assign) change).value().length)
                .sum();
        logged += adapter.cost(changes);
    }

    /** Reads what stands in the slots of entries, in batches, up to a size. */
    Map<String, Octets> values(Keys keys, String id, Map<String, Index.Entry> entries, int most)
            throws StorageException {
        Map<String, Octets> values = new HashMap<>();
        List<String> names = new ArrayList<>();
        List<String> asked = new ArrayList<>();
        int size = 0;
        int total = 0;
        for (Map.Entry<String, Index.Entry> each : entries.entrySet()) {
            int length = each.getValue().length();
            if (length == 0) {
                values.put(each.getKey(), Octets.NONE);
                continue;
            }
            if (total > 0 && total + length > most) {
                break;
            }
            if (size + length > BATCH_OCTETS && !asked.isEmpty()) {
                collect(names, read(asked), values);
                names.clear();
                asked.clear();
                size = 0;
            }
            names.add(each.getKey());
            asked.add(keys.slot(id, each.getValue().slot()));
            size += length;
            total += length;
        }
        collect(names, read(asked), values);
        return values;
    }

    /** The names of those entries whose values stand in their slots; at no time are more than a batch of them held. */
    Set<String> standing(Keys keys, String id, Map<String, Index.Entry> entries) throws StorageException {
        Set<String> standing = new HashSet<>();
        Map<String, Index.Entry> batch = new LinkedHashMap<>();
        int size = 0;
        for (Map.Entry<String, Index.Entry> each : entries.entrySet()) {
            if (size + each.getValue().length() > BATCH_OCTETS && !batch.isEmpty()) {
                addRight(values(keys, id, batch, Integer.MAX_VALUE), batch, standing);
                batch.clear();
                size = 0;
            }
            batch.put(each.getKey(), each.getValue());
            size += each.getValue().length();
        }
        addRight(values(keys, id, batch, Integer.MAX_VALUE), batch, standing);
        return standing;
    }

    private static void addRight(Map<String, Octets> found, Map<String, Index.Entry> entries, Set<String> right) {
        found.forEach((name, value) -> {
            if (entries.get(name).isOf(value)) {
                right.add(name);
            }
        });
    }

    private static void collect(List<String> names, List<Optional<Octets>> answers, Map<String, Octets> values) {
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            answers.get(i).ifPresent(value -> values.put(name, value));
        }
    }

    /** Reads a catalogue. */
    Optional<Catalogue> catalogue(Keys keys, String id) throws StorageException {
        List<Optional<Octets>> found = read(List.of(keys.index(id), keys.recent(id)));
        return catalogue(found.get(0), found.get(1));
    }

    static Optional<Catalogue> catalogue(Optional<Octets> base, Optional<Octets> recent) {
        return base.flatMap(first -> recent.map(second -> new Catalogue(first, second)));
    }

    /** An update of one monitor's registers that is put together. */
    static List<Change> changes(
            Keys keys, String id, Catalogue wanted, Optional<Octets> base, Optional<Octets> recent) {
        List<Change> changes = new ArrayList<>();
        if (!base.equals(Optional.of(wanted.base()))) {
            changes.add(new Change.Assign(keys.index(id), wanted.base().toArray()));
        }
        if (!recent.equals(Optional.of(wanted.recent()))) {
            changes.add(new Change.Assign(keys.recent(id), wanted.recent().toArray()));
        }
        return changes;
    }
}
