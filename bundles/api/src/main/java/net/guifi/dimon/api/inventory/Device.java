// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.api.inventory;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/**
 * A device of the network: a radio, a router, a server.
 *
 * @param id its name in the whole network
 * @param title what people call it
 * @param type what it is, as the source has it ({@code radio}, {@code server}…); may be empty
 * @param status where it stands in its life
 * @param monitored whether it is to be watched: in service, with an address, and not switched off in the source
 * @param node the node it stands on, where the source has nodes
 * @param addresses IPv4 and IPv6 addresses, the one to probe first
 * @param snmpPorts interfaces whose traffic is to be read
 * @param links its ends of links
 */
public record Device(
        DeviceId id,
        String title,
        String type,
        Status status,
        boolean monitored,
        Optional<Node> node,
        List<InetAddress> addresses,
        List<SnmpPort> snmpPorts,
        List<Link> links) {
    /**
     * Takes immutable copies of the lists.
     *
     * @throws IllegalArgumentException when a device without an address is to be watched
     */
    public Device {
        addresses = List.copyOf(addresses);
        snmpPorts = List.copyOf(snmpPorts);
        links = List.copyOf(links);
        if (monitored && addresses.isEmpty()) {
            throw new IllegalArgumentException("Device " + id + " has no address to watch it by");
        }
    }

    /**
     * The zone of the device's node.
     *
     * @return the zone, where both are known
     */
    public Optional<Zone> zone() {
        return node.flatMap(Node::zone);
    }
}
