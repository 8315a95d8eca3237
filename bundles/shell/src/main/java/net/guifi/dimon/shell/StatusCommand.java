// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.shell;

import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.guifi.dimon.api.assignment.Assignments;
import net.guifi.dimon.api.assignment.MonitorStatus;
import net.guifi.dimon.api.health.DeviceHealth;
import net.guifi.dimon.api.health.DeviceState;
import net.guifi.dimon.api.health.DeviceView;
import net.guifi.dimon.api.health.NetworkHealth;
import net.guifi.dimon.api.inventory.Inventory;
import net.guifi.dimon.api.inventory.InventoryManager;
import net.guifi.dimon.api.inventory.SourceStatus;
import net.guifi.dimon.api.network.Member;
import net.guifi.dimon.api.network.Network;
import net.guifi.dimon.api.probe.Probe;
import net.guifi.dimon.api.store.ReplicatedStore;
import net.guifi.dimon.api.store.StoreStatus;
import net.guifi.dimon.certificate.HostNames;

/** Shows this monitor on one screen. */
final class StatusCommand implements Command {
    private static final int PROBLEMS = 10;

    private final Clock clock;

    StatusCommand(Clock clock) {
        this.clock = clock;
    }

    @Override
    public String usage() {
        return "status";
    }

    @Override
    public String description() {
        return "shows this monitor on one screen";
    }

    @Override
    public Answer run(Services services, List<String> arguments) throws CommandException {
        if (!arguments.isEmpty()) {
            throw CommandException.badArguments("status takes no argument.");
        }
        return Answer.ok(facts(services) + sources(services) + problems(services));
    }

    private static String facts(Services services) {
        Duration uptime = Duration.ofMillis(ManagementFactory.getRuntimeMXBean().getUptime());
        Table table = new Table(
                "Monitor", services.assignments().map(StatusCommand::self).orElse("the assign bundle is not running"));
        table.row("Version", services.version() + ", Java " + Runtime.version().feature());
        table.row("Uptime", Words.duration(uptime));
        services.httpsPort()
                .ifPresent(port ->
                        table.row("HTTPS", "https://" + HostNames.name() + ":" + port + "/system/console/dimon"));
        table.row("Data", services.data().toString());
        table.row(
                "Store", services.store().map(StatusCommand::store).orElse("the store-embedded bundle is not running"));
        services.network().ifPresent(network -> table.row("Network", network(network)));
        table.row("Discovery", services.discovery().map(Others::line).orElse("the discovery bundle is not running"));
        services.assignments()
                .ifPresent(assignments -> table.row("Watching", Coverage.line(assignments, services.network())));
        table.row("Archive", services.archive().isPresent() ? "running" : "the archive bundle is not running");
        table.row(
                "Inventory",
                services.inventory()
                        .map(InventoryManager::inventory)
                        .map(StatusCommand::describe)
                        .orElse("the inventory bundle is not running"));
        table.row("States", states(services).orElse("the health bundle is not running"));
        if (services.probes().isEmpty()) {
            table.row("Probes", "none is running");
        }
        for (Probe probe : services.probes()) {
            table.row(
                    "Probe " + probe.name(),
                    probe.counters().entrySet().stream()
                            .map(counter -> counter.getKey() + " " + counter.getValue())
                            .collect(Collectors.joining(", ")));
        }
        return table.toString();
    }

    private static String store(ReplicatedStore store) {
        List<StoreStatus.Link> links = store.status().links();
        return links.isEmpty()
                ? "on this monitor alone"
                : links.stream()
                        .map(link -> link.name() + " " + Words.name(link.trust())
                                + (link.waiting() ? ", something waits" : ""))
                        .collect(Collectors.joining("; "));
    }

    private static String network(Network network) {
        List<Member> members = network.members();
        List<Member> waiting = members.stream().filter(Member::waits).toList();
        long admitted = members.stream().filter(Member::admitted).count();
        return network.id() + ", " + Words.count(admitted, "monitor") + " admitted"
                + (waiting.isEmpty() ? "" : ", " + waiting.size() + " waiting: network")
                + (waiting.stream().anyMatch(Member::self) ? " (this one too)" : "");
    }

    private static String self(Assignments assignments) {
        return assignments.monitors().stream()
                .filter(MonitorStatus::self)
                .findFirst()
                .map(self -> self.monitor().name() + " ("
                        + Labels.shortId(self.monitor().id()) + "), watches " + self.watches() + " devices")
                .orElse(Words.NOTHING);
    }

    private static String describe(Inventory inventory) {
        return inventory.devices().size() + " devices, " + inventory.monitored() + " to be watched";
    }

    private static Optional<String> states(Services services) {
        Optional<NetworkHealth> network = services.networkHealth();
        return network.isPresent()
                ? network.map(all -> states(all.all().stream().map(DeviceView::health)))
                : services.health().map(own -> states(own.all().stream()));
    }

    private static String states(Stream<DeviceHealth> devices) {
        Map<DeviceState, Integer> counts = new EnumMap<>(DeviceState.class);
        devices.forEach(device -> counts.merge(device.state(), 1, Integer::sum));
        return Words.orNothing(counts.entrySet().stream()
                .map(count -> count.getValue() + " " + Words.name(count.getKey()))
                .collect(Collectors.joining(", ")));
    }

    private static String sources(Services services) {
        List<SourceStatus> sources =
                services.inventory().map(InventoryManager::sources).orElse(List.of());
        return sources.isEmpty() ? "" : "\n" + ImportCommand.table(sources);
    }

    private String problems(Services services) throws CommandException {
        if (services.health().isEmpty() && services.networkHealth().isEmpty()
                || services.inventory().isEmpty()) {
            return "";
        }
        List<Rows.Row> problems =
                Rows.of(services).stream().filter(Rows.Row::isProblem).toList();
        if (problems.isEmpty()) {
            return "\nNo device has a problem.";
        }
        int shown = Math.min(PROBLEMS, problems.size());
        return "\n" + Rows.table(problems.subList(0, shown), clock.instant())
                + (shown < problems.size() ? "and " + (problems.size() - shown) + " more: devices" : "");
    }
}
