// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.shell;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import net.guifi.dimon.api.assignment.Assignments;
import net.guifi.dimon.api.assignment.Monitor;
import net.guifi.dimon.api.assignment.MonitorStatus;
import net.guifi.dimon.api.network.Member;
import net.guifi.dimon.api.network.Network;

/** Lists the monitors of the network. */
final class MonitorsCommand implements Command {
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
        Map<String, Member> members = services.network().map(Network::members).orElse(List.of()).stream()
                .collect(Collectors.toMap(Member::id, Function.identity()));
        Table table = new Table(
                "MONITOR",
                "NAME",
                "STANDING",
                "SINCE",
                "NETWORK",
                "SILENT",
                "WATCHES",
                "CAPACITY",
                "IN STEP",
                "NODE",
                "ZONE",
                "ENDPOINTS");
        for (MonitorStatus status : assignments.monitors()) {
            Monitor monitor = status.monitor();
            Optional<Member> member = Optional.ofNullable(members.get(monitor.id()));
            table.row(
                    Labels.shortId(monitor.id()) + (status.self() ? " *" : ""),
                    Words.orNothing(monitor.name()),
                    Words.name(status.standing()),
                    Words.time(status.since()),
                    member.map(Words::admission).orElse(Words.NOTHING),
                    member.map(Member::silence).map(Words::duration).orElse(Words.NOTHING),
                    Integer.toString(status.watches()),
                    Integer.toString(monitor.capacity()),
                    status.inStep() ? "yes" : "no",
                    monitor.node().orElse(Words.NOTHING),
                    monitor.zone().orElse(Words.NOTHING),
                    Words.orNothing(
                            monitor.endpoints().stream().map(URI::toString).collect(Collectors.joining(" "))));
        }
        return Answer.ok(table + "* is this monitor");
    }
}
