// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storeembedded;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** What is known of another monitor. Guarded by the replica. */
final class Peer {
    private final String id;
    /** The newest that was heard; its index may not have come yet. */
    private Optional<Manifest> newest = Optional.empty();
    /** The one whose index is {@link #index}. */
    private Optional<Manifest> held = Optional.empty();

    private Index index = Index.EMPTY;
    private Octets indexEncoded = Octets.NONE;
    /** The values on the disk, of which some may be older than the index tells. */
    private final Map<String, Index.Entry> values = new HashMap<>();
    /** Since when something of it is missing, on the monotonic clock. */
    private OptionalLong missingSince = OptionalLong.empty();
    /** The links on which it was heard ever. */
    private final Set<Link> hearing = new HashSet<>();
    /** How long each link had been trusted when it was heard last, on any of them. */
    private final Map<Link, Long> trustedWhenHeard = new HashMap<>();

    Peer(String id) {
        this.id = id;
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

    Octets indexEncoded() {
        return indexEncoded;
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

    void hold(Manifest manifest, Index changed, Octets encoded) {
        held = Optional.of(manifest);
        index = changed;
        indexEncoded = encoded;
    }

    void heardBy(Link link, Collection<Link> links) {
        hearing.add(link);
        trustedWhenHeard.keySet().retainAll(links);
        hearing.retainAll(links);
        links.forEach(each -> trustedWhenHeard.put(each, each.trustedNanos()));
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

    void missing(boolean something, long now) {
        if (!something) {
            missingSince = OptionalLong.empty();
        } else if (missingSince.isEmpty()) {
            missingSince = OptionalLong.of(now);
        }
    }

    boolean isMissedFor(Duration time, long now) {
        return missingSince.isPresent() && now - missingSince.getAsLong() >= time.toNanos();
    }

    /** Whether the value that the index tells of is on the disk. */
    boolean has(String name) {
        Index.Entry entry = index.entries().get(name);
        Index.Entry value = values.get(name);
        return entry != null && value != null && entry.hash().equals(value.hash());
    }
}
