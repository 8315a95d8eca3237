// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storeembedded;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
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
import java.util.concurrent.ConcurrentLinkedQueue;
import net.guifi.dimon.api.store.StorageAdapter;
import net.guifi.dimon.api.store.StorageException;
import net.guifi.dimon.api.store.StoreException;
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
    private static final int MOST_FETCHES = 64;
    private static final double LOGGED_A_DAY = 48;
    private static final double LOGGED_AT_ONCE = 10;

    private record Fetch(String owner, Index.Entry entry, CompletableFuture<Optional<Octets>> result) {}

    private final Replica replica;
    private final Timing timing;
    private final long countedSince = System.nanoTime();
    private final Engine engine;
    private final Queue<Fetch> fetches = new ConcurrentLinkedQueue<>();
    private final Object bell = new Object();
    private boolean rung;

    // The flow's own.
    private final SettingsCarrier settings;
    private final Pace logging;
    private final Map<String, Octets> refused = new HashMap<>();
    /** What the engine has of each monitor, this one too. */
    private final Map<String, Manifest> there = new HashMap<>();

    private Optional<Keys> keys = Optional.empty();
    private Outbox outbox;
    private Sentinel sentinel;
    private Inbox inbox;
    private volatile Carrier carrier;
    private long rounds;
    private Set<String> roster = Set.of();
    private Optional<Long> recoveringSince = Optional.empty();
    private Duration backOff;

    // Read by others.
    private volatile long trustedNanos;
    private volatile Trust trust = Trust.AWAY;
    private volatile Instant since = Instant.now();
    private volatile Optional<String> problem = Optional.of("It was not asked yet");
    private volatile boolean waiting = true;
    private volatile long failures;

    Link(Replica replica, StorageAdapter adapter) {
        this.replica = replica;
        this.timing = replica.timing();
        this.engine = new Engine(adapter);
        this.settings = new SettingsCarrier(replica, engine);
        this.logging =
                new Pace(LOGGED_A_DAY, LOGGED_AT_ONCE, replica.surroundings().nanos());
        this.backOff = timing.retry();
        begin(new Keys(replica.networkId(), replica.rules().generation()));
    }

    // For others.

    long trustedNanos() {
        return trustedNanos;
    }

    StoreStatus.Link report() {
        return new StoreStatus.Link(
                engine.name(),
                trust,
                since,
                problem,
                engine.warnings(),
                waiting || replica.isChanged(),
                // By the monotonic clock: that of the machine may have been set since.
                Instant.now().minusNanos(System.nanoTime() - countedSince),
                engine.updates(),
                engine.octets(),
                engine.logged(),
                engine.reads(),
                failures);
    }

    /** Asks the engine for a value in the next round. */
    CompletableFuture<Optional<Octets>> fetch(String owner, Index.Entry entry) {
        CompletableFuture<Optional<Octets>> result = new CompletableFuture<>();
        if (engine.isClosed() || fetches.size() >= MOST_FETCHES) {
            result.complete(Optional.empty());
            return result;
        }
        fetches.add(new Fetch(owner, entry, result));
        if (engine.isClosed()) {
            refuseFetches();
        }
        wake();
        return result;
    }

    /** Another monitor misses something of this one, perhaps just here. */
    void missed(String id) {
        carrier.missed(id);
    }

    /** There is something to do, and it counts as waiting until it is done. */
    void wake() {
        waiting = true;
        synchronized (bell) {
            rung = true;
            bell.notifyAll();
        }
    }

    /** Waits until a time has passed, or there is something to do. */
    void await(Duration atMost) throws InterruptedException {
        long end = System.nanoTime() + atMost.toNanos();
        synchronized (bell) {
            for (long left = atMost.toNanos();
                    left > 0 && !rung && !engine.isClosed();
                    left = end - System.nanoTime()) {
                bell.wait(left / 1_000_000, (int) (left % 1_000_000));
            }
            rung = false;
        }
    }

    boolean isClosed() {
        return engine.isClosed();
    }

    void close() {
        engine.close();
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
            failed(e.getMessage(), e);
        } catch (StoreException e) {
            // The engine is not to blame.
            failed("This monitor's own store: " + e.getMessage(), e);
            if (e instanceof DamagedException && !isClosed()) {
                replica.surroundings().storeDamaged();
            }
        } catch (RuntimeException | LinkageError | AssertionError e) {
            failed("A fault of DIMON or of its storage adapter: " + e, e);
        }
        refuseFetches();
        Duration wait = backOff;
        Duration doubled = backOff.multipliedBy(2);
        backOff = doubled.compareTo(timing.retryMost()) < 0 ? doubled : timing.retryMost();
        return wait;
    }

    private void failed(String message, Throwable cause) {
        if (isClosed()) {
            return;
        }
        failures++;
        sentinel.failed();
        boolean known = trust == Trust.AWAY && problem.equals(Optional.of(message));
        if (!known && !(cause instanceof StorageException)) {
            LOG.error("A round with {} failed", engine.name(), cause);
        }
        trust(Trust.AWAY, Optional.of(String.valueOf(message)));
    }

    private void exchange() throws StorageException {
        Keys current = new Keys(replica.networkId(), replica.rules().generation());
        if (!keys.equals(Optional.of(current))) {
            begin(current);
        }
        if (rounds++ % ROSTER_ROUNDS == 0) {
            roster = engine.members(current.roster());
            outbox.roster(roster);
        }
        readManifests(current);
        if (replica.isCloned()) {
            waiting = false;
            refuseFetches();
            return;
        }
        Optional<Manifest> own = Optional.ofNullable(there.get(replica.monitorId()));
        if (own.isPresent() && isOfEarlierLife(own.get(), current)) {
            refuseFetches();
            return;
        }
        judge(own);
        if (trust == Trust.TRUSTED) {
            outbox.audit();
            waiting = outbox.flush();
        } else if (sentinel.isLost()) {
            LOG.info("{} lacks what this monitor wrote for {}: it is written again", engine.name(), timing.doubt());
            outbox.repair();
            sentinel.repaired();
        }
        replica.forgetSilent();
        inbox.take(this, there.values());
        if (trust == Trust.TRUSTED) {
            carrier.carry(there, roster);
            carrier.deliver();
        }
        serveFetches(current);
    }

    /** A store of another generation: nothing that is known of the one before holds. */
    private void begin(Keys current) {
        keys = Optional.of(current);
        outbox = new Outbox(replica, engine, current);
        sentinel = new Sentinel(replica, current, outbox);
        inbox = new Inbox(replica, engine, current);
        carrier = new Carrier(replica, this, engine, current);
        rounds = 0;
        roster = Set.of();
        there.clear();
        refused.clear();
    }

    private void readManifests(Keys current) throws StorageException {
        SortedSet<String> monitors = replica.roster(roster);
        List<String> asked = new ArrayList<>(monitors.size() + 1);
        asked.add(settings.key());
        monitors.forEach(id -> asked.add(current.manifest(id)));
        List<Optional<Octets>> answers = engine.read(asked);
        settings.exchange(answers.get(0), trust == Trust.TRUSTED);
        Iterator<Optional<Octets>> manifests =
                answers.subList(1, answers.size()).iterator();
        for (String id : monitors) {
            Optional<Octets> encoded = manifests.next();
            Manifest before = there.get(id);
            if (encoded.isEmpty() || encoded.get().equals(refused.get(id))) {
                there.remove(id);
            } else if (before == null || !before.encoded().equals(encoded.get())) {
                inbox.parse(id, encoded.get()).ifPresentOrElse(manifest -> there.put(id, manifest), () -> {
                    there.remove(id);
                    refused.put(id, encoded.get());
                });
            }
        }
        there.keySet().retainAll(monitors);
        refused.keySet().retainAll(monitors);
    }

    /** Deals with a manifest of this monitor's own that this process did not make. */
    private boolean isOfEarlierLife(Manifest own, Keys current) throws StorageException {
        switch (replica.origin(own)) {
            case CLONE -> {
                replica.cloneFound(engine.name(), own);
                return true;
            }
            case EARLIER_INCARNATION -> {
                recover(own, current);
                return true;
            }
            default -> {
                return false;
            }
        }
    }

    /** Takes back what an earlier life owned; waits for what others may still bring. */
    private void recover(Manifest own, Keys current) throws StorageException {
        long now = replica.surroundings().nanos();
        recoveringSince = Optional.of(recoveringSince.orElse(now));
        boolean patient =
                now - recoveringSince.get() < timing.guard().multipliedBy(3).toNanos();
        Optional<Index> index = engine.catalogue(current, own.owner())
                .filter(standing -> standing.hash().equals(own.indexHash()))
                .flatMap(this::parse);
        if (index.isEmpty() && patient) {
            return;
        }
        Map<String, Index.Entry> entries = index.map(Index::entries).orElse(Index.EMPTY.entries());
        Map<String, Octets> values = engine.values(current, own.owner(), entries, Integer.MAX_VALUE);
        Map<String, Write.Put> recovered = new LinkedHashMap<>();
        entries.forEach((name, entry) -> {
            Octets value = values.get(name);
            if (value != null && entry.isOf(value)) {
                recovered.put(name, new Write.Put(name, value.toArray(), entry.reach()));
            }
        });
        if (recovered.size() == entries.size() || !patient) {
            recoveringSince = Optional.empty();
            replica.resume(own, recovered);
        }
    }

    private Optional<Index> parse(Catalogue catalogue) {
        try {
            return Optional.of(catalogue.read());
        } catch (MalformedException e) {
            replica.refusals().count(engine.name(), "this monitor's own index", e.getMessage());
            return Optional.empty();
        }
    }

    private void judge(Optional<Manifest> own) throws StorageException {
        Optional<Long> trusted = sentinel.judge(own);
        if (trusted.isPresent()) {
            trustedNanos += trusted.get();
            trust(Trust.TRUSTED, Optional.empty());
        } else {
            String lacking = own.isEmpty()
                    ? "It does not have what this monitor wrote: it is empty, or recovering"
                    : "It does not have all that this monitor wrote last: it is behind, or recovering";
            String unwritten = engine.unwritten()
                    .map(why -> ". The last update failed: " + why)
                    .orElse("");
            trust(Trust.DOUBTED, Optional.of(lacking + unwritten));
        }
    }

    private void trust(Trust next, Optional<String> why) {
        if (trust != next) {
            since = Instant.now();
            if (logging.allows(replica.surroundings().nanos())) {
                logging.spend(1);
                LOG.info(
                        "{} is {}{}",
                        engine.name(),
                        next.name().toLowerCase(Locale.ROOT),
                        why.map(text -> ": " + text).orElse(""));
            }
        }
        trust = next;
        problem = why;
    }

    private void serveFetches(Keys current) throws StorageException {
        for (int left = fetches.size(); left > 0; left--) {
            Fetch fetch = fetches.peek();
            if (fetch == null) {
                return;
            }
            Map<String, Octets> found =
                    engine.values(current, fetch.owner(), Map.of("", fetch.entry()), Integer.MAX_VALUE);
            fetches.remove(fetch);
            fetch.result().complete(Optional.ofNullable(found.get("")).filter(fetch.entry()::isOf));
        }
    }
}
