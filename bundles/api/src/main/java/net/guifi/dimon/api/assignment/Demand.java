// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.api.assignment;

import net.guifi.dimon.api.inventory.Device;

/**
 * A device to be watched, and by how many monitors.
 *
 * @param device the device
 * @param redundancy how many should watch it, at least 1
 */
public record Demand(Device device, int redundancy) {
    /**
     * Checks the number.
     *
     * @throws IllegalArgumentException when it is less than 1
     */
    public Demand {
        if (redundancy < 1) {
            throw new IllegalArgumentException("A redundancy of " + redundancy + " for " + device.id());
        }
    }
}
