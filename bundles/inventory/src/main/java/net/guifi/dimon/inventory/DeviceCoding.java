// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.inventory;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
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
import net.guifi.dimon.coding.MalformedException;
import net.guifi.dimon.coding.OctetReader;
import net.guifi.dimon.coding.OctetWriter;

/**
 * How devices of one source are written: tables of the zones and nodes that they need, each once, and the devices. The
 * same devices in the same order make the same octets.
 */
final class DeviceCoding {
    private static final int MAX_NUMBER = Integer.MAX_VALUE;
    private static final int MAX_DEPTH = 100;
    private static final int IPV4 = 4;
    private static final int IPV6 = 16;
    /** Their places are what is written; new ones may only follow. */
    private static final List<Status> STATUSES = List.of(
            Status.PLANNED,
            Status.RESERVED,
            Status.BUILDING,
            Status.TESTING,
            Status.WORKING,
            Status.DROPPED,
            Status.INACTIVE,
            Status.UNKNOWN);

    private DeviceCoding() {}

    /** What many devices have in common, so that it is in the memory once. */
    static final class Shared {
        private final Map<Object, Object> ones = new HashMap<>();

        @SuppressWarnings("unchecked")
        private <T> T one(T value) {
            Object known = ones.putIfAbsent(value, value);
            return known == null ? value : (T) known;
        }
    }

    static void write(OctetWriter out, Collection<Device> devices) {
        Map<Zone, Integer> zones = new LinkedHashMap<>();
        Map<Node, Integer> nodes = new LinkedHashMap<>();
        for (Device device : devices) {
            device.node().ifPresent(node -> {
                node.zone().ifPresent(zone -> addZone(zone, zones));
                nodes.putIfAbsent(node, nodes.size() + 1);
            });
        }
        out.number(zones.size());
        for (Zone zone : zones.keySet()) {
            out.text(zone.id());
            out.text(zone.title());
            out.number(zone.parent().map(zones::get).orElse(0));
        }
        out.number(nodes.size());
        for (Node node : nodes.keySet()) {
            writeNode(out, node, zones);
        }
        out.number(devices.size());
        for (Device device : devices) {
            writeDevice(out, device, nodes);
        }
    }

    /** Those around it come first. */
    private static void addZone(Zone zone, Map<Zone, Integer> zones) {
        if (!zones.containsKey(zone)) {
            zone.parent().ifPresent(parent -> addZone(parent, zones));
            zones.put(zone, zones.size() + 1);
        }
    }

    private static void writeNode(OctetWriter out, Node node, Map<Zone, Integer> zones) {
        out.text(node.id());
        out.text(node.title());
        out.number(node.zone().map(zones::get).orElse(0));
        out.flag(node.position().isPresent());
        node.position().ifPresent(position -> {
            out.real(position.latitude());
            out.real(position.longitude());
        });
    }

    private static void writeDevice(OctetWriter out, Device device, Map<Node, Integer> nodes) {
        out.text(device.id().id());
        out.text(device.title());
        out.text(device.type());
        out.number(STATUSES.indexOf(device.status()));
        out.flag(device.monitored());
        out.number(device.node().map(nodes::get).orElse(0));
        out.number(device.addresses().size());
        for (InetAddress address : device.addresses()) {
            out.number(address.getAddress().length);
            out.octets(address.getAddress());
            if (address instanceof Inet6Address ipv6) {
                out.number(ipv6.getScopeId());
            }
        }
        out.number(device.snmpPorts().size());
        for (SnmpPort port : device.snmpPorts()) {
            out.text(port.key());
            out.flag(port.name().isPresent());
            port.name().ifPresent(out::text);
            out.flag(port.index().isPresent());
            port.index().ifPresent(index -> out.number(Integer.toUnsignedLong(index)));
        }
        out.number(device.links().size());
        for (Link link : device.links()) {
            out.text(link.id());
            out.text(link.type());
            out.number(STATUSES.indexOf(link.status()));
            out.text(link.interfaceId());
            boolean within = link.peer().source().equals(device.id().source());
            out.flag(within);
            if (!within) {
                out.text(link.peer().source());
            }
            out.text(link.peer().id());
            out.text(link.peerInterfaceId());
        }
    }

