// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.inventory;

import java.util.Map;
import net.guifi.dimon.api.inventory.Device;
import net.guifi.dimon.api.inventory.DeviceId;

/** How the devices of one import differ from those that a source has. */
record Differences(int added, int removed, int changed) {
    static final Differences NONE = new Differences(0, 0, 0);

    /** Counts, and puts the object that there was in the place of each device that is equal to it. */
    static Differences between(Map<DeviceId, Device> before, Map<DeviceId, Device> after) {
        int[] counts = new int[2];
        after.replaceAll((id, device) -> {
            Device old = before.get(id);
            if (device.equals(old)) {
                return old;
            }
            counts[old == null ? 0 : 1]++;
            return device;
        });
        int stayed = after.size() - counts[0];
        return new Differences(counts[0], before.size() - stayed, counts[1]);
    }

    boolean isNone() {
        return equals(NONE);
    }

    @Override
    public String toString() {
        return added + " added, " + removed + " removed, " + changed + " changed";
    }
}
