// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storeembedded;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import net.guifi.dimon.api.store.StorageAdapter.Change;
import net.guifi.dimon.api.store.StorageException;

/** Brings the network's settings from one engine, and to it. For the thread of the flow. */
final class SettingsCarrier {
    private final Replica replica;
    private final Engine engine;
    private final String key;
    private Optional<Octets> refused = Optional.empty();
    /** What was written here last, and when. */
    private Optional<Octets> written = Optional.empty();

    private long writtenAt;
    private OptionalLong behindSince = OptionalLong.empty();
    private long repetitions;

    SettingsCarrier(Replica replica, Engine engine) {
        this.replica = replica;
        this.engine = engine;
        this.key = Keys.settings(replica.networkId());
        this.repetitions = replica.settingsRepetitions();
    }

    String key() {
        return key;
    }

    /**
     * Takes settings that are newer than those held, or writes those held where they are lacking.
     *
     * @param encoded what stands in the engine
     * @param trusted whether the engine counts, and may be written to
     */
    void exchange(Optional<Octets> encoded, boolean trusted) throws StorageException {
        Optional<SettingsDocument> held = replica.document();
        boolean asHeld = held.isPresent() && held.map(SettingsDocument::encoded).equals(encoded);
        if (!asHeld) {
            Optional<SettingsDocument> found = encoded.flatMap(this::parse);
            if (found.isPresent() && (held.isEmpty() || found.get().isNewerThan(held.get()))) {
                behindSince = OptionalLong.empty();
                replica.offer(found.get());
                return;
            }
        }
        if (held.isEmpty() || !trusted) {
            return;
        }
        long now = replica.surroundings().nanos();
        Octets mine = held.get().encoded();
        if (asHeld) {
            behindSince = OptionalLong.empty();
            if (repetitions != replica.settingsRepetitions()) {
                write(mine, now);
            }
        } else {
            behindSince = OptionalLong.of(behindSince.orElse(now));
            boolean again = written.equals(Optional.of(mine))
                    && now - writtenAt < replica.timing().complaint().toNanos();
            if (!again && now - behindSince.getAsLong() >= patience().toNanos()) {
                write(mine, now);
            }
        }
    }

    private Optional<SettingsDocument> parse(Octets encoded) {
        if (refused.equals(Optional.of(encoded))) {
            return Optional.empty();
        }
        try {
            return Optional.of(SettingsDocument.read(encoded, replica.networkId()));
        } catch (MalformedException e) {
            replica.refusals().count(engine.name(), "the settings of the network", e.getMessage());
            refused = Optional.of(encoded);
            return Optional.empty();
        }
    }

    /** Who changes them writes them at once, who sees two engines soon, and the others one after another. */
    private Duration patience() {
        if (replica.isAdministrator()) {
            return Duration.ZERO;
        }
        if (replica.linkCount() > 1) {
            return replica.timing().relay();
        }
        return replica.timing().guard().multipliedBy(1 + replica.membership().place(replica.networkId()));
    }

    private void write(Octets document, long now) throws StorageException {
        repetitions = replica.settingsRepetitions();
        written = Optional.of(document);
        writtenAt = now;
        engine.update(List.of(new Change.Assign(key, document.toArray())));
    }
}
