// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.archive;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.guifi.dimon.api.description.Description;
import net.guifi.dimon.api.description.Descriptions;
import net.guifi.dimon.api.description.Interface;
import net.guifi.dimon.api.inventory.Device;
import net.guifi.dimon.api.inventory.DeviceId;
import net.guifi.dimon.api.inventory.Inventory;
import net.guifi.dimon.api.inventory.SnmpPort;

/**
 * Which interface of a device stands for its traffic: of those that are measured the first that the inventory names;
 * where it names none, the first by name.
 */
final class Uplinks {
    private final Map<DeviceId, Device> devices;
    private final Optional<Descriptions> descriptions;

    Uplinks(Inventory inventory, Optional<Descriptions> descriptions) {
        this.devices = inventory.devices();
        this.descriptions = descriptions;
    }

    /** @param measured the interfaces of the device that have samples, as their series call them */
    Optional<String> of(DeviceId id, Set<String> measured) {
        if (measured.isEmpty()) {
            return Optional.empty();
        }
        List<Interface> interfaces = descriptions
                .flatMap(known -> known.of(id))
                .map(Description::interfaces)
                .orElse(List.of());
        return Optional.ofNullable(devices.get(id)).map(Device::snmpPorts).orElse(List.of()).stream()
                .flatMap(port -> instance(port, interfaces).stream())
                .filter(measured::contains)
                .findFirst()
                .or(() -> measured.stream().min(Comparator.naturalOrder()));
    }

    private static Optional<String> instance(SnmpPort port, List<Interface> interfaces) {
        return interfaces.stream()
                .filter(each -> each.port().equals(Optional.of(port.key())))
                .map(Interface::instance)
                .findFirst()
                .or(port::name);
    }
}
