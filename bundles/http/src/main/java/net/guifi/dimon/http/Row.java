// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.http;

import java.util.Comparator;
import java.util.Optional;
import net.guifi.dimon.api.health.DeviceHealth;
import net.guifi.dimon.api.health.DeviceState;
import net.guifi.dimon.api.health.DeviceView;
import net.guifi.dimon.api.inventory.Device;

/** A device and how it is; without a view when nobody tells of it. */
record Row(Device device, Optional<DeviceView> view, SearchText searchText) {
    /** Problems first; within a state the newest change first; then by id. */
    static final Comparator<Row> PROBLEMS_FIRST = Comparator.comparing(Row::state)
            .thenComparing(
                    row -> row.health().map(DeviceHealth::since).orElse(null),
                    Comparator.nullsLast(Comparator.reverseOrder()))
            .thenComparing(row -> row.device.id());

    private Optional<DeviceHealth> health() {
        return view.map(DeviceView::health);
    }

    DeviceState state() {
        return health().map(DeviceHealth::state).orElse(DeviceState.UNKNOWN);
    }
}
