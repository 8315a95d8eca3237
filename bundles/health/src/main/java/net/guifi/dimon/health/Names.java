// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.health;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import net.guifi.dimon.api.assignment.MonitorStatus;

/**
 * What people call the monitors. A name is what a monitor says of itself: one that several bear names none of them, and
 * then the beginning of the id does.
 */
record Names(Map<String, String> byId) {
    static final Names NONE = new Names(Map.of());

    private static final int SHORT = 6;
    private static final int LONGEST = 40;

    static Names of(Collection<MonitorStatus> monitors) {
        Map<String, String> byId = new HashMap<>();
        Set<String> taken = new HashSet<>();
        Set<String> shared = new HashSet<>();
        for (MonitorStatus each : monitors) {
            String name = each.monitor().name();
            if (!name.isBlank() && name.length() <= LONGEST) {
                byId.put(each.monitor().id(), name);
                if (!taken.add(name)) {
                    shared.add(name);
                }
            }
        }
        byId.values().removeAll(shared);
        return new Names(Map.copyOf(byId));
    }

    String of(String id) {
        return byId.getOrDefault(id, id.substring(0, Math.min(SHORT, id.length())));
    }
}
