// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.bench;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.guifi.dimon.api.inventory.Device;
import net.guifi.dimon.api.inventory.DeviceId;
import net.guifi.dimon.api.inventory.Inventory;
import net.guifi.dimon.api.inventory.Node;
import net.guifi.dimon.api.inventory.Status;
import net.guifi.dimon.api.inventory.Zone;

/** Devices for simulations: numbered as in guifi.net, two on a node, fifty nodes in a zone. */
final class MadeUpDevices {
    private static final int NODE_DEVICES = 2;
    private static final int ZONE_NODES = 50;
    private static final String SOURCE = "guifi";

    private MadeUpDevices() {}

    static Inventory inventory(int count) {
        List<Device> devices = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            devices.add(device(i));
        }
        return new Inventory("made up " + count, devices);
    }

    static Device device(int number) {
        int node = number / NODE_DEVICES;
        int zone = node / ZONE_NODES;
        try {
            byte[] address = {10, (byte) (number >> 16), (byte) (number >> 8), (byte) number};
            return new Device(
                    new DeviceId(SOURCE, String.valueOf(number + 1)),
                    "device " + number,
                    "radio",
                    Status.WORKING,
                    true,
                    Optional.of(new Node(
                            "n" + node,
                            "node " + node,
                            Optional.of(new Zone("z" + zone, "zone " + zone, Optional.empty())),
                            Optional.empty())),
                    List.of(InetAddress.getByAddress(address)),
                    List.of(),
                    List.of());
        } catch (UnknownHostException e) {
            throw new IllegalStateException("Four octets are an address", e);
        }
    }
}
