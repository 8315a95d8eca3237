// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.http;

import java.util.Comparator;
import java.util.Optional;
import net.guifi.dimon.api.health.DeviceHealth;
import net.guifi.dimon.api.health.DeviceState;
import net.guifi.dimon.api.inventory.Device;

/** A device and how it is; without health when this monitor does not watch it. */
record Row(Device device, Optional<DeviceHealth> health, SearchText searchText) {
    /** Problems first; within a state the newest change first; then by id. */
    static final Comparator<Row> PROBLEMS_FIRST = Comparator.comparing(Row::state)
            .thenComparing(
                    row -> row.health.map(DeviceHealth::since).orElse(null),
                    Comparator.nullsLast(Comparator.reverseOrder()))
            .thenComparing(row -> row.device.id());

    DeviceState state() {
        return health.map(DeviceHealth::state).orElse(DeviceState.UNKNOWN);
    }
}
