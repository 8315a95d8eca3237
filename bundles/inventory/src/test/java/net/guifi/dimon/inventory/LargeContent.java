// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.inventory;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import net.guifi.dimon.api.inventory.Device;
import net.guifi.dimon.api.inventory.DeviceId;
import net.guifi.dimon.api.inventory.Link;
import net.guifi.dimon.api.inventory.Node;
import net.guifi.dimon.api.inventory.Position;
import net.guifi.dimon.api.inventory.SnmpPort;
import net.guifi.dimon.api.inventory.Status;
import net.guifi.dimon.api.inventory.Zone;

/** Devices as guifi.net has them: two a node, radios with a port to be read and a link. */
final class LargeContent {
    private LargeContent() {}

    /** {@code edition} is part of the title of the first device. */
    static Map<DeviceId, Device> of(String source, int count, String edition) {
        Zone world = new Zone("3671", "Món", Optional.empty());
        Zone country = new Zone("1", "Països", Optional.of(world));
        Map<DeviceId, Device> devices = new LinkedHashMap<>();
        for (int id = 1; id <= count; id++) {
            int place = id / 2;
            Zone zone = new Zone(Integer.toString(2_000 + place / 100), "Comarca " + place / 100, Optional.of(country));
            int scattered = place * 7919 % 100_003;
            Node node = new Node(
                    Integer.toString(scattered + 10_000),
                    "Poble" + scattered % 97 + "Carrer" + scattered,
                    Optional.of(zone),
                    Optional.of(new Position(41 + scattered / 1e5, 1 + scattered * 31 % 100_003 / 1e5)));
            Device device = device(source, id, node, id == 1 ? edition : "");
            devices.put(device.id(), device);
        }
        return devices;
    }

    private static Device device(String source, int id, Node node, String edition) {
        try {
            return new Device(
                    new DeviceId(source, Integer.toString(id)),
                    node.title() + "Rd" + id + edition,
                    "radio",
                    Status.WORKING,
                    true,
                    Optional.of(node),
                    List.of(InetAddress.getByAddress(
                            new byte[] {10, (byte) (id * 31 >> 16), (byte) (id * 31 >> 8), (byte) (id * 31)})),
                    List.of(new SnmpPort("0", Optional.of("ath0"), OptionalInt.empty())),
                    List.of(new Link(
                            Integer.toString(id * 3),
                            "ap/client",
                            Status.WORKING,
                            Integer.toString(id * 5),
                            new DeviceId(source, Integer.toString(id * 17 % 60_000 + 1)),
                            Integer.toString(id * 17 % 60_000 * 5))));
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }
}
