// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.demo;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A network as CNML 0.1 describes it: the root zone, its zones, and what stands in them. */
record Network(int rootId, String rootTitle, List<Zone> zones) {
    static final String WORKING = "Working";
    static final String TESTING = "Testing";

    List<Node> nodes() {
        return zones.stream().flatMap(zone -> zone.nodes().stream()).toList();
    }

    List<Device> devices() {
        return nodes().stream().flatMap(node -> node.devices().stream()).toList();
    }

    record Zone(int id, String title, List<Node> nodes) {}

    record Node(int id, String title, double lat, double lon, String status, boolean graphed, List<Device> devices) {
        /** The devices that a monitor is expected to watch. */
        List<Device> watched() {
            return graphed ? devices.stream().filter(Device::isWatched).toList() : List.of();
        }
    }

    /** A device; its lists are filled while the network is drawn. */
    record Device(
            int id,
            String title,
            String type,
            String status,
            boolean graphed,
            Optional<String> mainAddress,
            Optional<Snmp> snmp,
            List<Radio> radios,
            List<Interface> interfaces,
            List<Service> services) {
        boolean isWatched() {
            return graphed && isInService();
        }

        boolean isInService() {
            return status.equals(WORKING) || status.equals(TESTING);
        }

        /** Every address of the device, the main one first. */
        Set<String> addresses() {
            Set<String> addresses = new LinkedHashSet<>();
            mainAddress.ifPresent(addresses::add);
            List<Interface> all = new ArrayList<>(interfaces);
            radios.forEach(radio -> all.addAll(radio.interfaces()));
            for (Interface each : all) {
                each.ipv4().ifPresent(addresses::add);
                each.ipv6().ifPresent(addresses::add);
            }
            return addresses;
        }
    }

    record Radio(int id, String ssid, String mode, int channel, List<Interface> interfaces) {}

    /**
     * How a device answers SNMP.
     *
     * @param byName whether the network's file names the interface of its radio, or numbers it
     */
    record Snmp(Model model, Version version, int port, boolean byName) {
        /** The highest version that a device speaks; with the second it speaks the first too. */
        enum Version {
            V1,
            V2C,
            V3
        }
    }

    record Interface(int id, String type, String mac, Optional<String> ipv4, Optional<String> ipv6, List<Link> links) {}

    /** One end of a link; the other end has the same id. */
    record Link(int id, String type, String status, int peerNode, int peerDevice, int peerInterface) {}

    record Service(int id, String title, String type, String status) {}
}
