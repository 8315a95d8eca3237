// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.snmp;

import java.time.Instant;

/** The two clocks, in nanoseconds: tests bring their own. */
interface Time {
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

    /** Never jumps; its zero means nothing. */
    long monotonic();

    /** Since the epoch; may jump. */
    long wall();

    static long nanos(Instant instant) {
        return instant.getEpochSecond() * 1_000_000_000 + instant.getNano();
    }

    static Instant instant(long wall) {
        return Instant.ofEpochSecond(Math.floorDiv(wall, 1_000_000_000L), Math.floorMod(wall, 1_000_000_000L));
    }
}
