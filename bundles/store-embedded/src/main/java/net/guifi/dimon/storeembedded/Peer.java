// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storeembedded;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.BiPredicate;
import net.guifi.dimon.api.store.Reach;
import net.guifi.dimon.storeembedded.Departures.Silence;

/** What is known of another monitor. Guarded by the replica. */
final class Peer {
    private final String id;
    /** The newest that was heard; its index may not have come yet. */
    private Optional<Manifest> newest = Optional.empty();
    /** The one whose index is {@link #index}. */
    private Optional<Manifest> held = Optional.empty();

    private Index index = Index.EMPTY;
    private Catalogue catalogue = Catalogue.NONE;
    private long heldAt;
    /** The values on the disk, of which some may be older than the index tells. */
    private final Map<String, Index.Entry> values = new HashMap<>();

    private Optional<Map<String, Index.Entry>> wanted = Optional.empty();
    private Optional<Membership> wantedFor = Optional.empty();
    /** Since when its index tells of something that goes everywhere and did not come, on the monotonic clock. */
    private OptionalLong partialSince = OptionalLong.empty();
    /** Since when something of it is missing, on the monotonic clock. */
    private OptionalLong missingSince = OptionalLong.empty();
    /** The links on which it was heard ever. */
    private final Set<Link> hearing = new HashSet<>();
    /** How long each link had been trusted when it was heard last, on any of them. */
    private final Map<Link, Long> trustedWhenHeard = new HashMap<>();

    /** How long it has been silent in all, restarts included, and how much of that was counted in this session. */
    private Silence silence;

    private long counted;

    Peer(String id, Silence silence) {
        this.id = id;
        this.silence = silence;
    }

    String id() {
        return id;
    }

    Optional<Manifest> newest() {
        return newest;
    }

    Optional<Manifest> held() {
        return held;
    }

    Index index() {
        return index;
    }

    Catalogue catalogue() {
        return catalogue;
    }

    /** When its index was taken, on the monotonic clock. */
    long heldAt() {
        return heldAt;
    }

    Map<String, Index.Entry> values() {
        return values;
    }

    /** Takes a manifest as the newest, and says whether it is. */
    boolean hear(Manifest manifest) {
        if (newest.isPresent() && !manifest.sequence().isAfter(newest.get().sequence())) {
            return false;
        }
        newest = Optional.of(manifest);
        if (held.isPresent() && held.get().indexHash().equals(manifest.indexHash())) {
            held = newest;
        }
        return true;
    }

    void hold(Manifest manifest, Index changed, Catalogue written, long now) {
        held = Optional.of(manifest);
        index = changed;
        catalogue = written;
        heldAt = now;
        wanted = Optional.empty();
    }

    void keep(String name, Index.Entry entry) {
        values.put(name, entry);
        wanted = Optional.empty();
    }

    void drop(String name) {
        values.remove(name);
        wanted = Optional.empty();
    }

    /** A link has the newest manifest, whoever brought it first. */
    void isOn(Link link) {
        hearing.add(link);
    }

    void heardBy(Link link, Collection<Link> links) {
        hearing.add(link);
        trustedWhenHeard.keySet().retainAll(links);
        hearing.retainAll(links);
        links.forEach(each -> trustedWhenHeard.put(each, each.trustedNanos()));
        Sequence heard = newest.map(Manifest::sequence).orElse(Sequence.NONE);
        // Heartbeats are not on this disk: after a restart the last of somebody who is silent comes once more.
        if (heard.isAfter(silence.last())) {
            silence = new Silence(Duration.ZERO, heard);
        }
        counted = 0;
    }

    /** Was heard when another was that stands for the same monitor. */
    void heardAs(Peer other) {
        hearing.addAll(other.hearing);
        trustedWhenHeard.putAll(other.trustedWhenHeard);
        silence = other.silence;
        counted = other.counted;
    }

    /** How long it has been silent since it was heard last, on whichever links there were, over the restarts too. */
    Silence silenceInAll(Collection<Link> links) {
        long now = silence(links);
        Duration length = silence.length().plusNanos(now >= counted ? now - counted : now);
        Sequence heard = newest.map(Manifest::sequence).orElse(Sequence.NONE);
        silence = new Silence(length, heard.isAfter(silence.last()) ? heard : silence.last());
        counted = now;
        return silence;
    }

    /** Nanoseconds in which it could have been heard and was not: on the links on which it is heard, or on any. */
    long silence(Collection<Link> links) {
        boolean unheard = links.stream().noneMatch(hearing::contains);
        return links.stream()
                .filter(link -> unheard || hearing.contains(link))
                .mapToLong(link -> link.trustedNanos() - trustedWhenHeard.getOrDefault(link, 0L))
                .max()
                .orElse(0);
    }

    void partial(boolean something, long now) {
        partialSince = since(partialSince, something, now);
    }

    boolean isPartialFor(Duration time, long now) {
        return lasted(partialSince, time, now);
    }

    void missing(boolean something, long now) {
        missingSince = since(missingSince, something, now);
    }

    boolean isMissedFor(Duration time, long now) {
        return lasted(missingSince, time, now);
    }

    private static OptionalLong since(OptionalLong before, boolean something, long now) {
        if (!something) {
            return OptionalLong.empty();
        }
        return before.isPresent() ? before : OptionalLong.of(now);
    }

    private static boolean lasted(OptionalLong since, Duration time, long now) {
        return since.isPresent() && now - since.getAsLong() >= time.toNanos();
    }

    /** Whether the value that the index tells of is on the disk. */
    boolean has(String name) {
        Index.Entry entry = index.entries().get(name);
        Index.Entry value = values.get(name);
        return entry != null && value != null && entry.hash().equals(value.hash());
    }

    /**
     * The values that should be here and are not, by name.
     *
     * @param introduces tells what is held of a monitor that waits for being admitted
     */
    Map<String, Index.Entry> wanted(Membership membership, BiPredicate<String, Index.Entry> introduces) {
        if (wanted.isEmpty() || wantedFor.filter(known -> known == membership).isEmpty()) {
            boolean admitted = membership.admits(id);
            boolean guarded = membership.guards(id);
            Map<String, Index.Entry> found = new LinkedHashMap<>();
            index.entries().forEach((name, entry) -> {
                boolean mine = admitted ? guarded || entry.reach() == Reach.EVERYWHERE : introduces.test(name, entry);
                if (mine && !has(name)) {
                    found.put(name, entry);
                }
            });
            wanted = Optional.of(found);
            wantedFor = Optional.of(membership);
        }
        return wanted.get();
    }
}
