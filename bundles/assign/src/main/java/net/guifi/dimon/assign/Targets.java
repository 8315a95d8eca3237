// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.assign;

import java.util.BitSet;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import net.guifi.dimon.api.assignment.Demand;
import net.guifi.dimon.api.inventory.Device;
import net.guifi.dimon.api.inventory.DeviceId;
import net.guifi.dimon.api.inventory.Inventory;
import net.guifi.dimon.api.network.NetworkSettings;

/** The devices to be watched, in the order of their ids, and by how many monitors. Immutable. */
final class Targets {
    static final Targets NONE = new Targets(List.of(), RedundancyRules.of(NetworkSettings.defaults()));

    private final List<Demand> demands;
    private final List<DeviceId> ids;
    private final byte[] most;

    private Targets(Collection<Device> devices, RedundancyRules rules) {
        List<Device> monitored = devices.stream().filter(Device::monitored).toList();
        most = new byte[monitored.size()];
        Demand[] each = new Demand[monitored.size()];
        for (int i = 0; i < each.length; i++) {
            RedundancyRules.Range range = rules.of(monitored.get(i));
            each[i] = new Demand(monitored.get(i), range.least());
            most[i] = (byte) range.most();
        }
        demands = List.of(each);
        ids = monitored.stream().map(Device::id).toList();
    }

    static Targets of(Inventory inventory, RedundancyRules rules) {
        return new Targets(inventory.devices().values(), rules);
    }

    int size() {
        return ids.size();
    }

    List<Demand> demands() {
        return demands;
    }

    Device device(int target) {
        return demands.get(target).device();
    }

    DeviceId id(int target) {
        return ids.get(target);
    }

    /** How many monitors should watch it. */
    int least(int target) {
        return demands.get(target).redundancy();
    }

    /** How many monitors watch it at most, where some of them do not reach it. */
    int most(int target) {
        return most[target];
    }

    /** The place of a device; negative when it is not to be watched. */
    int indexOf(DeviceId id) {
        return Collections.binarySearch(ids, id);
    }

    /** The places of those devices that are to be watched. */
    BitSet select(Collection<DeviceId> devices) {
        Selection selection = selection();
        devices.forEach(selection);
        return selection.places();
    }

    Selection selection() {
        return new Selection();
    }

    /** Takes devices, and gives the places of those that are to be watched. */
    final class Selection implements Consumer<DeviceId> {
        private final BitSet places = new BitSet(size());
        private int next;

        @Override
        public void accept(DeviceId id) {
            // Lists are in order, mostly: the next one is not far.
            int target = next < size() && id.equals(ids.get(next)) ? next : indexOf(id);
            if (target >= 0) {
                places.set(target);
            }
            next = target >= 0 ? target + 1 : -(target + 1);
        }

        BitSet places() {
            return places;
        }
    }

    /** The ids at some places, in order. */
    List<DeviceId> ids(BitSet selected) {
        return selected.stream().mapToObj(ids::get).toList();
    }
}
