// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.assign;

import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.guifi.dimon.api.health.NetworkHealth;
import net.guifi.dimon.api.inventory.DeviceId;

/** The devices that monitors watch and never reached while others do, by their places. */
final class Unreached {
    private static final BitSet NONE = new BitSet();

    private record Entry(Set<DeviceId> devices, Targets targets, BitSet places) {}

    private final Map<String, Entry> entries = new HashMap<>();

    /** One set for each monitor; not to be changed. */
    List<BitSet> of(Optional<NetworkHealth> health, List<String> monitors, Targets targets) {
        entries.keySet().retainAll(monitors);
        return monitors.stream()
                .map(id -> places(id, health.map(known -> known.unreached(id)).orElse(Set.of()), targets))
                .toList();
    }

    private BitSet places(String monitor, Set<DeviceId> devices, Targets targets) {
        if (devices.isEmpty()) {
            return NONE;
        }
        return entries.compute(
                        monitor,
                        (id, before) -> before != null
                                        && before.targets() == targets
                                        && before.devices().equals(devices)
                                ? before
                                : new Entry(Set.copyOf(devices), targets, targets.select(devices)))
                .places();
    }
}
