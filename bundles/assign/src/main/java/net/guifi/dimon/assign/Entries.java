// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.assign;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import net.guifi.dimon.api.assignment.Monitor;
import net.guifi.dimon.api.inventory.DeviceId;
import net.guifi.dimon.api.store.Reach;
import net.guifi.dimon.api.store.ReplicatedStore;
import net.guifi.dimon.api.store.Write;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What this monitor has in the store: its description, its watch list, and the note that belongs to both. */
final class Entries {
    private static final Logger LOG = LoggerFactory.getLogger(Entries.class);
    private static final byte[] NOTHING = {};

    private final byte[] description;
    private final byte[] list;
    private final byte[] note;

    private Entries(byte[] description, byte[] list, byte[] note) {
        this.description = description;
        this.list = list;
        this.note = note;
    }

    static Entries read(ReplicatedStore store) {
        String self = store.monitorId();
        return new Entries(
                store.get(self, Register.MONITOR).orElse(NOTHING),
                store.get(self, Register.WATCH).orElse(NOTHING),
                store.note(self).orElse(NOTHING));
    }

    /** Others, with the same list when it is left out. */
    Entries with(Monitor self, Optional<List<DeviceId>> devices, boolean isolated, View view, List<String> suspected) {
        byte[] described = Register.encode(self);
        byte[] listed = devices.map(Register::encodeInOrder).orElse(list);
        Note told = new Note(false, isolated, view, Note.descriptionDigest(described), Digest.of(listed), suspected);
        return new Entries(described, listed, told.encode());
    }

    boolean isSameAs(Entries other) {
        return Arrays.equals(description, other.description)
                && Arrays.equals(list, other.list)
                && Arrays.equals(note, other.note);
    }

    /** The same, of a monitor that stops. */
    Entries leaving() {
        Note last = decodedNote()
                .orElseGet(() -> new Note(
                        false, false, View.NONE, Note.descriptionDigest(description), Digest.of(list), List.of()));
        Note leaving = new Note(true, last.isolated(), last.view(), last.description(), last.list(), last.suspected());
        return new Entries(description, list, leaving.encode());
    }

    /** Writes at once what another one has otherwise: a view is not shown without the list that it asks for. */
    void write(ReplicatedStore store, Entries before) {
        List<Write> writes = new ArrayList<>();
        if (!Arrays.equals(description, before.description)) {
            writes.add(new Write.Put(Register.MONITOR, description, Reach.EVERYWHERE));
        }
        if (!Arrays.equals(list, before.list)) {
            writes.add(new Write.Put(Register.WATCH, list, Reach.EVERYWHERE));
        }
        if (!Arrays.equals(note, before.note)) {
            writes.add(new Write.Note(note));
        }
        if (!writes.isEmpty()) {
            store.apply(writes);
        }
    }

    private Optional<Note> decodedNote() {
        return Note.decode(note);
    }

    /** The view that this monitor worked by when it wrote them. */
    View view() {
        return decodedNote()
                .map(last -> last.list() == Digest.of(list)
                        ? last.view()
                        : new View(0, last.view().epoch()))
                .orElse(View.NONE);
    }

    /** The devices of the list. */
    List<DeviceId> devices() {
        if (list.length > 0) {
            try {
                List<DeviceId> devices = new ArrayList<>();
                Register.decodeDevices(list, devices::add);
                return devices;
            } catch (IOException e) {
                LOG.warn("What this monitor watched before is not readable: {}", e.getMessage());
            }
        }
        return List.of();
    }
}
