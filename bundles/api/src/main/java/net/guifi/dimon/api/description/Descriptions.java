// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.api.description;

import java.util.Optional;
import net.guifi.dimon.api.inventory.DeviceId;
import org.osgi.annotation.versioning.ProviderType;

/** What the devices that this monitor asks by SNMP say of themselves. */
@ProviderType
public interface Descriptions {
    /**
     * What a device said last.
     *
     * @param device the device
     * @return its description; empty when this monitor does not ask it, or has not yet
     */
    Optional<Description> of(DeviceId device);
}
