// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storeembedded;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.SortedSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import net.guifi.dimon.api.store.Reach;
import net.guifi.dimon.api.store.StorageAdapter;
import net.guifi.dimon.api.store.StorageAdapter.Change;
import net.guifi.dimon.api.store.StorageException;
import net.guifi.dimon.api.store.StoreStatus;
import net.guifi.dimon.api.store.StoreStatus.Trust;
import net.guifi.dimon.api.store.Write;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way to and from one engine. {@link #round} does everything that is to be done now, and is called again and again
 * by one thread.
 */
final class Link {
    private static final Logger LOG = LoggerFactory.getLogger(Link.class);
    private static final int ROSTER_ROUNDS = 12;
    private static final int BATCH_OCTETS = 1 << 20;
    private static final int ROUND_OCTETS = 4 << 20;
    private static final int BATCH_INDEXES = 16;
    private static final int MOST_CARRIED = 8;
    private static final int MOST_FETCHES = 64;
    private static final int MOST_PARCELS = 32;
    private static final int REPEATED = 32;
    private static final int MOST_RETRIES = 10_000;

    private record Fetch(String owner, Index.Entry entry, CompletableFuture<Optional<Octets>> result) {}

    private record Parcel(Index.Entry entry, CompletableFuture<Optional<Octets>> content) {}

    private record Retry(long due, Duration pause) {}

    private final Replica replica;
    private final StorageAdapter adapter;
    private final Timing timing;
    private final Queue<Fetch> fetches = new ConcurrentLinkedQueue<>();
    private final Object bell = new Object();
    private boolean rung;
    private volatile boolean closed;

    // The flow's own.
    private Keys keys;
    private long rounds;
    private Set<String> hints = Set.of();
    /** What the engine has of each monitor, this one too. */
    private final Map<String, Manifest> there = new HashMap<>();
    /** Which values of this monitor the engine has, by slot; those not known are written again. */
    private final Map<Integer, Octets> written = new HashMap<>();

    private Optional<Octets> writtenIndex = Optional.empty();
    /** What was written last, and whether it was read back. */
    private Optional<Issue> sent = Optional.empty();

    private boolean acknowledged;
    /** The last of this monitor's manifests that was read back. */
    private Optional<Octets> confirmed = Optional.empty();

    private boolean lacking;
    private long doubtedAt;
    private long graceUntil;
    private long lastTrusted;
    private boolean wasTrusted;
    private final Map<Octets, Retry> retries = new HashMap<>();
    private final Map<String, Long> behindSince = new HashMap<>();
    private final Map<String, Long> lookedAgain = new HashMap<>();
    private final Set<String> missed = ConcurrentHashMap.newKeySet();
    /** What other links are asked for, because it is not held here and this engine lacks it. */
    private final Map<String, Parcel> parcels = new LinkedHashMap<>();

    private long repetitions;
    private long settingsRepetitions;
    private long auditedAt;
    private int auditNext;
    private Duration backOff;

    // Read by others.
    private volatile long trustedNanos;
    private volatile Trust trust = Trust.AWAY;
    private volatile Instant since = Instant.now();
    private volatile Optional<String> problem = Optional.of("It was not asked yet");
    private volatile boolean waiting = true;
    private volatile long updates;
    private volatile long octets;
    private volatile long logged;
    private volatile long reads;
    private volatile long failures;

    Link(Replica replica, StorageAdapter adapter) {
        this.replica = replica;
        this.adapter = adapter;
        this.timing = replica.timing();
        this.backOff = timing.retry();
        this.auditedAt = now();
    }

    // For others.

    long trustedNanos() {
        return trustedNanos;
    }

    StoreStatus.Link report() {
        return new StoreStatus.Link(
                adapter.name(),
                trust,
                since,
                problem,
                adapter.warnings(),
                waiting,
                updates,
                octets,
                logged,
                reads,
                failures);
    }

    /** Asks the engine for a value in the next round. */
    CompletableFuture<Optional<Octets>> fetch(String owner, Index.Entry entry) {
        CompletableFuture<Optional<Octets>> result = new CompletableFuture<>();
        if (closed || fetches.size() >= MOST_FETCHES) {
            result.complete(Optional.empty());
            return result;
        }
        fetches.add(new Fetch(owner, entry, result));
        if (closed) {
            refuseFetches();
        }
        wake();
        return result;
    }

    /** There is something to do. */
    void wake() {
        synchronized (bell) {
            rung = true;
            bell.notifyAll();
        }
    }

    /** Waits until a time has passed, or there is something to do. */
    void await(Duration atMost) throws InterruptedException {
        long end = System.nanoTime() + atMost.toNanos();
        synchronized (bell) {
            for (long left = atMost.toNanos(); left > 0 && !rung && !closed; left = end - System.nanoTime()) {
                bell.wait(left / 1_000_000, (int) (left % 1_000_000));
            }
            rung = false;
        }
    }

    boolean isClosed() {
        return closed;
    }

    void close() {
        closed = true;
        wake();
        refuseFetches();
    }

    private void refuseFetches() {
        for (Fetch fetch = fetches.poll(); fetch != null; fetch = fetches.poll()) {
            fetch.result().complete(Optional.empty());
        }
    }

    // The flow.

    /**
     * Does what is to be done now.
     *
     * @return how long to wait until the next round, if nobody wakes the flow before
     */
    Duration round() {
        try {
            exchange();
            backOff = timing.retry();
            return replica.roundInterval();
        } catch (StorageException e) {
            failed(e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("A round with {} failed", adapter.name(), e);
            failed(e.toString());
        }
        refuseFetches();
        Duration wait = backOff;
        Duration doubled = backOff.multipliedBy(2);
        backOff = doubled.compareTo(timing.retryMost()) < 0 ? doubled : timing.retryMost();
        return wait;
    }

    private void failed(String message) {
        failures++;
        wasTrusted = false;
        lacking = false;
        trust(Trust.AWAY, Optional.of(message));
    }

    private long now() {
        return replica.surroundings().nanos();
    }

    private void exchange() throws StorageException {
        Keys current = new Keys(replica.networkId(), replica.rules().generation());
        if (!current.equals(keys)) {
            begin(current);
        }
        if (rounds++ % ROSTER_ROUNDS == 0) {
            hints = adapter.members(keys.roster());
        }
        readManifests();
        if (replica.isCloned()) {
            waiting = false;
            return;
        }
        Optional<Manifest> own = Optional.ofNullable(there.get(replica.monitorId()));
        if (own.isPresent() && isOfEarlierLife(own.get())) {
            return;
        }
        judge(own);
        if (trust == Trust.TRUSTED) {
            audit();
            out();
        } else if (lacking && now() - doubtedAt >= timing.doubt().toNanos()) {
            repair();
        }
        in();
        if (trust == Trust.TRUSTED) {
            carry();
            deliver();
        }
        serveFetches();
    }

    /** A store of another network or generation: nothing that is known of the one before holds. */
    private void begin(Keys current) {
        keys = current;
        rounds = 0;
        hints = Set.of();
        there.clear();
        written.clear();
        retries.clear();
        parcels.clear();
        behindSince.clear();
        writtenIndex = Optional.empty();
        sent = Optional.empty();
        confirmed = Optional.empty();
        acknowledged = false;
        lacking = false;
        wasTrusted = false;
    }

    private void readManifests() throws StorageException {
        SortedSet<String> roster = replica.roster(hints);
        List<String> asked = new ArrayList<>(roster.size() + 1);
        asked.add(Keys.settings(replica.networkId()));
        roster.forEach(id -> asked.add(keys.manifest(id)));
        List<Optional<Octets>> answers = read(asked);
        settings(answers.get(0));
        Iterator<Optional<Octets>> manifests =
                answers.subList(1, answers.size()).iterator();
        for (String id : roster) {
            Optional<Octets> encoded = manifests.next();
            Manifest before = there.get(id);
            if (encoded.isEmpty()) {
                there.remove(id);
            } else if (before == null || !before.encoded().equals(encoded.get())) {
                parse(id, encoded.get()).ifPresentOrElse(manifest -> there.put(id, manifest), () -> there.remove(id));
            }
        }
        there.keySet().retainAll(roster);
    }

    private Optional<Manifest> parse(String id, Octets encoded) {
        try {
            return Optional.of(Manifest.read(encoded, replica.networkId(), id));
        } catch (MalformedException e) {
            replica.refusals().count(adapter.name(), "the manifest of " + id, e.getMessage());
            return Optional.empty();
        }
    }

    private void settings(Optional<Octets> encoded) throws StorageException {
        Optional<SettingsDocument> held = replica.document();
        Optional<SettingsDocument> found = Optional.empty();
        if (encoded.isPresent()) {
            boolean asHeld = held.isPresent() && held.get().encoded().equals(encoded.get());
            if (asHeld && settingsRepetitions == replica.settingsRepetitions()) {
                return;
            }
            try {
                found = Optional.of(SettingsDocument.read(encoded.get(), replica.networkId()));
            } catch (MalformedException e) {
                replica.refusals().count(adapter.name(), "the settings of the network", e.getMessage());
            }
        }
        if (found.isPresent() && (held.isEmpty() || found.get().isNewerThan(held.get()))) {
            replica.offer(found.get());
        } else if (held.isPresent() && trust == Trust.TRUSTED) {
            update(List.of(new Change.Assign(
                    Keys.settings(replica.networkId()), held.get().encoded().toArray())));
        }
    }

    /** Deals with a manifest of this monitor's own that this process did not make. */
    private boolean isOfEarlierLife(Manifest own) throws StorageException {
        switch (replica.origin(own)) {
            case CLONE -> {
                replica.cloneFound(adapter.name(), own);
                return true;
            }
            case EARLIER_INCARNATION -> {
                replica.resume(own, recover(own));
                return true;
            }
            default -> {
                return false;
            }
        }
    }

    private Map<String, Write.Put> recover(Manifest own) throws StorageException {
        Optional<Index> index = index(own);
        Map<String, Write.Put> recovered = new LinkedHashMap<>();
        if (index.isPresent()) {
            Map<String, Octets> values = values(own.owner(), index.get().entries(), Integer.MAX_VALUE);
            index.get().entries().forEach((name, entry) -> {
                Octets value = values.get(name);
                if (value != null && entry.isOf(value)) {
                    recovered.put(name, new Write.Put(name, value.toArray(), entry.reach()));
                }
            });
        }
        return recovered;
    }

    /** Reads an index; empty when it is not that of the manifest. */
    private Optional<Index> index(Manifest manifest) throws StorageException {
        Optional<Octets> encoded = read(List.of(keys.index(manifest.owner()))).get(0);
        return encoded.filter(octets -> octets.hash(Manifest.HASH_LENGTH).equals(manifest.indexHash()))
                .flatMap(octets -> parseIndex(manifest.owner(), octets));
    }

    private Optional<Index> parseIndex(String id, Octets encoded) {
        try {
            return Optional.of(Index.read(encoded));
        } catch (MalformedException e) {
            replica.refusals().count(adapter.name(), "the index of " + id, e.getMessage());
            return Optional.empty();
        }
    }

    // The sentinel.

    /** Decides from this monitor's own manifest whether what the engine says counts. */
    private void judge(Optional<Manifest> own) throws StorageException {
        long now = now();
        boolean trusted;
        Optional<Octets> found = own.map(Manifest::encoded);
        if (sent.isEmpty()) {
            trusted = begun(own);
        } else if (found.isPresent()
                && found.equals(sent.map(issue -> issue.manifest().encoded()))) {
            trusted = true;
            acknowledged = true;
        } else {
            // Where the last update failed, what was there before counts.
            trusted = !acknowledged
                    && found.equals(confirmed)
                    && (found.isPresent() || !replica.hasWritten(keys.generation()));
        }
        if (trusted) {
            lacking = false;
            confirmed = found;
            if (wasTrusted && now - graceUntil >= 0) {
                // A process that was stopped could not hear anybody either.
                long most = 2 * replica.roundInterval().toNanos();
                trustedNanos += Math.min(most, now - lastTrusted);
            }
            lastTrusted = now;
            wasTrusted = true;
            trust(Trust.TRUSTED, Optional.empty());
            return;
        }
        if (!lacking) {
            lacking = true;
            doubtedAt = now;
        }
        wasTrusted = false;
        trust(
                Trust.DOUBTED,
                Optional.of(
                        own.isEmpty()
                                ? "It does not have what this monitor wrote: it is empty, or recovering"
                                : "It has what this monitor wrote before, not what it wrote last: it is behind, or recovering"));
    }

    /** Judges an engine to which this process has not written yet. */
    private boolean begun(Optional<Manifest> own) throws StorageException {
        if (own.isEmpty()) {
            // A server that is recovering looks like a new one, and must not be written to.
            return !replica.hasWritten(keys.generation())
                    && lacking
                    && now() - doubtedAt >= timing.first().toNanos();
        }
        if (!replica.isRecent(own.get())) {
            return false;
        }
        written.clear();
        writtenIndex = Optional.empty();
        index(own.get()).ifPresent(index -> {
            writtenIndex = Optional.of(own.get().indexHash());
            index.entries().values().forEach(entry -> written.put(entry.slot(), entry.hash()));
        });
        return true;
    }

    /** Writes again what the engine lacks, and nothing else. */
    private void repair() throws StorageException {
        Issue issue = replica.issue();
        LOG.info("{} lacks what this monitor wrote for {}: it is written again", adapter.name(), timing.doubt());
        written.clear();
        writtenIndex = Optional.empty();
        values(replica.monitorId(), issue.index().entries(), Integer.MAX_VALUE).forEach((name, value) -> {
            Index.Entry entry = issue.index().entries().get(name);
            if (entry.isOf(value)) {
                written.put(entry.slot(), entry.hash());
            }
        });
        hints = adapter.members(keys.roster());
        write(issue);
        // The others need as long to write again what they own.
        graceUntil = now() + timing.doubt().toNanos();
    }

    private void trust(Trust next, Optional<String> why) {
        if (trust != next) {
            LOG.info(
                    "{} is {}{}",
                    adapter.name(),
                    next.name().toLowerCase(Locale.ROOT),
                    why.map(text -> ": " + text).orElse(""));
            since = Instant.now();
        }
        trust = next;
        problem = why;
    }

    // Out.

    private void out() throws StorageException {
        Issue issue = replica.issue();
        if (repetitions != replica.repetitions()) {
            repetitions = replica.repetitions();
            repeat(issue);
        }
        if (acknowledged && sent.filter(issue::equals).isPresent() && writtenIndex.isPresent() && isWritten(issue)) {
            waiting = false;
            return;
        }
        waiting = true;
        write(issue);
        waiting = false;
    }

    /** Somebody misses something: it may have been lost beneath, on the way to where that one reads. */
    private void repeat(Issue issue) {
        writtenIndex = Optional.empty();
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

    private boolean isWritten(Issue issue) {
        return issue.index().entries().values().stream().allMatch(this::isThere);
    }

    /** An empty value needs no place: the index tells all of it. */
    private boolean isThere(Index.Entry entry) {
        return entry.length() == 0 || entry.hash().equals(written.get(entry.slot()));
    }

    private void write(Issue issue) throws StorageException {
        List<Change> changes = new ArrayList<>();
        Map<Integer, Octets> slots = new HashMap<>();
        int size = 0;
        for (Map.Entry<String, Index.Entry> each : issue.index().entries().entrySet()) {
            Index.Entry entry = each.getValue();
            if (isThere(entry)) {
                continue;
            }
            Optional<Octets> value = replica.exactly(replica.monitorId(), each.getKey(), entry);
            if (value.isEmpty()) {
                // It was changed since: the next round writes the newer one.
                replica.reissue();
                return;
            }
            if (size + entry.length() > BATCH_OCTETS && !changes.isEmpty()) {
                update(changes, slots);
                changes.clear();
                slots.clear();
                size = 0;
            }
            changes.add(new Change.Assign(
                    keys.slot(replica.monitorId(), entry.slot()), value.get().toArray()));
            slots.put(entry.slot(), entry.hash());
            size += entry.length();
        }
        if (!writtenIndex.equals(Optional.of(issue.manifest().indexHash()))) {
            changes.add(new Change.Assign(
                    keys.index(replica.monitorId()), issue.indexEncoded().toArray()));
        }
        if (!hints.contains(replica.monitorId())) {
            changes.add(new Change.Add(keys.roster(), replica.monitorId()));
        }
        changes.add(new Change.Assign(
                keys.manifest(replica.monitorId()), issue.manifest().encoded().toArray()));
        sent = Optional.of(issue);
        acknowledged = false;
        writtenIndex = Optional.empty();
        update(changes, slots);
        writtenIndex = Optional.of(issue.manifest().indexHash());
        replica.written(keys.generation());
    }

    /** Updates values of this monitor, of which nothing is known while the update is under way or failed. */
    private void update(List<Change> changes, Map<Integer, Octets> slots) throws StorageException {
        written.keySet().removeAll(slots.keySet());
        update(changes);
        written.putAll(slots);
    }

    private void update(List<Change> changes) throws StorageException {
        adapter.update(List.copyOf(changes));
        updates++;
        octets += changes.stream()
                .filter(Change.Assign.class::isInstance)
                .mapToLong(change -> ((Change.Assign) change).value().length)
                .sum();
        logged += adapter.cost(changes);
    }

    /** From time to time, whether what was written is still there. */
    private void audit() throws StorageException {
        if (!acknowledged
                || auditNext == 0 && now() - auditedAt < timing.audit().toNanos()) {
            return;
        }
        Issue issue = sent.orElseThrow();
        Map<String, Index.Entry> some = new LinkedHashMap<>();
        int size = 0;
        int last = auditNext;
        boolean more = false;
        List<Map.Entry<String, Index.Entry>> bySlot = issue.index().entries().entrySet().stream()
                .filter(each -> each.getValue().slot() >= auditNext)
                .sorted(Comparator.comparing(each -> each.getValue().slot()))
                .toList();
        for (Map.Entry<String, Index.Entry> each : bySlot) {
            if (size > BATCH_OCTETS) {
                more = true;
                break;
            }
            some.put(each.getKey(), each.getValue());
            size += each.getValue().length();
            last = each.getValue().slot() + 1;
        }
        Map<String, Octets> found = values(replica.monitorId(), some, Integer.MAX_VALUE);
        some.forEach((name, entry) -> {
            Octets value = found.get(name);
            if (value == null || !entry.isOf(value)) {
                written.remove(entry.slot());
            }
        });
        if (index(issue.manifest()).isEmpty()) {
            writtenIndex = Optional.empty();
        }
        if (!more) {
            update(List.of(new Change.Add(keys.roster(), replica.monitorId())));
        }
        auditNext = more ? last : 0;
        auditedAt = now();
    }

    // In.

    private void in() throws StorageException {
        List<Manifest> behind = new ArrayList<>();
        for (Manifest manifest : there.values()) {
            if (!manifest.owner().equals(replica.monitorId()) && replica.hear(this, manifest)) {
                behind.add(manifest);
            }
        }
        for (int from = 0; from < behind.size(); from += BATCH_INDEXES) {
            readIndexes(behind.subList(from, Math.min(behind.size(), from + BATCH_INDEXES)));
        }
        int size = 0;
        for (String id : List.copyOf(there.keySet())) {
            if (!id.equals(replica.monitorId()) && size < ROUND_OCTETS) {
                size += readValues(id, ROUND_OCTETS - size);
            }
        }
    }

    /** Manifest and index are read at one moment, or they would not fit each other while their owner writes. */
    private void readIndexes(List<Manifest> manifests) throws StorageException {
        List<String> asked = new ArrayList<>();
        for (Manifest manifest : manifests) {
            asked.add(keys.manifest(manifest.owner()));
            asked.add(keys.index(manifest.owner()));
        }
        List<Optional<Octets>> answers = read(asked);
        for (int i = 0; i < manifests.size(); i++) {
            Manifest first = manifests.get(i);
            Optional<Octets> again = answers.get(2 * i);
            Optional<Manifest> manifest = again.equals(Optional.of(first.encoded()))
                    ? Optional.of(first)
                    : again.flatMap(octets -> parse(first.owner(), octets));
            Optional<Octets> encoded = answers.get(2 * i + 1);
            if (manifest.isPresent()
                    && encoded.isPresent()
                    && encoded.get()
                            .hash(Manifest.HASH_LENGTH)
                            .equals(manifest.get().indexHash())) {
                parseIndex(first.owner(), encoded.get())
                        .ifPresent(index -> replica.adopt(manifest.get(), index, encoded.get()));
            }
        }
    }

    /** Reads values that should be here and are not, and says how many octets they should have had. */
    private int readValues(String id, int most) throws StorageException {
        long now = now();
        Map<String, Index.Entry> due = new LinkedHashMap<>();
        replica.wanted(id).forEach((name, entry) -> {
            Retry retry = retries.get(entry.hash());
            if (retry == null || now - retry.due() >= 0) {
                due.put(name, entry);
            }
        });
        if (due.isEmpty()) {
            return 0;
        }
        Map<String, Octets> found = values(id, due, most);
        Set<String> believed = replica.arrived(id, found);
        int size = 0;
        if (retries.size() > MOST_RETRIES) {
            retries.clear();
        }
        for (Map.Entry<String, Index.Entry> each : due.entrySet()) {
            size += each.getValue().length();
            if (believed.contains(each.getKey())) {
                retries.remove(each.getValue().hash());
            } else if (size <= most) {
                retries.merge(
                        each.getValue().hash(),
                        new Retry(now, timing.round()),
                        (before, first) -> later(now, before.pause().multipliedBy(2)));
            }
        }
        return size;
    }

    private Retry later(long now, Duration wait) {
        Duration bounded = wait.compareTo(timing.guard()) < 0 ? wait : timing.guard();
        return new Retry(now + bounded.toNanos(), bounded);
    }

    // Carrying what others wrote.

    private void carry() throws StorageException {
        long now = now();
        Duration patience = replica.linkCount() > 1 ? timing.relay() : timing.guard();
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
                boolean due = now - behindSince.computeIfAbsent(id, first -> now) >= patience.toNanos();
                if (due && done++ < MOST_CARRIED) {
                    carry(id, each.getValue(), Optional.ofNullable(found));
                    behindSince.remove(id);
                }
                continue;
            }
            behindSince.remove(id);
            Long looked = lookedAgain.get(id);
            boolean due = looked == null || now - looked >= timing.complaint().toNanos();
            if (missed.contains(id) && due && done++ < MOST_CARRIED) {
                missed.remove(id);
                lookedAgain.put(id, now);
                List<Change> changes = carryValues(id, each.getValue().index());
                if (!changes.isEmpty()) {
                    update(changes);
                }
            }
        }
    }

    private void carry(String id, Issue held, Optional<Manifest> found) throws StorageException {
        List<Change> changes = new ArrayList<>();
        boolean sameIndex = found.filter(
                        manifest -> manifest.indexHash().equals(held.manifest().indexHash()))
                .isPresent();
        if (!sameIndex) {
            changes.addAll(carryValues(id, held.index()));
            changes.add(new Change.Assign(keys.index(id), held.indexEncoded().toArray()));
        }
        if (!hints.contains(id)) {
            changes.add(new Change.Add(keys.roster(), id));
        }
        changes.add(
                new Change.Assign(keys.manifest(id), held.manifest().encoded().toArray()));
        update(changes);
    }

    /** Writes the values that the engine lacks, and leaves the last of them to the caller. */
    private List<Change> carryValues(String id, Index index) throws StorageException {
        Map<String, Octets> inPlace = values(id, index.entries(), Integer.MAX_VALUE);
        List<Change> changes = new ArrayList<>();
        int size = 0;
        for (Map.Entry<String, Index.Entry> each : index.entries().entrySet()) {
            Index.Entry entry = each.getValue();
            Octets present = inPlace.get(each.getKey());
            if (present != null && entry.isOf(present)) {
                continue;
            }
            Optional<Octets> held = replica.exactly(id, each.getKey(), entry);
            if (held.isEmpty()) {
                order(id, entry);
                continue;
            }
            if (size + entry.length() > BATCH_OCTETS && !changes.isEmpty()) {
                update(changes);
                changes.clear();
                size = 0;
            }
            changes.add(
                    new Change.Assign(keys.slot(id, entry.slot()), held.get().toArray()));
            size += entry.length();
        }
        return changes;
    }

    /** Another monitor misses something of this one, perhaps just here. */
    void missed(String id) {
        missed.add(id);
    }

    /** Asks the other links for a value that only passes through here. */
    private void order(String id, Index.Entry entry) {
        String key = keys.slot(id, entry.slot());
        if (replica.linkCount() > 1 && parcels.size() < MOST_PARCELS && !parcels.containsKey(key)) {
            parcels.put(key, new Parcel(entry, replica.fetchElsewhere(this, id, entry)));
        }
    }

    private void deliver() throws StorageException {
        for (Iterator<Map.Entry<String, Parcel>> each = parcels.entrySet().iterator(); each.hasNext(); ) {
            Map.Entry<String, Parcel> parcel = each.next();
            if (parcel.getValue().content().isDone()) {
                each.remove();
                Optional<Octets> content = parcel.getValue().content().getNow(Optional.empty());
                // Another monitor may have carried it meanwhile.
                boolean needed = content.isPresent()
                        && read(List.of(parcel.getKey()))
                                .get(0)
                                .filter(parcel.getValue().entry()::isOf)
                                .isEmpty();
                if (needed) {
                    update(List.of(
                            new Change.Assign(parcel.getKey(), content.get().toArray())));
                }
            }
        }
    }

    private void serveFetches() throws StorageException {
        for (Fetch fetch = fetches.peek(); fetch != null; fetch = fetches.peek()) {
            Map<String, Octets> found = values(fetch.owner(), Map.of("", fetch.entry()), Integer.MAX_VALUE);
            fetch.result().complete(Optional.ofNullable(found.get("")).filter(fetch.entry()::isOf));
            fetches.poll();
        }
    }

    // Reading.

    private List<Optional<Octets>> read(List<String> asked) throws StorageException {
        List<Optional<byte[]>> answers = adapter.read(asked);
        if (answers.size() != asked.size()) {
            throw new StorageException(
                    adapter.name() + " answered " + answers.size() + " of " + asked.size() + " keys", null);
        }
        reads += asked.size();
        return answers.stream().map(answer -> answer.map(Octets::wrap)).toList();
    }

    /** Reads what stands in the slots of entries, in batches, up to a size. */
    private Map<String, Octets> values(String id, Map<String, Index.Entry> entries, int most) throws StorageException {
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
            if (!asked.isEmpty() && (size + length > BATCH_OCTETS || total + length > most)) {
                collect(names, read(asked), values);
                names.clear();
                asked.clear();
                size = 0;
            }
            if (total > 0 && total + length > most) {
                return values;
            }
            names.add(each.getKey());
            asked.add(keys.slot(id, each.getValue().slot()));
            size += length;
            total += length;
        }
        if (!asked.isEmpty()) {
            collect(names, read(asked), values);
        }
        return values;
    }

    private static void collect(List<String> names, List<Optional<Octets>> answers, Map<String, Octets> values) {
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            answers.get(i).ifPresent(value -> values.put(name, value));
        }
    }
}
