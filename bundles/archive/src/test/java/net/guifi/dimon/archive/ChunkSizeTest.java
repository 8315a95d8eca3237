// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What summaries cost in the log of AntidoteDB, which keeps every octet for good. */
class ChunkSizeTest {
    private static final int DEVICES = 1_000;
    /** What a key costs beside its value, measured on a server. */
    private static final int KEY = 1_350;

    private static final long BUDGET = 2_000_000;

    @Test
    void aDayOfAThousandDevicesIsWithinTheBudget() {
        WirelessShape shape = new WirelessShape(DEVICES, 1);
        Instant start = Instant.parse("2026-11-21T00:00:00Z");
        DaySummaries day = new DaySummaries(Optional.empty(), DEVICES);
        long values = 0;
        long keys = 0;
        for (int slot = 0; slot < 96; slot++) {
            for (int from = 0; from < DEVICES; from += DEVICES / 2) {
                Chunk chunk = shape.slot(
                        start.plus(ChunkName.Span.SLOT.length().multipliedBy(slot)), from, from + DEVICES / 2);
                day.add(chunk);
                values += chunk.encode().length;
                keys++;
            }
        }
        byte[] ofDay = new Chunk(1, day.done()).encode();
        long total = values + ofDay.length + (keys + 2) * KEY;
        assertThat(total).as("octets a day of 1,000 devices").isLessThan(BUDGET);
    }
}
