// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.shell;

import java.net.URI;
import java.util.List;
import java.util.stream.Collectors;
import net.guifi.dimon.api.assignment.Assignments;
import net.guifi.dimon.api.assignment.Monitor;
import net.guifi.dimon.api.assignment.MonitorStatus;

/** Lists the monitors of the network. */
final class MonitorsCommand implements Command {
    private static final int SHORT_ID = 12;

    @Override
    public String usage() {
        return "monitors";
    }

    @Override
    public String description() {
        return "lists the monitors of the network, this one first";
    }

    @Override
    public Answer run(Services services, List<String> arguments) throws CommandException {
        if (!arguments.isEmpty()) {
            throw CommandException.badArguments("monitors takes no argument.");
        }
        Assignments assignments = services.assignments().orElseThrow(CommandException.notRunning("assign"));
        Table table = new Table("MONITOR", "NAME", "ALIVE", "WATCHES", "CAPACITY", "ZONE", "SINCE", "ENDPOINTS");
        for (MonitorStatus status : assignments.monitors()) {
            Monitor monitor = status.monitor();
            table.row(
                    shortId(monitor.id()) + (status.self() ? " *" : ""),
                    Words.orNothing(monitor.name()),
                    status.alive() ? "yes" : "no",
                    Integer.toString(status.watches()),
                    Integer.toString(monitor.capacity()),
                    monitor.zone().orElse(Words.NOTHING),
                    Words.time(status.since()),
                    Words.orNothing(
                            monitor.endpoints().stream().map(URI::toString).collect(Collectors.joining(" "))));
        }
        return Answer.ok(table + "* is this monitor");
    }

    static String shortId(String id) {
        return id.substring(0, Math.min(SHORT_ID, id.length()));
    }
}
