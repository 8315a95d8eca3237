// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.api.assignment;

import java.util.List;
import net.guifi.dimon.api.inventory.DeviceId;
import org.osgi.annotation.versioning.ProviderType;

/** Who watches what in the whole network, as this monitor sees it. */
@ProviderType
public interface Assignments {
    /**
     * The monitors of the network.
     *
     * @return this monitor first, then the others by id
     */
    List<MonitorStatus> monitors();

    /**
     * How the devices are watched.
     *
     * @return the state at this moment
     */
    AssignmentStatus status();

    /**
     * What this monitor watches.
     *
     * @return the list that the probes follow
     */
    WatchList watchList();

    /**
     * Who watches a device: what the monitors that count show in the store.
     *
     * @param device the device
     * @return ids of monitors, first those that should, in their order; empty when nobody does
     */
    List<String> watchers(DeviceId device);

    /**
     * Devices that fewer monitors watch than should.
     *
     * @param most how many to name at most
     * @return their ids, in order
     */
    List<DeviceId> below(int most);
}
