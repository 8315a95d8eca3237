// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.http;

import jakarta.json.stream.JsonGenerator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import net.guifi.dimon.api.assignment.Assignments;
import net.guifi.dimon.api.assignment.MonitorStatus;
import net.guifi.dimon.api.inventory.DeviceId;
import net.guifi.dimon.api.store.ReplicatedStore;

/** Who the monitors are and what they watch; nothing is known of them while the service is away. */
final class Monitors {
    private final Optional<Assignments> assignments;
    private final Map<String, MonitorStatus> known;
    private final Optional<String> self;

    Monitors(Optional<Assignments> assignments, Optional<ReplicatedStore> store) {
        this.assignments = assignments;
        this.self = store.map(ReplicatedStore::monitorId);
        this.known = assignments.map(Assignments::monitors).orElse(List.of()).stream()
                .collect(Collectors.toMap(status -> status.monitor().id(), status -> status, (one, same) -> one));
    }

    /** This monitor's id. */
    Optional<String> self() {
        return self;
    }

    /** What a monitor calls itself: anybody may call itself so. */
    Optional<String> name(String id) {
        return Optional.ofNullable(known.get(id))
                .map(status -> status.monitor().name())
                .filter(name -> !name.isEmpty());
    }

    void writeWatchers(JsonGenerator json, DeviceId device) {
        writeWatchers(json, device, watcher -> false);
    }

    /**
     * The watchers of a device.
     *
     * @param isUnreached whether one of them has never reached it, while another one has
     */
    void writeWatchers(JsonGenerator json, DeviceId device, Predicate<String> isUnreached) {
        assignments.ifPresent(present -> {
            json.writeStartArray("watchers");
            for (String id : present.watchers(device)) {
                json.writeStartObject().write("id", id);
                Values.text(json, "name", name(id));
                if (isUnreached.test(id)) {
                    json.write("unreached", true);
                }
                json.writeEnd();
            }
            json.writeEnd();
        });
    }
}
