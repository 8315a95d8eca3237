// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.archive;

import java.util.List;
import net.guifi.dimon.api.inventory.DeviceId;

/**
 * The intervals of one device.
 *
 * @param device the device
 * @param uplink the interface whose traffic is told; empty where there is none
 * @param intervals one after the other
 */
record DeviceSummaries(DeviceId device, String uplink, List<Summary> intervals) {
    DeviceSummaries {
        intervals = List.copyOf(intervals);
        if (uplink.isEmpty() && intervals.stream().anyMatch(Summary::hasTraffic)) {
            throw new IllegalArgumentException(device + " has traffic of no interface");
        }
    }

    boolean isEmpty() {
        return intervals.stream().allMatch(Summary::isEmpty);
    }
}
