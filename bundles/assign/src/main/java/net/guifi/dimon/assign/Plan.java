// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.assign;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.guifi.dimon.api.assignment.AssignmentPolicy;
import net.guifi.dimon.api.assignment.Demand;
import net.guifi.dimon.api.assignment.Monitor;
import net.guifi.dimon.api.assignment.Watch;
import net.guifi.dimon.api.assignment.WatchList;
import net.guifi.dimon.api.inventory.Device;
import net.guifi.dimon.api.inventory.DeviceId;
import net.guifi.dimon.api.inventory.Inventory;

/**
 * Who watches what, once worked out.
 *
 * @param watchers the monitors of each device
 * @param own what this monitor watches
 */
record Plan(Map<DeviceId, List<String>> watchers, WatchList own) {
    /** Nothing was worked out yet. */
    static final Plan NONE = new Plan(Map.of(), WatchList.empty());

    static Plan of(AssignmentPolicy policy, List<Monitor> monitors, String self, Inventory inventory, int redundancy) {
        List<Device> devices =
                inventory.devices().values().stream().filter(Device::monitored).toList();
        List<List<String>> orders = policy.assign(
                monitors,
                devices.stream().map(device -> new Demand(device, redundancy)).toList());
        Map<DeviceId, List<String>> watchers = new HashMap<>();
        List<Watch> own = new ArrayList<>();
        for (int i = 0; i < devices.size(); i++) {
            Device device = devices.get(i);
            List<String> order =
                    orders.get(i).subList(0, Math.min(redundancy, orders.get(i).size()));
            watchers.put(device.id(), order);
            int rank = order.indexOf(self);
            if (rank >= 0) {
                own.add(new Watch(device, rank, order.size(), rank == 0));
            }
        }
        return new Plan(Map.copyOf(watchers), new WatchList(own));
    }
}
