// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.api.assignment;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.guifi.dimon.api.inventory.DeviceId;

/** What this monitor watches, at one moment: an immutable snapshot. */
public final class WatchList {
    private static final WatchList EMPTY = new WatchList(Collections.emptyList());

    private final Map<DeviceId, Watch> watches;

    /**
     * Takes a snapshot.
     *
     * @param watches one for each device, in the order in which they are to be listed
     * @throws IllegalArgumentException when a device stands there twice; the message names it
     */
    public WatchList(Collection<Watch> watches) {
        Map<DeviceId, Watch> byId = new LinkedHashMap<>(watches.size() * 4 / 3 + 1);
        for (Watch watch : watches) {
            if (byId.put(watch.device().id(), watch) != null) {
                throw new IllegalArgumentException(watch.device().id() + " stands twice in a watch list");
            }
        }
        this.watches = Collections.unmodifiableMap(byId);
    }

    /**
     * The list without a device.
     *
     * @return an empty list
     */
    public static WatchList empty() {
        return EMPTY;
    }

    /**
     * The watches by device, in the order of the list.
     *
     * @return an unmodifiable map
     */
    public Map<DeviceId, Watch> watches() {
        return watches;
    }

    /**
     * What must be done to come from an earlier list to this one.
     *
     * @param earlier the list that was followed until now
     * @return the differences
     */
    public Difference since(WatchList earlier) {
        List<Watch> added = new ArrayList<>();
        List<Watch> changed = new ArrayList<>();
        for (Watch watch : watches.values()) {
            Watch before = earlier.watches.get(watch.device().id());
            if (before == null) {
                added.add(watch);
            } else if (!before.equals(watch)) {
                changed.add(watch);
            }
        }
        List<DeviceId> removed = new ArrayList<>();
        for (DeviceId device : earlier.watches.keySet()) {
            if (!watches.containsKey(device)) {
                removed.add(device);
            }
        }
        return new Difference(added, changed, removed);
    }

    /**
     * What changed from one list to another.
     *
     * @param added devices to watch from now on
     * @param changed devices of which something changed: an address, a title, the rank
     * @param removed devices to let go
     */
    public record Difference(List<Watch> added, List<Watch> changed, List<DeviceId> removed) {
        /** Takes immutable copies of the lists. */
        public Difference {
            added = List.copyOf(added);
            changed = List.copyOf(changed);
            removed = List.copyOf(removed);
        }

        /**
         * Whether nothing changed.
         *
         * @return true when all three lists are empty
         */
        public boolean isEmpty() {
            return added.isEmpty() && changed.isEmpty() && removed.isEmpty();
        }
    }

    @Override
    public String toString() {
        return "WatchList of " + watches.size() + " devices";
    }
}
