// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.inventory;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import net.guifi.dimon.api.inventory.Device;
import net.guifi.dimon.api.inventory.DeviceId;
import net.guifi.dimon.api.inventory.Node;
import net.guifi.dimon.api.inventory.Status;
import net.guifi.dimon.api.inventory.Zone;

/** The devices added by hand, each by a configuration. Where two configurations have one id, the first counts. */
final class ManualDevices {
    /** Name of the source that they make. */
    static final String SOURCE = "manual";

    private final Map<String, Device> byPid = new LinkedHashMap<>();

    /**
     * Makes a device of the texts of a configuration.
     *
     * @throws IllegalArgumentException when a value makes no sense; the message names it
     */
    static Device device(String id, String title, String[] addresses, String status, String node, String zone) {
        DeviceId deviceId = new DeviceId(SOURCE, id.strip());
        Status parsed = Statuses.parse(status.strip());
        if (parsed == Status.UNKNOWN) {
            throw new IllegalArgumentException("status \"" + status + "\" is no status of CNML");
        }
        List<InetAddress> parsedAddresses = new ArrayList<>();
        for (String address : addresses) {
            if (!address.isBlank()) {
                parsedAddresses.add(Addresses.parse(address.strip()));
            }
        }
        if (parsedAddresses.isEmpty()) {
            throw new IllegalArgumentException("addresses: at least one is needed");
        }
        String shownTitle = title.isBlank() ? deviceId.id() : title.strip();
        Optional<Zone> inZone =
                zone.isBlank() ? Optional.empty() : Optional.of(new Zone(zone.strip(), zone.strip(), Optional.empty()));
        String onNode = node.isBlank() && inZone.isPresent() ? shownTitle : node.strip();
        return new Device(
                deviceId,
                shownTitle,
                "",
                parsed,
                parsed.isInService(),
                onNode.isEmpty() ? Optional.empty() : Optional.of(new Node(onNode, onNode, inZone, Optional.empty())),
                parsedAddresses.stream().distinct().toList(),
                List.of(),
                List.of());
    }

    /** The ids that more than one configuration has. */
    synchronized Set<DeviceId> duplicates() {
        Set<DeviceId> seen = new HashSet<>();
        Set<DeviceId> duplicates = new TreeSet<>();
        for (Device device : byPid.values()) {
            if (!seen.add(device.id())) {
                duplicates.add(device.id());
            }
        }
        return duplicates;
    }

    synchronized void put(String pid, Device device) {
        byPid.compute(pid, (key, old) -> device.equals(old) ? old : device);
    }

    synchronized Optional<Device> remove(String pid) {
        return Optional.ofNullable(byPid.remove(pid));
    }

    synchronized Map<DeviceId, Device> devices() {
        Map<DeviceId, Device> devices = new LinkedHashMap<>();
        byPid.values().forEach(device -> devices.putIfAbsent(device.id(), device));
        return devices;
    }

    /** The configurations of a device. */
    synchronized List<String> pids(DeviceId id) {
        return byPid.entrySet().stream()
                .filter(entry -> entry.getValue().id().equals(id))
                .map(Map.Entry::getKey)
                .toList();
    }
}
