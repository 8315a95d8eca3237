// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storeembedded;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.guifi.dimon.api.store.Reach;
import net.guifi.dimon.api.store.ReplicatedStore;
import net.guifi.dimon.api.store.StorageException;

/** Brings what others own from one engine. For the thread of the flow. */
final class Inbox {
    private static final int ROUND_OCTETS = 4 << 20;
    private static final int BATCH_INDEXES = 16;
    private static final int MOST_RETRIES = 10_000;

    private record Retry(long due, Duration pause) {}

    private final Replica replica;
    private final Engine engine;
    private final Keys keys;
    private final Map<Octets, Retry> retries = new HashMap<>();
    private int turn;

    Inbox(Replica replica, Engine engine, Keys keys) {
        this.replica = replica;
        this.engine = engine;
        this.keys = keys;
    }

    Optional<Manifest> parse(String id, Octets encoded) {
        try {
            return Optional.of(Manifest.read(encoded, replica.networkId(), id));
        } catch (MalformedException e) {
            replica.refusals().count(engine.name(), "the manifest of " + id, e.getMessage());
            return Optional.empty();
        }
    }

    /** Takes what is new of those whose manifests stand in the engine. */
    void take(Link link, Collection<Manifest> manifests) throws StorageException {
        List<Manifest> behind = new ArrayList<>();
        List<String> ids = new ArrayList<>();
        for (Manifest manifest : manifests) {
            if (!manifest.owner().equals(replica.monitorId())) {
                ids.add(manifest.owner());
                if (replica.hear(link, manifest)) {
                    behind.add(manifest);
                }
            }
        }
        try {
            for (int from = 0; from < behind.size(); from += BATCH_INDEXES) {
                readIndexes(behind.subList(from, Math.min(behind.size(), from + BATCH_INDEXES)));
            }
            int size = 0;
            // Another one first each time, so that those who write most do not starve the others.
            for (int i = 0; i < ids.size() && size < ROUND_OCTETS; i++) {
                size += readValues(ids.get((i + turn) % ids.size()), ROUND_OCTETS - size);
            }
            turn++;
        } finally {
            replica.commitTaken();
        }
    }

    /** Manifest and index are read at one moment, or they would not fit each other while their owner writes. */
    private void readIndexes(List<Manifest> manifests) throws StorageException {
        List<String> asked = new ArrayList<>();
        for (Manifest manifest : manifests) {
            asked.add(keys.manifest(manifest.owner()));
            asked.add(keys.index(manifest.owner()));
            asked.add(keys.recent(manifest.owner()));
        }
        List<Optional<Octets>> answers = engine.read(asked);
        for (int i = 0; i < manifests.size(); i++) {
            Manifest first = manifests.get(i);
            Optional<Octets> again = answers.get(3 * i);
            Optional<Manifest> manifest = again.equals(Optional.of(first.encoded()))
                    ? Optional.of(first)
                    : again.flatMap(octets -> parse(first.owner(), octets));
            Optional<Catalogue> catalogue = Engine.catalogue(answers.get(3 * i + 1), answers.get(3 * i + 2));
            if (manifest.isPresent() && catalogue.isPresent()) {
                adopt(manifest.get(), catalogue.get());
            }
        }
    }

    private void adopt(Manifest manifest, Catalogue catalogue) {
        try {
            Index index = catalogue.read();
            // Another one of the same monitor is no reason to worry: it was written before or after the manifest.
            if (catalogue.hash().equals(manifest.indexHash())) {
                replica.adopt(manifest, index, catalogue);
            }
        } catch (MalformedException e) {
            replica.refusals().count(engine.name(), "the index of " + manifest.owner(), e.getMessage());
        }
    }

    /** Reads values that should be here and are not, and says how many octets they should have had. */
    private int readValues(String id, int most) throws StorageException {
        Map<String, Index.Entry> wanted = replica.wanted(id);
        if (wanted.isEmpty()) {
            return 0;
        }
        long now = replica.surroundings().nanos();
        Map<String, Index.Entry> everywhere = new LinkedHashMap<>();
        Map<String, Index.Entry> guarded = new LinkedHashMap<>();
        wanted.forEach((name, entry) -> (entry.reach() == Reach.EVERYWHERE ? everywhere : guarded).put(name, entry));
        Octets together = Octets.wrap(everywhere.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .hash(Index.Entry.HASH_LENGTH);
        Map<String, Index.Entry> due = new LinkedHashMap<>();
        boolean all = !everywhere.isEmpty() && isDue(together, now);
        if (all) {
            due.putAll(everywhere);
        }
        guarded.forEach((name, entry) -> {
            if (isDue(entry.hash(), now)) {
                due.put(name, entry);
            }
        });
        if (due.isEmpty()) {
            return 0;
        }
        int longest = everywhere.values().stream().mapToInt(Index.Entry::length).sum();
        int bound = all ? Math.max(most, Math.min(longest, ROUND_OCTETS)) : most;
        Map<String, Octets> found = engine.values(keys, id, due, bound);
        Set<String> right = replica.arrived(id, found, longest > ROUND_OCTETS);
        refuseWrong(id, found, right);
        if (all) {
            tried(together, right.containsAll(everywhere.keySet()), now);
        }
        int size = 0;
        for (Map.Entry<String, Index.Entry> each : due.entrySet()) {
            size += each.getValue().length();
            if (size > bound) {
                break;
            }
            if (each.getValue().reach() == Reach.GUARDIANS) {
                tried(each.getValue().hash(), right.contains(each.getKey()), now);
            }
        }
        return size;
    }

    /** A value that is not that of the index may be older or newer; after a while it is taken for damaged. */
    private void refuseWrong(String id, Map<String, Octets> found, Set<String> right) {
        boolean late = replica.isLate(id);
        found.forEach((name, value) -> {
            if (value.length() > ReplicatedStore.MAX_VALUE) {
                replica.refusals().count(engine.name(), entry(name, id), "it is too long for a value");
            } else if (late && !right.contains(name)) {
                replica.refusals().count(engine.name(), entry(name, id), "it is not what its owner signed");
            }
        });
    }

    private static String entry(String name, String id) {
        return "the entry " + name + " of " + id;
    }

    private boolean isDue(Octets what, long now) {
        Retry retry = retries.get(what);
        return retry == null || now - retry.due() >= 0;
    }

    private void tried(Octets what, boolean came, long now) {
        if (came) {
            retries.remove(what);
            return;
        }
        if (retries.size() > MOST_RETRIES) {
            retries.clear();
        }
        retries.merge(
                what,
                new Retry(now, replica.timing().round()),
                (before, first) -> later(now, before.pause().multipliedBy(2)));
    }

    private Retry later(long now, Duration wait) {
        Duration guard = replica.timing().guard();
        Duration bounded = wait.compareTo(guard) < 0 ? wait : guard;
        return new Retry(now + bounded.toNanos(), bounded);
    }
}
