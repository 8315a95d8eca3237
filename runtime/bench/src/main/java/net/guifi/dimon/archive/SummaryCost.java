// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.archive;

import java.time.Instant;
import java.util.Optional;

/**
 * What the summaries that a monitor shares cost in the log of AntidoteDB, which keeps every octet for good: values as
 * the archive codes them, of devices as a {@link WirelessShape} has them. It stands in the package of the archive, whose
 * coding nobody else has to see.
 *
 * @param values octets of the slots of a day
 * @param ofDay octets of the summaries of the day
 * @param keys how many keys they were written to
 */
public record SummaryCost(long values, long ofDay, int keys) {
    /** Octets of the log that a key takes beside its value, measured on AntidoteDB 0.2.2. */
    public static final int KEY = 1_350;

    private static final int SLOTS = 96;

    /**
     * Codes a day.
     *
     * @param devices how many devices are watched
     * @return what that takes
     */
    public static SummaryCost of(int devices) {
        WirelessShape shape = new WirelessShape(devices, 1);
        Instant start = Instant.parse("2026-11-21T00:00:00Z");
        DaySummaries day = new DaySummaries(Optional.empty(), devices);
        long values = 0;
        int parts = (devices + ChunkPublisher.PART - 1) / ChunkPublisher.PART;
        for (int slot = 0; slot < SLOTS; slot++) {
            Instant at = start.plus(ChunkName.Span.SLOT.length().multipliedBy(slot));
            for (int part = 0; part < parts; part++) {
                Chunk chunk = shape.slot(at, devices * part / parts, devices * (part + 1) / parts);
                day.add(chunk);
                values += chunk.encode().length;
            }
        }
        // The summaries of a day are so small that the number of their parts counts, and not where these begin.
        long ofDay = new Chunk(ChunkName.Span.DAY.intervals(), day.done()).encode().length;
        return new SummaryCost(values, ofDay, (SLOTS + 1) * parts);
    }

    /**
     * All of it.
     *
     * @return octets of the log
     */
    public long logged() {
        return values + ofDay + (long) keys * KEY;
    }
}
