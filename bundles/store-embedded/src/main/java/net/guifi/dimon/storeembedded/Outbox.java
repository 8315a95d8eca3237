// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storeembedded;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.guifi.dimon.api.store.Reach;
import net.guifi.dimon.api.store.StorageAdapter.Change;
import net.guifi.dimon.api.store.StorageException;

/** Carries what this monitor owns to one engine, and knows what of it stands there. For the thread of the flow. */
final class Outbox {
    private static final int SAMPLED = 32;
    private static final int REPEATED = 32;

    private final Replica replica;
    private final Engine engine;
    private final Keys keys;
    private final String self;
    private Set<String> roster = Set.of();
    /** Which values of this monitor the engine has, by slot; those not known are written again. */
    private final Map<Integer, Octets> written = new HashMap<>();

    private Optional<Octets> writtenBase = Optional.empty();
    private Optional<Octets> writtenRecent = Optional.empty();
    /** What was written last. */
    private Optional<Issue> sent = Optional.empty();
    /** Whether it was read back. */
    private boolean acknowledged;
    /** Whether others bring here what this monitor writes elsewhere. */
    private boolean echoes;

    private long repetitions;
    private int sampled;
    private long auditedAt;
    private int auditNext;

    Outbox(Replica replica, Engine engine, Keys keys) {
        this.replica = replica;
        this.engine = engine;
        this.keys = keys;
        this.self = replica.monitorId();
        this.repetitions = replica.repetitions();
        this.auditedAt = replica.surroundings().nanos();
    }

    Optional<Issue> sent() {
        return sent;
    }

    boolean isAcknowledged() {
        return acknowledged;
    }

    /** Takes note of which monitors the engine's roster names. */
    void roster(Set<String> members) {
        roster = members;
    }

    /** What was written last was read back. */
    void acknowledge() {
        acknowledged = true;
    }

    /**
     * Whether what stands in the engine is all that belongs to a manifest of this monitor, as far as it is known or
     * looked at: one key that is right does not prove the others where a server recovers bit by bit.
     *
     * @param found the manifest that stands there, made in this session or not long before
     * @param whole whether to look at what is known to have been written, too
     */
    boolean verify(Manifest found, boolean whole) throws StorageException {
        Optional<Catalogue> catalogue = engine.catalogue(keys, self);
        Optional<Issue> issue = catalogue.flatMap(standing -> issueOf(found, standing));
        if (issue.isEmpty()) {
            return false;
        }
        Map<String, Index.Entry> looked = looked(issue.get().index(), whole);
        Set<String> standing = engine.standing(keys, self, looked);
        boolean begins = sent.isEmpty();
        Map<Integer, Octets> right = new HashMap<>();
        for (Map.Entry<String, Index.Entry> each : looked.entrySet()) {
            Index.Entry entry = each.getValue();
            if (standing.contains(each.getKey())) {
                right.put(entry.slot(), entry.hash());
            } else if (begins || entry.hash().equals(written.get(entry.slot()))) {
                return false;
            } else {
                written.remove(entry.slot());
            }
        }
        if (begins) {
            issue.get().index().entries().values().forEach(entry -> written.put(entry.slot(), entry.hash()));
        }
        written.putAll(right);
        writtenBase = catalogue.map(Catalogue::base);
        writtenRecent = catalogue.map(Catalogue::recent);
        if (begins || found.sequence().isAfter(sent.get().manifest().sequence())) {
            echoes |= !begins;
            sent = issue;
            acknowledged = true;
        }
        return true;
    }

    /** What a catalogue belongs to: the manifest, or what was to be written last when that came through in part. */
    private Optional<Issue> issueOf(Manifest found, Catalogue standing) {
        Octets hash = standing.hash();
        if (!hash.equals(found.indexHash())) {
            return sent.filter(
                    last -> !acknowledged && hash.equals(last.manifest().indexHash()));
        }
        try {
            return Optional.of(new Issue(found, standing.read(), standing));
        } catch (MalformedException e) {
            replica.refusals().count(engine.name(), "this monitor's own index", e.getMessage());
            return Optional.empty();
        }
    }

    /** All that goes everywhere, and each time some others. */
    private Map<String, Index.Entry> looked(Index index, boolean whole) {
        Map<String, Index.Entry> looked = new LinkedHashMap<>();
        List<Map.Entry<String, Index.Entry>> guarded = new ArrayList<>();
        for (Map.Entry<String, Index.Entry> each : index.entries().entrySet()) {
            boolean known = isThere(each.getValue());
            if (!known && !sent.isEmpty() || whole && each.getValue().reach() == Reach.EVERYWHERE) {
                looked.put(each.getKey(), each.getValue());
            } else if (whole) {
                guarded.add(each);
            }
        }
        Collections.rotate(guarded, -(sampled % Math.max(1, guarded.size())));
        guarded.stream().limit(SAMPLED).forEach(each -> looked.put(each.getKey(), each.getValue()));
        sampled += SAMPLED;
        return looked;
    }

    /** Writes again what the engine lacks, and nothing else. */
    void repair() throws StorageException {
        Issue issue = replica.issue();
        written.clear();
        lookAt(issue.index().entries());
        Optional<Catalogue> standing = engine.catalogue(keys, self);
        writtenBase = standing.map(Catalogue::base);
        writtenRecent = standing.map(Catalogue::recent);
        roster = engine.members(keys.roster());
        write(issue);
    }

