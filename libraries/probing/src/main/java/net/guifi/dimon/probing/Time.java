// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.probing;

import java.time.Instant;

/** The two clocks, in nanoseconds: tests bring their own. */
public interface Time {
    /** Those of this host. */
    Time SYSTEM = new Time() {
        @Override
        public long monotonic() {
            return System.nanoTime();
        }

        @Override
        public long wall() {
            return nanos(Instant.now());
        }
    };

    /**
     * Never jumps; its zero means nothing.
     *
     * @return nanoseconds
     */
    long monotonic();

    /**
     * The time of day; may jump.
     *
     * @return nanoseconds since the epoch
     */
    long wall();

    /**
     * An instant as a number.
     *
     * @param instant between the years 1678 and 2262
     * @return nanoseconds since the epoch
     */
    static long nanos(Instant instant) {
        return instant.getEpochSecond() * 1_000_000_000 + instant.getNano();
    }

    /**
     * A number as an instant.
     *
     * @param wall nanoseconds since the epoch
     * @return the instant
     */
    static Instant instant(long wall) {
        return Instant.ofEpochSecond(Math.floorDiv(wall, 1_000_000_000L), Math.floorMod(wall, 1_000_000_000L));
    }
}
