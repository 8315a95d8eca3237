// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.api.assignment;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import net.guifi.dimon.api.inventory.Device;
import net.guifi.dimon.api.inventory.DeviceId;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A whiteboard service that decides who watches what. It is a pure function: all monitors compute it for themselves
 * from the same input and must come to the same result.
 */
@ConsumerType
public interface AssignmentPolicy {
    /**
     * The name by which the network settings choose it.
     *
     * @return a word
     */
    String name();

    /**
     * Gives each device its monitors.
     *
     * @param monitors the monitors that count, in any order
     * @param devices the devices to be watched, in any order
     * @param redundancy how many monitors each device should have, at least 1
     * @return the ids of the monitors of each device, the first watcher first; as many as there are when there are
     *     fewer than {@code redundancy}
     */
    Map<DeviceId, List<String>> assign(Collection<Monitor> monitors, Collection<Device> devices, int redundancy);
}
