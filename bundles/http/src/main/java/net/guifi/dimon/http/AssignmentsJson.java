// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.http;

import jakarta.json.stream.JsonGenerator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import net.guifi.dimon.api.assignment.AssignmentStatus;
import net.guifi.dimon.api.assignment.Assignments;
import net.guifi.dimon.api.assignment.Monitor;
import net.guifi.dimon.api.assignment.MonitorStatus;
import net.guifi.dimon.api.health.NetworkHealth;
import net.guifi.dimon.api.inventory.Device;
import net.guifi.dimon.api.inventory.DeviceId;
import net.guifi.dimon.api.inventory.Inventory;
import net.guifi.dimon.api.network.NetworkSettings;

/** Who watches what, in JSON. */
final class AssignmentsJson {
    private static final int MOST_BELOW = 100;

    private final JsonGenerator json;

    AssignmentsJson(JsonGenerator json) {
        this.json = json;
    }

    /**
     * How the network is watched.
     *
     * @param health knows who has never reached what, where it is there
     * @param inventory has the titles of the devices
     * @param settings may set another redundancy for some of them
     */
    void whole(
            Assignments assignments,
            Monitors names,
            Optional<NetworkHealth> health,
            Inventory inventory,
            NetworkSettings settings) {
        AssignmentStatus status = assignments.status();
        json.writeStartObject()
                .write("devices", status.devices())
                .write("redundancy", status.redundancy())
                .write(
                        "exceptions",
                        Stream.of(NetworkSettings.REDUNDANCY_ZONES, NetworkSettings.REDUNDANCY_DEVICES)
                                .anyMatch(settings.values()::containsKey))
                .write("below", status.below())
                .write("unwatched", status.unwatched())
                .write("surplus", status.surplus())
                .write("policy", status.policy())
                .write("view", status.view())
                .write("settled", status.settled())
                .writeStartArray("problems");
        status.problems().forEach(json::write);
        json.writeEnd();
        write(assignments.monitors());
        json.writeStartArray("belowDevices");
        Map<String, Set<DeviceId>> unreached = new HashMap<>();
        for (DeviceId device : assignments.below(MOST_BELOW)) {
            json.writeStartObject().write("id", device.toString());
            Values.text(
                    json,
                    "title",
                    Optional.ofNullable(inventory.devices().get(device)).map(Device::title));
            names.writeWatchers(json, device, watcher -> health.filter(known ->
                            unreached.computeIfAbsent(watcher, known::unreached).contains(device))
                    .isPresent());
            json.writeEnd();
        }
        json.writeEnd().writeEnd();
    }

    /** The monitors alone. */
    void monitors(List<MonitorStatus> monitors) {
        json.writeStartObject().write("total", monitors.size());
        write(monitors);
        json.writeEnd();
    }

    private void write(List<MonitorStatus> monitors) {
        json.writeStartArray("monitors");
        for (MonitorStatus status : monitors) {
            Monitor monitor = status.monitor();
            json.writeStartObject()
                    .write("id", monitor.id())
                    .write("name", monitor.name())
                    .write("self", status.self())
                    .write("standing", Values.word(status.standing()))
                    .write("alive", status.alive());
            Values.time(json, "since", status.since());
            json.write("watches", status.watches())
                    .write("capacity", monitor.capacity())
                    .write("inStep", status.inStep());
            Values.text(json, "zone", monitor.zone());
            Values.text(json, "node", monitor.node());
            json.writeStartArray("endpoints");
            monitor.endpoints().forEach(endpoint -> json.write(endpoint.toString()));
            json.writeEnd().writeEnd();
        }
        json.writeEnd();
    }
}
