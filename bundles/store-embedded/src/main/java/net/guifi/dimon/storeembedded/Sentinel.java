// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storeembedded;

import java.util.Optional;
import net.guifi.dimon.api.store.StorageException;

/**
 * Decides whether what an engine says counts, from what it has of this monitor; and how long it has counted, for who
 * wants to know how long others could have been heard. For the thread of the flow.
 */
final class Sentinel {
    private final Replica replica;
    private final Timing timing;
    private final Keys keys;
    private final Outbox outbox;
    /** The last of this monitor's manifests that was read back. */
    private Optional<Octets> confirmed = Optional.empty();
    /** After a failure or a doubt, one manifest that is right is not enough. */
    private boolean suspicious = true;

    private boolean trusted;
    private boolean doubted;
    private long doubtedAt;
    private long graceUntil;
    private long trustedAt;

    Sentinel(Replica replica, Keys keys, Outbox outbox) {
        this.replica = replica;
        this.timing = replica.timing();
        this.keys = keys;
        this.outbox = outbox;
        this.graceUntil = replica.surroundings().nanos();
    }

    /** The engine did not answer. */
    void failed() {
        trusted = false;
        doubted = false;
        suspicious = true;
    }

    /**
     * Judges.
     *
     * @param own this monitor's manifest, as the engine has it
     * @return nanoseconds since it was trusted last without a break; empty when it is doubted
     */
    Optional<Long> judge(Optional<Manifest> own) throws StorageException {
        long now = replica.surroundings().nanos();
        if (!isRight(own)) {
            if (!doubted) {
                doubted = true;
                doubtedAt = now;
            }
            trusted = false;
            suspicious = true;
            return Optional.empty();
        }
        // A process that was stopped could not hear anybody either.
        long most = 2 * replica.roundInterval().toNanos();
        long since = trusted && now - graceUntil >= 0 ? Math.min(most, now - trustedAt) : 0;
        confirmed = own.map(Manifest::encoded);
        trusted = true;
        doubted = false;
        suspicious = false;
        trustedAt = now;
        return Optional.of(since);
    }

    private boolean isRight(Optional<Manifest> own) throws StorageException {
        if (own.isEmpty()) {
            return isNew();
        }
        Manifest found = own.get();
        Optional<Manifest> sent = outbox.sent().map(Issue::manifest);
        if (sent.isEmpty()) {
            return replica.isRecent(found) && outbox.verify(found, true);
        }
        if (found.equals(sent.get())) {
            outbox.acknowledge();
            return !suspicious || outbox.verify(found, true);
        }
        if (replica.isOfThisSession(found)
                && found.sequence().isAfter(sent.get().sequence())) {
            // Another link wrote it, to the same engine or to one that this one hears of.
            return outbox.verify(found, suspicious);
        }
        // Where the last update failed, what was there before counts.
        return !outbox.isAcknowledged()
                && confirmed.equals(Optional.of(found.encoded()))
                && (!suspicious || outbox.verify(found, true));
    }

    /** A server that is recovering looks like a new one, and must not be written to. */
    private boolean isNew() {
        boolean looked = doubted
                && replica.surroundings().nanos() - doubtedAt >= timing.first().toNanos();
        return looked && !replica.hasWritten(keys.generation());
    }

    /** Whether the engine has lacked for so long what this monitor wrote that it has to be written again. */
    boolean isLost() {
        return doubted
                && replica.surroundings().nanos() - doubtedAt >= timing.doubt().toNanos();
    }

    /** What was lost was written again: the others need as long for the same. */
    void repaired() {
        graceUntil = replica.surroundings().nanos() + timing.doubt().toNanos();
    }
}
