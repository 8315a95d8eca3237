// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.health;

import net.guifi.dimon.api.health.DeviceState;
import net.guifi.dimon.api.inventory.DeviceId;

/**
 * What this monitor tells the others of a device.
 *
 * @param since seconds from the epoch
 * @param reached whether it ever answered
 * @param tried whether it did, or has had the time to
 */
record Sighting(DeviceId device, DeviceState state, long since, boolean reached, boolean tried) {
    /** Whether it answers. */
    static boolean reaches(DeviceState state) {
        return state == DeviceState.UP || state == DeviceState.DEGRADED;
    }

    /** Whether it was asked and does not answer. */
    static boolean fails(DeviceState state) {
        return state == DeviceState.DOWN || state == DeviceState.UNREACHABLE;
    }
}
