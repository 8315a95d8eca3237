// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.api.assignment;

import java.time.Instant;
import java.util.Optional;

/**
 * A monitor as this one sees it.
 *
 * @param monitor who
 * @param self whether it is this monitor itself
 * @param standing whether it counts
 * @param inStep whether it works by the same view of the network as this one
 * @param watches how many devices it watches, as it said last; none once it said that it stops
 * @param since since when it has been alive or not
 */
public record MonitorStatus(
        Monitor monitor, boolean self, Standing standing, boolean inStep, int watches, Optional<Instant> since) {
    /**
     * Whether it counts as working.
     *
     * @return whether devices are given to it
     */
    public boolean alive() {
        return standing.isAlive();
    }
}
