// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import net.guifi.dimon.archive.ChunkName.Span;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class ChunkNameTest {
    @Property
    void aNameIsReadAsItWasWritten(
            @ForAll Span span,
            @ForAll @LongRange(min = 0, max = 100_000_000_000L) long seconds,
            @ForAll @IntRange(min = 0, max = 9999) int part) {
        ChunkName name = new ChunkName(span, span.startOf(Instant.ofEpochSecond(seconds)), part);
        assertThat(ChunkName.parse(name.toString())).hasValue(name);
    }

    @Property
    void noTextIsTooMuch(@ForAll String text) {
        assertThat(ChunkName.parse(text)).isEmpty();
    }

    @Test
    void namesAreForPeopleToo() {
        assertThat(new ChunkName(Span.SLOT, Instant.parse("2026-11-21T09:45:00Z"), 0))
                .hasToString("chunk/2026-11-21T09:45Z/0");
        assertThat(new ChunkName(Span.DAY, Instant.parse("2026-11-21T00:00:00Z"), 12))
                .hasToString("day/2026-11-21/12");
        assertThat(ChunkName.parse("chunk/2026-11-21T09:46Z/0")).isEmpty();
        assertThat(ChunkName.parse("chunk/2026-11-21T09:45+00:00/0")).isEmpty();
        assertThat(ChunkName.parse("chunk/2026-11-31T09:45Z/0")).isEmpty();
        assertThat(ChunkName.parse("day/2026-02-30/0")).isEmpty();
        assertThat(ChunkName.parse("day/2026-11-21/00")).isEmpty();
        assertThat(ChunkName.parse("watch")).isEmpty();
    }
}
