// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.api.network;

import java.time.Duration;

/**
 * A monitor of the network, as this one sees it.
 *
 * @param id fingerprint of its public key
 * @param self whether it is this monitor itself
 * @param admitted whether it belongs to the network; otherwise it waits for being admitted, and what it says about
 *     devices does not count
 * @param silence for how long it could have been heard and was not, since it was heard last or since this monitor
 *     started: time of this monitor's own monotonic clock, counted only while the store was known to be working
 * @param heartbeat how often it should be heard
 * @param clockSynchronised whether it says that its clock is right
 */
public record Member(
        String id, boolean self, boolean admitted, Duration silence, Duration heartbeat, boolean clockSynchronised) {
    private static final int HEARTBEATS = 3;

    /**
     * How long it may be silent before it is taken for dead.
     *
     * @return three heartbeats
     */
    public Duration patience() {
        return heartbeat.multipliedBy(HEARTBEATS);
    }

    /**
     * Whether it was heard lately enough to be taken for alive.
     *
     * @return whether it has been silent for less than {@link #patience()}
     */
    public boolean heard() {
        return silence.compareTo(patience()) < 0;
    }

    /**
     * Whether it waits for being admitted. Who does not belong to the network and is not heard either was dismissed, or
     * has gone: it waits for nothing.
     *
     * @return whether it is heard and not admitted
     */
    public boolean waits() {
        return !admitted && heard();
    }
}
