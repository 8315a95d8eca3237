// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.inventory;

import java.util.Map;
import net.guifi.dimon.api.inventory.Device;
import net.guifi.dimon.api.inventory.DeviceId;

/** How the devices of one import differ from those that a source has. */
record Differences(int added, int removed, int changed) {
    static final Differences NONE = new Differences(0, 0, 0);

    /** Compares objects: what is equal is the same in both. */
    static Differences between(Map<DeviceId, Device> before, Map<DeviceId, Device> after) {
        int added = 0;
        int changed = 0;
        for (Device device : after.values()) {
            Device old = before.get(device.id());
            if (old == null) {
                added++;
            } else if (old != device) {
                changed++;
            }
        }
        int stayed = after.size() - added;
        return new Differences(added, before.size() - stayed, changed);
    }

    boolean isNone() {
        return equals(NONE);
    }

    @Override
    public String toString() {
        return added + " added, " + removed + " removed, " + changed + " changed";
    }
}
