// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.bench;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.guifi.dimon.api.inventory.Device;
import net.guifi.dimon.api.inventory.DeviceId;
import net.guifi.dimon.api.inventory.Inventory;

/** The devices of a simulation by numbers, which never change: sets of them are sets of bits. */
final class DeviceNumbers {
    private final Map<DeviceId, Integer> numbers = new HashMap<>();
    private final List<DeviceId> ids = new ArrayList<>();

    void add(Inventory inventory) {
        inventory
                .devices()
                .keySet()
                .forEach(id -> numbers.computeIfAbsent(id, each -> {
                    ids.add(each);
                    return ids.size() - 1;
                }));
    }

    int size() {
        return ids.size();
    }

    int of(DeviceId id) {
        return numbers.get(id);
    }

    DeviceId id(int number) {
        return ids.get(number);
    }

    BitSet of(Collection<DeviceId> devices) {
        BitSet set = new BitSet(ids.size());
        devices.forEach(device -> set.set(of(device)));
        return set;
    }

    BitSet monitored(Inventory inventory) {
        BitSet set = new BitSet(ids.size());
        for (Device device : inventory.devices().values()) {
            if (device.monitored()) {
                set.set(of(device.id()));
            }
        }
        return set;
    }
}
