// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.archive;

import java.time.Duration;

/**
 * How long what is shared stays so.
 *
 * @param chunks summaries of 5 min
 * @param days summaries of days
 */
record SharingSettings(Duration chunks, Duration days) {
    static final SharingSettings DEFAULT = new SharingSettings(Duration.ofDays(2), Duration.ofDays(30));

    // The summary of a day is made of its slots, when it is over.
    private static final Duration LEAST_CHUNKS = Duration.ofHours(25);

    /** @throws IllegalArgumentException when a value makes no sense; the message names it */
    static SharingSettings of(ArchiveComponent.Config config) {
        return new SharingSettings(
                Settings.duration("chunks", config.chunks(), LEAST_CHUNKS, Duration.ofDays(7)),
                Settings.duration("days", config.days(), Duration.ofDays(1), Duration.ofDays(366)));
    }
}
