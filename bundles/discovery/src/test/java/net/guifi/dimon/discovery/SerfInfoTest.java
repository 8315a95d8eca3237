// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.OptionalInt;
import net.guifi.dimon.api.discovery.StoreRole;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class SerfInfoTest {
    /** An agent takes 1,024 octets with what it adds: names of fields, and its own of at most 128. */
    private static final int ROOM = 1_024 - 128 - 96;

    @Test
    void itFitsIntoAnAnswer() {
        assertThat(SerfInfo.of(largest("\"".repeat(63)), OptionalInt.of(Integer.MAX_VALUE)))
                .hasSizeLessThan(ROOM);
        assertThat(SerfInfo.of(largest("\ud83d\ude80".repeat(63)), OptionalInt.of(Integer.MAX_VALUE)))
                .hasSizeLessThan(ROOM);
    }

    @Property
    void itFitsWhateverTheName(@ForAll String name) {
        assertThat(SerfInfo.of(largest(name), OptionalInt.of(Integer.MAX_VALUE)))
                .hasSizeLessThan(ROOM);
    }

    private static Announcement largest(String name) {
        return new Announcement(
                "0123456789abcdef".repeat(2),
                name,
                Optional.of("0123456789abcdef".repeat(2)),
                Optional.of("1".repeat(32)),
                65_535,
                "/api" + "/longer01".repeat(7),
                OptionalInt.of(65_535),
                StoreRole.OFFERS,
                OptionalInt.of(65_535),
                OptionalInt.of(9_999_999));
    }
}
