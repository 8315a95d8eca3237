// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.archive;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.OptionalLong;
import java.util.Set;

/** Remembers the slots that samples may stand in by mistake, because the clock was set only later. */
final class ClockWatch {
    private static final Duration TOLERANCE = Duration.ofSeconds(5);

    private final Set<Instant> misdated = new HashSet<>();
    private final Set<Instant> doubtful = new HashSet<>();
    private OptionalLong offset = OptionalLong.empty();

    /**
     * Looks at the clock.
     *
     * @param now what it shows
     * @param nanos a monotonic clock
     */
    void look(Instant now, long nanos, boolean synchronised) {
        long shown = now.toEpochMilli() - nanos / 1_000_000;
        if (!synchronised) {
            if (offset.isEmpty()) {
                offset = OptionalLong.of(shown);
            }
            doubtful.add(ChunkName.Span.SLOT.startOf(now));
        } else if (offset.isPresent()) {
            if (Math.abs(shown - offset.getAsLong()) > TOLERANCE.toMillis()) {
                misdated.addAll(doubtful);
            }
            doubtful.clear();
            offset = OptionalLong.empty();
        }
    }

    boolean isMisdated(Instant slot) {
        return misdated.contains(slot);
    }

    void forgetBefore(Instant slot) {
        misdated.removeIf(each -> each.isBefore(slot));
        doubtful.removeIf(each -> each.isBefore(slot));
    }
}
