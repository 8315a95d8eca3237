// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.shell;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import net.guifi.dimon.api.assignment.AssignmentStatus;
import net.guifi.dimon.api.assignment.Assignments;
import net.guifi.dimon.api.assignment.Monitor;
import net.guifi.dimon.api.assignment.MonitorStatus;
import net.guifi.dimon.api.assignment.Standing;
import net.guifi.dimon.api.inventory.Device;
import net.guifi.dimon.api.inventory.DeviceId;
import net.guifi.dimon.api.inventory.Inventory;
import net.guifi.dimon.api.inventory.InventoryManager;

/** Shows who watches what. */
final class AssignmentsCommand implements Command {
    private static final int BAR = 20;
    /** Where nobody is near its capacity, the bars show how the monitors compare. */
    private static final double ROOM = 1.5;

    private static final int DEVICES = 20;

    @Override
    public String usage() {
        return "assignments";
    }

    @Override
    public String description() {
        return "shows how the devices of the network are watched: by whom, and which by too few";
    }

    @Override
    public Answer run(Services services, List<String> arguments) throws CommandException {
        if (!arguments.isEmpty()) {
            throw CommandException.badArguments("assignments takes no argument.");
        }
        Assignments assignments = services.assignments().orElseThrow(CommandException.notRunning("assign"));
        return Answer.ok(Coverage.line(assignments, services.network()) + ".\n\n" + facts(assignments.status()) + "\n"
                + monitors(assignments.monitors()) + below(services, assignments));
    }

    private static String facts(AssignmentStatus status) {
        Table table = new Table(
                        "Policy",
                        Words.orNothing(status.policy()) + ", " + Words.count(status.redundancy(), "monitor")
                                + " a device")
                .row("View", status.view() + (status.settled() ? ", settled" : ", being handed over"))
                .row("Too few", Words.count(status.below(), "device") + ", " + status.unwatched() + " of them none")
                .row("Too many", Words.count(status.surplus(), "device"));
        status.problems().forEach(problem -> table.row("Problem", problem));
        return table.toString();
    }

    private static String monitors(List<MonitorStatus> monitors) {
        Table table = new Table(
                "MONITOR", "NAME", "STANDING", "SINCE", "WATCHES", "CAPACITY", "LOAD", "", "IN STEP", "NODE", "ZONE");
        double fair = load(monitors.stream().filter(MonitorStatus::alive).toList());
        double fullest =
                monitors.stream().mapToDouble(status -> load(List.of(status))).reduce(fair, Math::max);
        double whole = fullest == 0 ? 1 : Math.min(1, ROOM * fullest);
        for (MonitorStatus status : monitors) {
            Monitor monitor = status.monitor();
            double load = load(List.of(status));
            table.row(
                    Labels.shortId(monitor.id()) + (status.self() ? " *" : ""),
                    Words.orNothing(monitor.name()),
                    Words.name(status.standing()),
                    Words.time(status.since()),
                    Integer.toString(status.watches()),
                    Integer.toString(monitor.capacity()),
                    bar(load / whole, status.alive() ? fair / whole : 0),
                    String.format(Locale.ROOT, "%.1f %%", load * 100),
                    status.inStep() ? "yes" : "no",
                    monitor.node().orElse(Words.NOTHING),
                    monitor.zone().orElse(Words.NOTHING));
        }
        return table
                + "* is this monitor; # is how much of its capacity is used, beside the others, | its fair share\n";
    }

    /** Which part of their capacity is used. */
    private static double load(List<MonitorStatus> monitors) {
        long capacity = monitors.stream()
                .mapToLong(status -> status.monitor().capacity())
                .sum();
        long watches = monitors.stream().mapToLong(MonitorStatus::watches).sum();
        return capacity == 0 ? 0 : (double) watches / capacity;
    }

    private static String bar(double load, double fair) {
        int used = place(load);
        StringBuilder bar = new StringBuilder("#".repeat(used)).append(".".repeat(BAR - used));
        if (fair > 0) {
            bar.setCharAt(Math.max(0, place(fair) - 1), '|');
        }
        return bar.toString();
    }

    private static int place(double part) {
        return (int) Math.min(BAR, Math.round(part * BAR));
    }

    private static String below(Services services, Assignments assignments) {
        List<DeviceId> below = assignments.below(DEVICES);
        // Where all that is missing is another monitor, to list the devices would tell nothing more.
        if (below.isEmpty() || Coverage.isByOneAlone(assignments)) {
            return "";
        }
        Inventory inventory =
                services.inventory().map(InventoryManager::inventory).orElseGet(Inventory::empty);
        Labels labels = new Labels(services.assignments());
        Map<String, MonitorStatus> standings = Members.described(services.assignments());
        Map<String, Set<DeviceId>> unreached = new HashMap<>();
        Table table = new Table("WATCHED BY TOO FEW", "TITLE", "WATCHED BY");
        for (DeviceId id : below) {
            table.row(
                    id.toString(),
                    Optional.ofNullable(inventory.devices().get(id))
                            .map(Device::title)
                            .map(Words::orNothing)
                            .orElse(Words.NOTHING),
                    Words.orNothing(assignments.watchers(id).stream()
                            .map(watcher -> labels.of(watcher)
                                    + remark(
                                            standings.get(watcher),
                                            unreached
                                                    .computeIfAbsent(watcher, key -> unreached(services, key))
                                                    .contains(id)))
                            .collect(Collectors.joining(", "))));
        }
        int more = assignments.status().below() - below.size();
        return "\n" + table + (more > 0 ? "and " + more + " more\n" : "");
    }

    private static Set<DeviceId> unreached(Services services, String monitor) {
        return services.networkHealth().map(health -> health.unreached(monitor)).orElse(Set.of());
    }

    /** Why one that watches a device does not count there. */
    private static String remark(MonitorStatus watcher, boolean unreached) {
        if (watcher != null && watcher.standing() != Standing.ALIVE) {
            return " " + Words.name(watcher.standing());
        }
        return unreached ? " never reached it" : "";
    }
}
