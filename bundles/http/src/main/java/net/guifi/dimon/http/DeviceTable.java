// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.http;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.guifi.dimon.api.health.DeviceState;
import net.guifi.dimon.api.health.DeviceView;
import net.guifi.dimon.api.inventory.Device;
import net.guifi.dimon.api.inventory.DeviceId;
import net.guifi.dimon.api.inventory.Inventory;

/** The devices to be watched and how they are, at one moment, problems first. Immutable. */
final class DeviceTable {
    private final Inventory inventory;
    private final Row[] rows;
    private final Map<DeviceState, Integer> counts = noCounts();

    private DeviceTable(Inventory inventory, Row[] rows) {
        this.inventory = inventory;
        this.rows = rows;
        for (Row row : rows) {
            counts.merge(row.state(), 1, Integer::sum);
        }
    }

    static DeviceTable empty() {
        return new DeviceTable(Inventory.empty(), new Row[0]);
    }

    private static Map<DeviceState, Integer> noCounts() {
        Map<DeviceState, Integer> counts = new EnumMap<>(DeviceState.class);
        for (DeviceState state : DeviceState.values()) {
            counts.put(state, 0);
        }
        return counts;
    }

    /** The table of a later moment. Little changes from one to the next, and a nearly sorted array is sorted fast. */
    DeviceTable next(Inventory later, Collection<DeviceView> views) {
        Map<DeviceId, DeviceView> byId = new HashMap<>(views.size() * 4 / 3 + 1);
        for (DeviceView view : views) {
            byId.put(view.health().device(), view);
        }
        Row[] next = later == inventory ? rows.clone() : rowsOf(later);
        for (int i = 0; i < next.length; i++) {
            Device device = next[i].device();
            next[i] = new Row(device, Optional.ofNullable(byId.get(device.id())), next[i].searchText());
        }
        Arrays.sort(next, Row.PROBLEMS_FIRST);
        return new DeviceTable(later, next);
    }

    private Row[] rowsOf(Inventory later) {
        Map<DeviceId, Row> known = new HashMap<>(rows.length * 4 / 3 + 1);
        for (Row row : rows) {
            known.put(row.device().id(), row);
        }
        List<Row> result = new ArrayList<>(later.monitored());
        for (Device device : later.devices().values()) {
            if (device.monitored()) {
                Row row = known.get(device.id());
                result.add(
                        row != null && row.device() == device
                                ? row
                                : new Row(device, Optional.empty(), new SearchText(device)));
            }
        }
        return result.toArray(Row[]::new);
    }

    Inventory inventory() {
        return inventory;
    }

    Map<DeviceState, Integer> counts() {
        return counts;
    }

    /**
     * The part of the list that was asked for.
     *
     * @param words all of which a device must be found by
     * @param states of which a device must have one; none for all states
     */
    Page page(List<String> words, Set<DeviceState> states, int offset, int limit) {
        Map<DeviceState, Integer> matching = noCounts();
        List<Row> page = new ArrayList<>(Math.min(limit, rows.length));
        int total = 0;
        for (Row row : rows) {
            if (row.searchText().contains(words)) {
                matching.merge(row.state(), 1, Integer::sum);
                if (states.isEmpty() || states.contains(row.state())) {
                    if (total >= offset && page.size() < limit) {
                        page.add(row);
                    }
                    total++;
                }
            }
        }
        return new Page(total, matching, page);
    }

    /**
     * A part of the list.
     *
     * @param total how many devices there are under query and states
     * @param matching how many there are of each state under the query alone
     * @param rows those between offset and limit
     */
    record Page(int total, Map<DeviceState, Integer> matching, List<Row> rows) {}
}
