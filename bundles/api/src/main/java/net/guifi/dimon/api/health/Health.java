// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.api.health;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import net.guifi.dimon.api.inventory.DeviceId;
import org.osgi.annotation.versioning.ProviderType;

/** The states of the devices that this monitor watches. It alone says "down". */
@ProviderType
public interface Health {
    /**
     * How a device is.
     *
     * @param device the device
     * @return its state; empty when this monitor does not watch it
     */
    Optional<DeviceHealth> of(DeviceId device);

    /**
     * How all devices are that this monitor watches.
     *
     * @return one entry a device, in no order
     */
    Collection<DeviceHealth> all();

    /**
     * The changes of a device's state that are remembered, over restarts too.
     *
     * @param device the device
     * @return the newest first; empty when there was none
     */
    List<Transition> transitions(DeviceId device);
}
