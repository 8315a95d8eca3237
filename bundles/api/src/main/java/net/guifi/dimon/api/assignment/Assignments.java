// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.api.assignment;

import java.util.List;
import net.guifi.dimon.api.inventory.DeviceId;
import org.osgi.annotation.versioning.ProviderType;

/** Who watches what, as this monitor sees it. */
@ProviderType
public interface Assignments {
    /**
     * The monitors of the network.
     *
     * @return this monitor first, then the others by id
     */
    List<MonitorStatus> monitors();

    /**
     * What this monitor watches.
     *
     * @return the list that the probes follow
     */
    WatchList watchList();

    /**
     * Who watches a device.
     *
     * @param device the device
     * @return ids of monitors, the first watcher first; empty when nobody does
     */
    List<String> watchers(DeviceId device);
}
