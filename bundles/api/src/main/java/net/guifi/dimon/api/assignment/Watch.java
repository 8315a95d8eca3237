// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.api.assignment;

import java.time.Duration;
import net.guifi.dimon.api.inventory.Device;

/**
 * One device that this monitor watches.
 *
 * @param device the device
 * @param rank this monitor's place among the device's watchers, 0 for the first
 * @param watchers how many places there are
 * @param polled whether this monitor also asks the device what only one monitor should ask it, such as by SNMP: the first
 *     watcher does, and the next when that one fails
 */
public record Watch(Device device, int rank, int watchers, boolean polled) {
    /**
     * Checks the place.
     *
     * @throws IllegalArgumentException when the rank is not one of the watchers'
     */
    public Watch {
        if (rank < 0 || rank >= watchers) {
            throw new IllegalArgumentException("Rank " + rank + " of " + watchers + " watchers of " + device.id());
        }
    }

    /**
     * When, within each period counted from the epoch, this device is to be probed by this monitor. A function of
     * device, rank and period alone: a restarted probe goes on where it would have been, different devices are spread
     * over the period, and the watchers of one device are staggered evenly.
     *
     * @param period time from one probe to the next
     * @return from zero to the period, the latter excluded
     */
    public Duration phase(Duration period) {
        long nanos = period.toNanos();
        // Multiplying by the golden ratio spreads ids that follow each other evenly (Knuth, TAOCP 6.4).
        long spread = (device.id().toString().hashCode() * 0x9E3779B97F4A7C15L) >>> 1;
        return Duration.ofNanos((spread % nanos + nanos / watchers * rank) % nanos);
    }
}
