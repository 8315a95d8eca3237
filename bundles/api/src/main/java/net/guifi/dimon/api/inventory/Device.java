// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.api.inventory;

import java.net.Inet6Address;
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
     * Whether all is the same; of addresses the zone too ({@code %eth0}), which {@link Inet6Address} leaves out.
     *
     * @param other anything
     * @return true when it is an equal device
     */
    @Override
    public boolean equals(Object other) {
        return other instanceof Device device
                && id.equals(device.id)
                && title.equals(device.title)
                && type.equals(device.type)
                && status == device.status
                && monitored == device.monitored
                && node.equals(device.node)
                && addresses.equals(device.addresses)
                && scopes(addresses).equals(scopes(device.addresses))
                && snmpPorts.equals(device.snmpPorts)
                && links.equals(device.links);
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }

    private static List<Integer> scopes(List<InetAddress> addresses) {
        return addresses.stream()
                .map(address -> address instanceof Inet6Address ipv6 ? ipv6.getScopeId() : 0)
                .toList();
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
