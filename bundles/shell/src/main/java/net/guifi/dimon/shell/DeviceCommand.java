// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.shell;

import java.net.InetAddress;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import net.guifi.dimon.api.assignment.Assignments;
import net.guifi.dimon.api.description.Description;
import net.guifi.dimon.api.health.DeviceHealth;
import net.guifi.dimon.api.health.DeviceView;
import net.guifi.dimon.api.health.Health;
import net.guifi.dimon.api.health.Observation;
import net.guifi.dimon.api.health.Transition;
import net.guifi.dimon.api.inventory.Device;
import net.guifi.dimon.api.inventory.Inventory;
import net.guifi.dimon.api.inventory.InventoryManager;
import net.guifi.dimon.api.inventory.Link;
import net.guifi.dimon.api.inventory.Node;
import net.guifi.dimon.api.inventory.Zone;
import net.guifi.dimon.api.measurement.SeriesKey;

/** Shows all that is known of one device. */
final class DeviceCommand implements Command {
    private static final int TRANSITIONS = 10;

    @Override
    public String usage() {
        return "device ID";
    }

    @Override
    public String description() {
        return "shows one device: what it is, how it is, and how it was";
    }

    /** The device that the only argument names. */
    static Device find(Services services, String command, List<String> arguments) throws CommandException {
        if (arguments.size() != 1) {
            throw CommandException.badArguments(command + " takes the id of one device, such as guifi:51771.");
        }
        Inventory inventory = services.inventory()
                .map(InventoryManager::inventory)
                .orElseThrow(CommandException.notRunning("inventory"));
        return inventory
                .find(arguments.get(0))
                .orElseThrow(() -> CommandException.failed("There is no device \"" + arguments.get(0)
                        + "\", or more than one source has it. Look for it with: devices " + arguments.get(0)));
    }

    @Override
    public Answer run(Services services, List<String> arguments) throws CommandException {
        Device device = find(services, "device", arguments);
        Optional<Health> health = services.health();
        Optional<Description> description = services.descriptions().flatMap(known -> known.of(device.id()));
        return Answer.ok(facts(services, device, description)
                + observations(services, device)
                + description
                        .map(known -> SelfDescription.interfaces(known, services.archive(), Instant.now()))
                        .orElse("")
                + health.map(known -> transitions(known.transitions(device.id())))
                        .orElse("")
                + links(device));
    }

    private static String facts(Services services, Device device, Optional<Description> description) {
        Table table = new Table("Device", device.id().toString())
                .row("Title", Words.orNothing(device.title()))
                .row("Type", Words.orNothing(device.type()))
                .row("Status", Words.name(device.status()) + (device.monitored() ? "" : ", not to be watched"))
                .row(
                        "Node",
                        device.node()
                                .map(node -> node.title() + " (" + node.id() + ")")
                                .orElse(Words.NOTHING))
                .row("Zone", device.node().flatMap(Node::zone).map(Zone::title).orElse(Words.NOTHING))
                .row(
                        "Addresses",
                        device.addresses().stream()
                                .map(InetAddress::getHostAddress)
                                .collect(Collectors.collectingAndThen(Collectors.joining(", "), Words::orNothing)));
        if (services.health().isEmpty() && services.networkHealth().isEmpty()) {
            table.row("State", "the health bundle is not running");
        } else {
            Optional<DeviceHealth> state = services.state(device.id());
            table.row(
                    "State",
                    state.map(known -> Words.name(known.state()) + " since " + Words.time(Optional.of(known.since()))
                                    + ": " + known.reason())
                            .orElse("nobody tells of it"));
            view(services, device).ifPresent(known -> table.row("Agreement", agreement(known)));
            state.ifPresent(known -> figures(table, known));
        }
        table.row(
                "Watched by",
                services.assignments()
                        .map(assignments -> watchers(assignments, device))
                        .orElse("the assign bundle is not running"));
        table.row(
                "Series",
                services.archive()
                        .map(archive -> names(archive.series(device.id())))
                        .orElse("the archive bundle is not running"));
        description.ifPresent(known -> SelfDescription.facts(table, known));
        return table.toString();
    }

    /** Monitors share states, and not figures. */
    private static void figures(Table table, DeviceHealth known) {
        if (known.lastSample().isPresent()) {
            table.row("Last sample", Words.time(known.lastSample()) + ", here")
                    .row("Last answer", Words.time(known.lastAnswer()) + ", here")
                    .row("RTT", Words.rtt(known.rtt()))
                    .row("Loss", Words.loss(known.loss()));
        } else {
            table.row("Last sample", "none here");
        }
    }

    private static Optional<DeviceView> view(Services services, Device device) {
        return services.networkHealth().flatMap(network -> network.of(device.id()));
    }

    private static String agreement(DeviceView view) {
        long counting = view.observations().stream().filter(Observation::counts).count();
        return switch (view.agreement()) {
            case NONE -> "no monitor that counts says anything";
            case SINGLE -> "one monitor says so";
            case AGREED -> counting + " monitors say the same";
            case DISPUTED -> "some monitors reach it, others do not: a fault on a path, or a partition";
        };
    }

    private static String observations(Services services, Device device) {
        List<Observation> observations =
                view(services, device).map(DeviceView::observations).orElse(List.of());
        if (observations.isEmpty()) {
            return "";
        }
        Labels labels = new Labels(services.assignments());
        Table table = new Table("MONITOR", "SEES", "SINCE", "REACHED IT", "COUNTS");
        for (Observation each : observations) {
            table.row(
                    labels.of(each.monitor()),
                    Words.name(each.state()),
                    Words.time(Optional.of(each.since())),
                    each.reached() ? "yes" : "never",
                    each.counts() ? "yes" : "no");
        }
        return "\n" + table;
    }

    private static String watchers(Assignments assignments, Device device) {
        return new Labels(Optional.of(assignments)).of(assignments.watchers(device.id()));
    }

    private static String names(Set<SeriesKey> series) {
        Map<String, Long> counts = series.stream()
                .collect(Collectors.groupingBy(key -> key.metric().name(), TreeMap::new, Collectors.counting()));
        return Words.orNothing(counts.entrySet().stream()
                .map(each -> each.getKey() + (each.getValue() == 1 ? "" : " of " + each.getValue() + " interfaces"))
                .collect(Collectors.joining(", ")));
    }

    private static String transitions(List<Transition> transitions) {
        if (transitions.isEmpty()) {
            return "";
        }
        Table table = new Table("WHEN", "FROM", "TO", "WHY");
        transitions.stream()
                .limit(TRANSITIONS)
                .forEach(each -> table.row(
                        Words.time(Optional.of(each.at())),
                        Words.name(each.from()),
                        Words.name(each.to()),
                        each.reason()));
        return "\n" + table;
    }

    private static String links(Device device) {
        if (device.links().isEmpty()) {
            return "";
        }
        Table table = new Table("LINK", "TYPE", "TO", "STATUS");
        device.links().stream()
                .sorted(Comparator.comparing(Link::peer))
                .forEach(link -> table.row(link.id(), link.type(), link.peer().toString(), Words.name(link.status())));
        return "\n" + table;
    }
}
