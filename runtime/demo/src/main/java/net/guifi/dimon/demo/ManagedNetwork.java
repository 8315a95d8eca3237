// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.demo;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import net.guifi.dimon.demo.ManagedPort.End;
import net.guifi.dimon.demo.ManagedPort.Kind;
import net.guifi.dimon.demo.Network.Device;
import net.guifi.dimon.demo.Network.Interface;
import net.guifi.dimon.demo.Network.Link;
import net.guifi.dimon.demo.Network.Node;
import net.guifi.dimon.demo.Network.Snmp;

/** The devices of a network that answer SNMP, and the traffic between them. For one thread. */
final class ManagedNetwork {
    private static final int ETHERNET = 6;
    private static final int LOOPBACK = 24;
    private static final int IEEE_802_11 = 71;
    private static final long MEGABIT = 1_000_000;

    private final Map<Integer, LinkTraffic> traffic = new HashMap<>();
    private final Map<Integer, Set<LinkTraffic>> trafficOfDevice = new HashMap<>();
    private final Map<Integer, ManagedDevice> devices = new LinkedHashMap<>();

    ManagedNetwork(Network network, Instant now) {
        Map<Integer, Device> all = network.devices().stream().collect(Collectors.toMap(Device::id, device -> device));
        for (Node node : network.nodes()) {
            for (Device device : node.devices()) {
                if (device.isInService() && device.snmp().isPresent()) {
                    Snmp snmp = device.snmp().get();
                    List<ManagedPort> ports = ports(device, snmp, all, now);
                    devices.put(device.id(), new ManagedDevice(node, device, snmp, ports, now));
                }
            }
        }
    }

    Collection<ManagedDevice> devices() {
        return devices.values();
    }

    private List<ManagedPort> ports(Device device, Snmp snmp, Map<Integer, Device> all, Instant now) {
        Model model = snmp.model();
        boolean loopback = model.firstName().equals("lo");
        List<ManagedPort> ports = new ArrayList<>();
        Kind first = new Kind(
                1,
                model.firstName(),
                "",
                loopback ? LOOPBACK : ETHERNET,
                loopback ? 10 * MEGABIT : 100 * MEGABIT,
                loopback ? Optional.empty() : Optional.of("02:64:6d:01:00:00"),
                false);
        ports.add(new ManagedPort(first, loopback, List.of()));
        Interface lan = device.interfaces().get(0);
        long speed = (model == Model.AIROS_3 ? 100 : 1000) * MEGABIT;
        Kind wire = new Kind(Model.LAN_INDEX, model.lanName(), "LAN", ETHERNET, speed, Optional.of(lan.mac()), false);
        ports.add(new ManagedPort(wire, true, ends(device, lan, now)));
        if (!device.radios().isEmpty()) {
            Interface air = device.radios().get(0).interfaces().get(0);
            Kind radio = new Kind(
                    Model.RADIO_INDEX,
                    model.radioName(),
                    alias(air, all),
                    IEEE_802_11,
                    (model == Model.AIROS_3 ? 54 : 300) * MEGABIT,
                    Optional.of(air.mac()),
                    !air.type().equals("wLan/Lan"));
            ports.add(new ManagedPort(radio, true, ends(device, air, now)));
        }
        return ports;
    }

    private static String alias(Interface port, Map<Integer, Device> all) {
        return port.type().equals("wLan/Lan")
                ? "Clients"
                : port.links().stream()
                        .map(link -> "To " + all.get(link.peerDevice()).title())
                        .collect(Collectors.joining(", "));
    }

    private List<End> ends(Device device, Interface port, Instant now) {
        List<End> ends = new ArrayList<>();
        for (Link link : port.links()) {
            if (link.status().equals(Network.WORKING)) {
                LinkTraffic carried = traffic.computeIfAbsent(link.id(), id -> new LinkTraffic(link, now));
                ends.add(new End(carried, device.id() > link.peerDevice()));
                for (int id : new int[] {device.id(), link.peerDevice()}) {
                    trafficOfDevice.computeIfAbsent(id, key -> new HashSet<>()).add(carried);
                }
            }
        }
        return ends;
    }

    /** These devices answer no more, and their links carry nothing. */
    void fail(Collection<Device> failed, Instant now) {
        for (Device device : failed) {
            trafficOfDevice.getOrDefault(device.id(), Set.of()).forEach(link -> link.interrupt(device, now));
            Optional.ofNullable(devices.get(device.id())).ifPresent(ManagedDevice::fail);
        }
    }

    /** These devices answer again. */
    void recover(Collection<Device> recovered, boolean restarted, Instant now) {
        for (Device device : recovered) {
            trafficOfDevice.getOrDefault(device.id(), Set.of()).forEach(link -> link.resume(device, now));
            Optional.ofNullable(devices.get(device.id())).ifPresent(managed -> managed.recover(restarted, now));
        }
    }
}
