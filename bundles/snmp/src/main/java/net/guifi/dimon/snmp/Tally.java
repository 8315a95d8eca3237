// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.snmp;

import java.util.concurrent.atomic.AtomicLongArray;

/** The counts so far. */
final class Tally {
    private final AtomicLongArray counts = new AtomicLongArray(Counter.values().length);

    void add(Counter counter) {
        counts.incrementAndGet(counter.ordinal());
    }

    long of(Counter counter) {
        return counts.get(counter.ordinal());
    }
}