    private void lookAt(Map<String, Index.Entry> entries) throws StorageException {
        Set<String> standing = engine.standing(keys, self, entries);
        entries.forEach((name, entry) -> {
            if (standing.contains(name)) {
                written.put(entry.slot(), entry.hash());
            } else {
                written.remove(entry.slot());
            }
        });
    }

    /**
     * Writes what is new.
     *
     * @return whether something still waits
     */
    boolean flush() throws StorageException {
        Issue issue = replica.issue();
        if (repetitions != replica.repetitions()) {
            repetitions = replica.repetitions();
            repeat(issue);
        }
        if (isDone(issue)) {
            return false;
        }
        long age = replica.surroundings().nanos() - replica.issuedAt();
        if (echoes && age < 2 * replica.timing().round().toNanos()) {
            // It most likely comes by itself, from where another link writes it.
            return true;
        }
        echoes = false;
        return !write(issue);
    }

    private boolean isDone(Issue issue) {
        return acknowledged
                && sent.filter(issue::equals).isPresent()
                && writtenBase.isPresent()
                && writtenRecent.isPresent()
                && issue.index().entries().values().stream().allMatch(this::isThere);
    }

    /** Somebody misses something: it may have been lost beneath, on the way to where that one reads. */
    private void repeat(Issue issue) {
        forgetCatalogue();
        List<Index.Entry> guarded = new ArrayList<>();
        for (Index.Entry entry : issue.index().entries().values()) {
            if (entry.reach() == Reach.EVERYWHERE) {
                written.remove(entry.slot());
            } else {
                guarded.add(entry);
            }
        }
        Collections.rotate(guarded, (int) -(repetitions * REPEATED % Math.max(1, guarded.size())));
        guarded.stream().limit(REPEATED).forEach(entry -> written.remove(entry.slot()));
    }

    private void forgetCatalogue() {
        writtenBase = Optional.empty();
        writtenRecent = Optional.empty();
    }

    /** An empty value needs no place: the index tells all of it. */
    private boolean isThere(Index.Entry entry) {
        return entry.length() == 0 || entry.hash().equals(written.get(entry.slot()));
    }

    private boolean write(Issue issue) throws StorageException {
        List<Change> changes = new ArrayList<>();
        Map<Integer, Octets> slots = new HashMap<>();
        int size = 0;
        for (Map.Entry<String, Index.Entry> each : issue.index().entries().entrySet()) {
            Index.Entry entry = each.getValue();
            if (isThere(entry)) {
                continue;
            }
            Optional<Octets> value = replica.exactly(self, each.getKey(), entry);
            if (value.isEmpty()) {
                // It was changed since: the next round writes the newer one.
                replica.reissue();
                return false;
            }
            if (size + entry.length() > Engine.BATCH_OCTETS && !changes.isEmpty()) {
                update(changes, slots);
                changes.clear();
                slots.clear();
                size = 0;
            }
            changes.add(
                    new Change.Assign(keys.slot(self, entry.slot()), value.get().toArray()));
            slots.put(entry.slot(), entry.hash());
            size += entry.length();
        }
        changes.addAll(Engine.changes(keys, self, issue.catalogue(), writtenBase, writtenRecent));
        if (!roster.contains(self)) {
            changes.add(new Change.Add(keys.roster(), self));
        }
        changes.add(new Change.Assign(
                keys.manifest(self), issue.manifest().encoded().toArray()));
        sent = Optional.of(issue);
        acknowledged = false;
        forgetCatalogue();
        replica.written(keys.generation());
        update(changes, slots);
        writtenBase = Optional.of(issue.catalogue().base());
        writtenRecent = Optional.of(issue.catalogue().recent());
        Set<String> named = new HashSet<>(roster);
        named.add(self);
        roster = named;
        return true;
    }

    /** Updates values of which nothing is known while the update is under way or failed. */
    private void update(List<Change> changes, Map<Integer, Octets> slots) throws StorageException {
        written.keySet().removeAll(slots.keySet());
        engine.update(changes);
        written.putAll(slots);
    }

    /** From time to time, whether what was written is still there. */
    void audit() throws StorageException {
        long now = replica.surroundings().nanos();
        if (!acknowledged
                || auditNext == 0 && now - auditedAt < replica.timing().audit().toNanos()) {
            return;
        }
        Issue issue = sent.orElseThrow();
        Map<String, Index.Entry> some = new LinkedHashMap<>();
        int size = 0;
        int next = 0;
        List<Map.Entry<String, Index.Entry>> bySlot = issue.index().entries().entrySet().stream()
                .filter(each -> each.getValue().slot() >= auditNext)
                .sorted(Comparator.comparing(each -> each.getValue().slot()))
                .toList();
        for (Map.Entry<String, Index.Entry> each : bySlot) {
            if (size > Engine.BATCH_OCTETS) {
                next = each.getValue().slot();
                break;
            }
            some.put(each.getKey(), each.getValue());
            size += each.getValue().length();
        }
        lookAt(some);
        if (engine.catalogue(keys, self).filter(issue.catalogue()::equals).isEmpty()) {
            forgetCatalogue();
        }
        if (next == 0) {
            engine.update(List.of(new Change.Add(keys.roster(), self)));
        }
        auditNext = next;
        auditedAt = now;
    }
}
