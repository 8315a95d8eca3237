// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.archive;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import net.guifi.dimon.api.network.Network;
import net.guifi.dimon.api.store.ReplicatedStore;

/**
 * Shares summaries as the archive does, of devices as a {@link WirelessShape} has them. It stands in the package of the
 * archive, as nobody else has to see how that works.
 */
public final class VirtualArchive {
    private final ChunkPublisher publisher;

    /**
     * Begins.
     *
     * @param devices how many devices are measured
     * @param measured whether they are in the slot that begins then
     * @param store where summaries are shared
     * @param network whose monitors share them
     * @param clock tells the time
     * @param nanos monotonic time
     */
    public VirtualArchive(
            int devices,
            Predicate<Instant> measured,
            ReplicatedStore store,
            Network network,
            Clock clock,
            LongSupplier nanos) {
        WirelessShape shape = new WirelessShape(devices, 1);
        Sharing sharing = new Sharing(Optional.of(store), Optional.of(network), Optional.empty(), Optional.empty());
        publisher = new ChunkPublisher(
                () -> sharing, (start, uplinks) -> measured.test(start) ? shape.slot(start) : List.of(), clock, nanos);
    }

    /**
     * Shares what is due.
     *
     * @throws IllegalStateException when it could not
     */
    public void share() {
        boolean more;
        do {
            more = publisher.run(SharingSettings.DEFAULT);
        } while (more);
        publisher.report().waitingFor().ifPresent(reason -> {
            throw new IllegalStateException("Nothing is shared: " + reason);
        });
    }
}
