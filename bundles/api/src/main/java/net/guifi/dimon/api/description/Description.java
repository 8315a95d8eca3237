// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.api.description;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import net.guifi.dimon.api.inventory.DeviceId;

/**
 * What a device says of itself, and whether it still does. All text comes from the device: bounded, without control
 * characters, but not to be trusted otherwise.
 *
 * @param device the device
 * @param lastAnswer when it was last asked and answered
 * @param endpoint how it is asked: version of SNMP, address and port, for a person
 * @param system its system group, as it answered last
 * @param interfaces its interfaces, by index, as it answered last
 * @param problem why the last question brought nothing, in words; empty when it was answered
 */
public record Description(
        DeviceId device,
        Optional<Instant> lastAnswer,
        String endpoint,
        Optional<SystemGroup> system,
        List<Interface> interfaces,
        Optional<String> problem) {
    /** Takes an immutable copy of the list. */
    public Description {
        interfaces = List.copyOf(interfaces);
    }
}