    /** Reads devices of a source. */
    static List<Device> read(OctetReader in, String source, Shared shared) throws MalformedException {
        try {
            List<Zone> zones = zones(in, shared);
            List<Node> nodes = new ArrayList<>();
            for (int left = in.integer(MAX_NUMBER); left > 0; left--) {
                nodes.add(shared.one(new Node(
                        in.text(),
                        in.text(),
                        reference(in, zones),
                        in.flag() ? Optional.of(new Position(in.real(), in.real())) : Optional.empty())));
            }
            List<Device> devices = new ArrayList<>();
            for (int left = in.integer(MAX_NUMBER); left > 0; left--) {
                devices.add(device(in, source, nodes, shared));
            }
            return devices;
        } catch (IllegalArgumentException e) {
            throw new MalformedException(e.getMessage(), e);
        }
    }

    private static List<Zone> zones(OctetReader in, Shared shared) throws MalformedException {
        List<Zone> zones = new ArrayList<>();
        List<Integer> depths = new ArrayList<>();
        for (int left = in.integer(MAX_NUMBER); left > 0; left--) {
            String id = in.text();
            String title = in.text();
            int parent = in.integer(zones.size());
            int depth = parent == 0 ? 1 : depths.get(parent - 1) + 1;
            if (depth > MAX_DEPTH) {
                throw new MalformedException("zones lie in more than " + MAX_DEPTH + " others");
            }
            depths.add(depth);
            zones.add(shared.one(
                    new Zone(id, title, parent == 0 ? Optional.empty() : Optional.of(zones.get(parent - 1)))));
        }
        return zones;
    }

    private static <T> Optional<T> reference(OctetReader in, List<T> table) throws MalformedException {
        int place = in.integer(table.size());
        return place == 0 ? Optional.empty() : Optional.of(table.get(place - 1));
    }

    private static Device device(OctetReader in, String source, List<Node> nodes, Shared shared)
            throws MalformedException {
        return new Device(
                new DeviceId(source, in.text()),
                in.text(),
                shared.one(in.text()),
                status(in),
                in.flag(),
                reference(in, nodes),
                addresses(in),
                snmpPorts(in, shared),
                links(in, source, shared));
    }

    private static Status status(OctetReader in) throws MalformedException {
        return STATUSES.get(in.integer(STATUSES.size() - 1));
    }

    private static List<InetAddress> addresses(OctetReader in) throws MalformedException {
        List<InetAddress> addresses = new ArrayList<>();
        for (int left = in.integer(MAX_NUMBER); left > 0; left--) {
            byte[] octets = in.octets(in.integer(IPV6));
            addresses.add(address(octets, in));
        }
        return addresses;
    }

    private static InetAddress address(byte[] octets, OctetReader in) throws MalformedException {
        try {
            int scope = octets.length == IPV4 ? 0 : in.integer(MAX_NUMBER);
            return scope == 0 ? InetAddress.getByAddress(octets) : Inet6Address.getByAddress(null, octets, scope);
        } catch (UnknownHostException e) {
            throw new MalformedException("an address in it has " + octets.length + " octets", e);
        }
    }

    private static List<SnmpPort> snmpPorts(OctetReader in, Shared shared) throws MalformedException {
        List<SnmpPort> ports = new ArrayList<>();
        for (int left = in.integer(MAX_NUMBER); left > 0; left--) {
            ports.add(new SnmpPort(
                    shared.one(in.text()),
                    in.flag() ? Optional.of(shared.one(in.text())) : Optional.empty(),
                    in.flag() ? OptionalInt.of((int) in.number(0xFFFF_FFFFL)) : OptionalInt.empty()));
        }
        return ports;
    }

    private static List<Link> links(OctetReader in, String source, Shared shared) throws MalformedException {
        List<Link> links = new ArrayList<>();
        for (int left = in.integer(MAX_NUMBER); left > 0; left--) {
            links.add(new Link(
                    in.text(),
                    shared.one(in.text()),
                    status(in),
                    in.text(),
                    new DeviceId(in.flag() ? source : in.text(), in.text()),
                    in.text()));
        }
        return links;
    }
}
