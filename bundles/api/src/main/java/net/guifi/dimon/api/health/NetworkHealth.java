// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.api.health;

import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import net.guifi.dimon.api.inventory.DeviceId;
import org.osgi.annotation.versioning.ProviderType;

/** How the devices of the whole network are, by what all monitors share. Answers come from memory, at once. */
@ProviderType
public interface NetworkHealth {
    /**
     * How a device is.
     *
     * @param device the device
     * @return empty when no monitor watches it
     */
    Optional<DeviceView> of(DeviceId device);

    /**
     * How all devices are that any monitor watches.
     *
     * @return one entry a device, in no order
     */
    Collection<DeviceView> all();

    /**
     * The monitors that reach next to nothing of what others reach, or of what they reached a moment ago: what they say
     * of devices does not count. This one may be among them.
     *
     * @return ids
     */
    Set<String> isolated();

    /**
     * The devices that a monitor watches and has never reached, while another one reaches them.
     *
     * @param monitor id of the monitor
     * @return their ids
     */
    Set<DeviceId> unreached(String monitor);
}
