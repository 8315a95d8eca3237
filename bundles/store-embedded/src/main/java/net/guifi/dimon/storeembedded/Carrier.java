// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storeembedded;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import net.guifi.dimon.api.store.StorageAdapter.Change;
import net.guifi.dimon.api.store.StorageException;

/** Writes to one engine, unchanged, what other monitors wrote and it lacks. For the thread of the flow. */
final class Carrier {
    private static final int MOST_CARRIED = 16;
    private static final int MOST_PARCELS = 32;
    /** Those who carry the same wait for times that differ, up to so many times the least. */
    private static final int SPREAD = 3;

    private record Parcel(Index.Entry entry, CompletableFuture<Optional<Octets>> content) {}

    private final Replica replica;
    private final Link link;
    private final Engine engine;
    private final Keys keys;
    private final Timing timing;
    private final Map<String, Long> behindSince = new HashMap<>();
    private final Map<String, Long> lookedAgain = new HashMap<>();
    private final Set<String> missed = ConcurrentHashMap.newKeySet();
    /** What other links are asked for, because it is not held here and this engine lacks it. */
    private final Map<String, Parcel> parcels = new LinkedHashMap<>();

    Carrier(Replica replica, Link link, Engine engine, Keys keys) {
        this.replica = replica;
        this.link = link;
        this.engine = engine;
        this.keys = keys;
        this.timing = replica.timing();
    }

    /** Another monitor misses something of this one, perhaps just here. For any thread. */
    void missed(String id) {
        missed.add(id);
    }

    /**
     * Carries what has been lacking for long enough.
     *
     * @param there the manifests that stand in the engine
     * @param roster the monitors that its roster names
     */
    void carry(Map<String, Manifest> there, Set<String> roster) throws StorageException {
        long now = replica.surroundings().nanos();
        Map<String, Issue> carried = replica.carried();
        behindSince.keySet().retainAll(carried.keySet());
        lookedAgain.keySet().retainAll(carried.keySet());
        missed.retainAll(carried.keySet());
        int done = 0;
        for (Map.Entry<String, Issue> each : carried.entrySet()) {
            String id = each.getKey();
            Manifest held = each.getValue().manifest();
            Manifest found = there.get(id);
            if (found == null || held.sequence().isAfter(found.sequence())) {
                long since = behindSince.computeIfAbsent(id, first -> now);
                if (now - since >= patience(held).toNanos() && done++ < MOST_CARRIED) {
                    carry(each.getValue(), Optional.ofNullable(found), roster);
                    behindSince.remove(id);
                }
                continue;
            }
            behindSince.remove(id);
            Long looked = lookedAgain.get(id);
            boolean due = looked == null || now - looked >= timing.complaint().toNanos();
            // What is held may be older than what stands there, and must not replace that.
            boolean same = held.indexHash().equals(found.indexHash());
            if (missed.contains(id) && same && due && done++ < MOST_CARRIED) {
                missed.remove(id);
                lookedAgain.put(id, now);
                engine.update(contents(each.getValue()));
            }
        }
    }

    /** Several relays take turns by chance, guardians by their place: who comes later finds it done. */
    private Duration patience(Manifest held) {
        if (replica.linkCount() > 1) {
            Duration least = leastRelay();
            long spread = least.multipliedBy(SPREAD - 1).toMillis();
            long chance = Math.floorMod(
                    Guardians.score(held.owner(), replica.monitorId())
                            + held.sequence().counter() * 0x9e3779b97f4a7c15L,
                    spread);
            return least.plusMillis(chance);
        }
        return timing.guard().multipliedBy(1 + replica.membership().place(held.owner()));
    }

    /** With a short heartbeat it is less: who is heard over a relay alone must not be taken for silent meanwhile. */
    private Duration leastRelay() {
        Duration quarter = replica.heartbeat().dividedBy(SPREAD + 1);
        return quarter.compareTo(timing.relay()) < 0 ? quarter : timing.relay();
    }

    private void carry(Issue held, Optional<Manifest> found, Set<String> roster) throws StorageException {
        String id = held.manifest().owner();
        List<Change> changes = new ArrayList<>();
        boolean sameIndex = found.filter(
                        manifest -> manifest.indexHash().equals(held.manifest().indexHash()))
                .isPresent();
        if (!sameIndex) {
            changes.addAll(contents(held));
        }
        if (!roster.contains(id)) {
            changes.add(new Change.Add(keys.roster(), id));
        }
        changes.add(
                new Change.Assign(keys.manifest(id), held.manifest().encoded().toArray()));
        engine.update(changes);
    }

    /** What the engine lacks of values and index; writes most of it, and leaves the last to the caller. */
    private List<Change> contents(Issue held) throws StorageException {
        String id = held.manifest().owner();
        List<Change> changes = values(id, held.index());
        List<Optional<Octets>> standing = engine.read(List.of(keys.index(id), keys.recent(id)));
        changes.addAll(Engine.changes(keys, id, held.catalogue(), standing.get(0), standing.get(1)));
        return changes;
    }

    /** Writes the values that the engine lacks, and leaves the last of them to the caller. */
    private List<Change> values(String id, Index index) throws StorageException {
        Set<String> inPlace = engine.standing(keys, id, index.entries());
        List<Change> changes = new ArrayList<>();
        int size = 0;
        for (Map.Entry<String, Index.Entry> each : index.entries().entrySet()) {
            Index.Entry entry = each.getValue();
            if (inPlace.contains(each.getKey())) {
                continue;
            }
            Optional<Octets> held = replica.exactly(id, each.getKey(), entry);
            if (held.isEmpty()) {
                order(id, entry);
                continue;
            }
            if (size + entry.length() > Engine.BATCH_OCTETS && !changes.isEmpty()) {
                engine.update(changes);
                changes.clear();
                size = 0;
            }
            changes.add(
                    new Change.Assign(keys.slot(id, entry.slot()), held.get().toArray()));
            size += entry.length();
        }
        return changes;
    }

    /** Asks the other links for a value that only passes through here. */
    private void order(String id, Index.Entry entry) {
        String key = keys.slot(id, entry.slot());
        if (replica.linkCount() > 1 && parcels.size() < MOST_PARCELS && !parcels.containsKey(key)) {
            parcels.put(key, new Parcel(entry, replica.fetchElsewhere(link, id, entry)));
        }
    }

    /** Writes what the other links have brought. */
    void deliver() throws StorageException {
        for (Iterator<Map.Entry<String, Parcel>> each = parcels.entrySet().iterator(); each.hasNext(); ) {
            Map.Entry<String, Parcel> parcel = each.next();
            if (parcel.getValue().content().isDone()) {
                each.remove();
                Optional<Octets> content = parcel.getValue().content().getNow(Optional.empty());
                // Another monitor may have carried it meanwhile.
                boolean needed = content.isPresent()
                        && engine.read(List.of(parcel.getKey()))
                                .get(0)
                                .filter(parcel.getValue().entry()::isOf)
                                .isEmpty();
                if (needed) {
                    engine.update(List.of(
                            new Change.Assign(parcel.getKey(), content.get().toArray())));
                }
            }
        }
    }
}
