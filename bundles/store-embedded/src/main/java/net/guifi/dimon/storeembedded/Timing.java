// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storeembedded;

import java.time.Duration;

/**
 * How long the replica waits for what.
 *
 * @param round the least time from one round of a link to the next
 * @param roundPerMonitor the same for each monitor of the network
 * @param heartbeat how often the manifest is made anew in a network of up to {@code crowd} monitors
 * @param crowd how many monitors may have this heartbeat; with more it is slower in proportion
 * @param first how long an engine that seems new is looked at before it is written to
 * @param doubt how long an engine may lack what was written there, before it is written again
 * @param relay how long a monitor with several links waits before it carries what another link brought
 * @param guard how long a guardian waits before it writes again what another monitor wrote
 * @param complaint how long a monitor waits for something that should be there, before it says that it is missing; and
 *     how often at most others write it again
 * @param audit how often what was written is read back, without any cause
 * @param changesADay octets that an engine's log may grow by what changes, in the long run: what is changed more often
 *     goes there together
 * @param smallChangesADay the same for small changes once that is spent: what monitors have to tell each other at once
 *     does not wait for what a large import cost
 * @param burst how many of these octets may come at once; of small changes half as many
 * @param departure how long a monitor may be silent before it is forgotten
 * @param retry the first wait after a failed call; it doubles up to {@code retryMost}
 * @param retryMost the longest wait after a failed call
 */
record Timing(
        Duration round,
        Duration roundPerMonitor,
        Duration heartbeat,
        int crowd,
        Duration first,
        Duration doubt,
        Duration relay,
        Duration guard,
        Duration complaint,
        Duration audit,
        double changesADay,
        double smallChangesADay,
        double burst,
        Duration departure,
        Duration retry,
        Duration retryMost) {
    static final Timing DEFAULT = new Timing(
            Duration.ofSeconds(5),
            Duration.ofMillis(100),
            Duration.ofSeconds(60),
            20,
            Duration.ofSeconds(15),
            Duration.ofSeconds(90),
            Duration.ofSeconds(15),
            Duration.ofSeconds(180),
            Duration.ofMinutes(2),
            Duration.ofHours(1),
            1.5e6,
            5e5,
            4e5,
            Duration.ofDays(30),
            Duration.ofSeconds(1),
            Duration.ofSeconds(60));
}
