// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.snmp;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import net.guifi.dimon.api.assignment.Watch;
import net.guifi.dimon.api.assignment.WatchList;
import net.guifi.dimon.api.inventory.Device;
import net.guifi.dimon.api.inventory.DeviceId;
import net.guifi.dimon.api.inventory.Node;
import net.guifi.dimon.api.inventory.SnmpPort;
import net.guifi.dimon.api.inventory.Status;
import net.guifi.dimon.api.inventory.Zone;

/** Devices for tests. */
final class Devices {
    private Devices() {}

    static Device device(String id, String address, SnmpPort... ports) {
        return device(id, address, null, ports);
    }

    static Device device(String id, String address, Zone zone, SnmpPort... ports) {
        try {
            return new Device(
                    new DeviceId("test", id),
                    "Device " + id,
                    "radio",
                    Status.WORKING,
                    true,
                    Optional.ofNullable(zone).map(found -> new Node("1", "Node", Optional.of(found), Optional.empty())),
                    List.of(InetAddress.getByName(address)),
                    List.of(ports),
                    List.of());
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    static SnmpPort named(String name) {
        return new SnmpPort("key-" + name, Optional.of(name), OptionalInt.empty());
    }

    static SnmpPort indexed(int index) {
        return new SnmpPort("key-" + index, Optional.empty(), OptionalInt.of(index));
    }

    static WatchList watch(Device... devices) {
        return new WatchList(Arrays.stream(devices)
                .map(device -> new Watch(device, 0, 1, true))
                .toList());
    }
}
