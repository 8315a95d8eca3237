// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.assign;

import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import net.guifi.dimon.api.assignment.Monitor;
import net.guifi.dimon.api.store.ReplicatedStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What another monitor wrote into the store, read anew only when its note says that it changed. */
final class Other {
    private static final Logger LOG = LoggerFactory.getLogger(Other.class);

    private final String id;
    private byte[] noted = {};
    private Optional<Note> note = Optional.empty();
    private Optional<Monitor> monitor = Optional.empty();
    private Optional<Integer> description = Optional.empty();
    private Shown shown = Shown.NOTHING;

    Other(String id) {
        this.id = id;
    }

    void read(ReplicatedStore store, Targets targets) {
        byte[] newest = store.note(id).orElseGet(() -> new byte[0]);
        if (!Arrays.equals(noted, newest)) {
            noted = newest;
            note = Note.decode(newest);
        }
        if (note.isEmpty() || !description.equals(note.map(Note::description))) {
            readDescription(store);
        }
        if (note.isEmpty() || shown.digest() != note.get().list() || shown.targets() != targets) {
            readList(store, targets);
        }
    }

    private void readDescription(ReplicatedStore store) {
        byte[] bytes = store.get(id, Register.MONITOR).orElseGet(() -> new byte[0]);
        Optional<Integer> digest = Optional.of(Note.descriptionDigest(bytes));
        if (digest.equals(description)) {
            return;
        }
        description = digest;
        monitor = Optional.empty();
        if (bytes.length > 0) {
            try {
                monitor = Optional.of(Register.decodeMonitor(id, bytes));
            } catch (IOException e) {
                LOG.warn("What monitor {} says of itself is not readable: {}", id, e.getMessage());
            }
        }
    }

    private void readList(ReplicatedStore store, Targets targets) {
        byte[] bytes = store.get(id, Register.WATCH).orElseGet(() -> new byte[0]);
        long digest = Digest.of(bytes);
        if (digest == shown.digest() && targets == shown.targets()) {
            return;
        }
        int count = 0;
        Targets.Selection devices = targets.selection();
        if (bytes.length > 0) {
            try {
                count = Register.decodeDevices(bytes, devices);
            } catch (IOException e) {
                LOG.warn("What monitor {} watches is not readable: {}", id, e.getMessage());
                devices = targets.selection();
            }
        }
        shown = new Shown(digest, count, targets, devices.places());
    }

    Optional<Note> note() {
        return note;
    }

    Optional<Monitor> monitor() {
        return monitor;
    }

    /** The list that it shows; nothing once it said that it stops. */
    Shown watching() {
        return note.filter(Note::leaving).isPresent() ? Shown.NOTHING : shown;
    }

    /** The view that its list is of; empty while the list that its note belongs to has not come. */
    Optional<View> view() {
        return note.filter(each -> each.list() == shown.digest()
                        && description
                                .filter(digest -> digest == each.description())
                                .isPresent())
                .map(Note::view);
    }
}
