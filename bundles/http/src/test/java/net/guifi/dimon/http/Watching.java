// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.http;

import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import net.guifi.dimon.api.assignment.AssignmentStatus;
import net.guifi.dimon.api.assignment.Assignments;
import net.guifi.dimon.api.assignment.Monitor;
import net.guifi.dimon.api.assignment.MonitorStatus;
import net.guifi.dimon.api.assignment.Standing;
import net.guifi.dimon.api.assignment.WatchList;
import net.guifi.dimon.api.inventory.DeviceId;

/** Who watches what, as the test tells. The first monitor is this one. */
final class Watching implements Assignments {
    final List<MonitorStatus> monitors = new ArrayList<>();
    final Map<DeviceId, List<String>> watchers = new LinkedHashMap<>();
    final List<DeviceId> below = new ArrayList<>();
    AssignmentStatus status = new AssignmentStatus(300, 2, 0, 0, 0, "balanced/1", "0123456789abcdef", true, List.of());

    Watching monitor(String id, String name, Standing standing, int watches) {
        Monitor monitor = new Monitor(
                id,
                name,
                500,
                Optional.of("Gràcia"),
                Optional.of("Node of " + id),
                List.of(URI.create("http://198.18.0.1:8080/")),
                new TreeSet<>(List.of("balanced/1")));
        monitors.add(new MonitorStatus(
                monitor, monitors.isEmpty(), standing, standing == Standing.ALIVE, watches, Optional.of(Network.NOW)));
        return this;
    }

    Watching watches(String device, String... ids) {
        watchers.put(DeviceId.parse(device), List.of(ids));
        return this;
    }

    @Override
    public List<MonitorStatus> monitors() {
        return monitors;
    }

    @Override
    public AssignmentStatus status() {
        return status;
    }

    @Override
    public WatchList watchList() {
        return WatchList.empty();
    }

    @Override
    public List<String> watchers(DeviceId device) {
        return watchers.getOrDefault(device, List.of());
    }

    @Override
    public List<DeviceId> below(int most) {
        return below.subList(0, Math.min(most, below.size()));
    }
}
