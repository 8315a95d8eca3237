// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.assign;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import net.guifi.dimon.api.store.ReplicatedStore;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class NoteTest {
    private static final String ID = "0123456789abcdef0123456789abcdef";

    @Property
    void aNoteReadsBack(
            @ForAll boolean leaving,
            @ForAll boolean isolated,
            @ForAll long hash,
            @ForAll int epoch,
            @ForAll int description,
            @ForAll long list) {
        Note note = new Note(leaving, isolated, new View(hash, epoch), description, list, List.of(ID, "m1"));
        assertThat(Note.decode(note.encode())).contains(note);
        assertThat(note.suspected())
                .contains(Note.beginning(ID), Note.beginning("m1"))
                .doesNotContain(Note.beginning("m2"), Note.beginning("f" + ID.substring(1)));
    }

    @Test
    void howeverManyAreSuspectedItFitsWithTheHeartbeat() {
        List<String> many = IntStream.range(0, 100)
                .mapToObj(i -> String.format("%012x%020x", i, i))
                .toList();
        Note note = new Note(true, true, new View(-1, -1), -1, -1, many);
        assertThat(note.encode().length).isLessThanOrEqualTo(ReplicatedStore.MAX_NOTE);
        assertThat(Note.decode(note.encode())).contains(note);
        assertThat(note.suspected()).hasSize(6);
    }

    @Test
    void theSameSuspicionsAreTheSameNote() {
        Note note = new Note(false, false, View.NONE, 0, 0, List.of(ID, "m1", "m2"));
        assertThat(new Note(false, false, View.NONE, 0, 0, List.of("m2", ID, "m1")))
                .isEqualTo(note);
        assertThat(new Note(false, false, View.NONE, 0, 0, List.of(ID, ID, "m1", "m2", "m2")))
                .isEqualTo(note);
    }

    @Property
    void whateverComesIsReadOrRefused(@ForAll @Size(max = 64) byte[] octets) {
        Note.decode(octets)
                .ifPresent(note -> assertThat(Note.decode(note.encode())).contains(note));
    }

    @Test
    void aNoteOfANewerReleaseSaysNothing() {
        byte[] octets = new Note(false, false, View.NONE, 0, 0, Collections.emptyList()).encode();
        octets[0]++;
        assertThat(Note.decode(octets)).isEmpty();
    }
}
