// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.shell;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import net.guifi.dimon.api.discovery.Channel;
import net.guifi.dimon.api.discovery.Discovery;
import net.guifi.dimon.api.discovery.Found;

/** Lists the monitors that announce themselves, and tells how this one is announced. */
final class DiscoveredCommand implements Command {
    private static final String OWN = "own";

    private final Clock clock;

    DiscoveredCommand(Clock clock) {
        this.clock = clock;
    }

    @Override
    public String usage() {
        return "discovered";
    }

    @Override
    public String description() {
        return "lists monitors and stores that announce themselves, and tells where this one is announced";
    }

    @Override
    public Answer run(Services services, List<String> arguments) throws CommandException {
        if (!arguments.isEmpty()) {
            throw CommandException.badArguments("discovered takes no argument.");
        }
        Discovery discovery = services.discovery().orElseThrow(CommandException.notRunning("discovery"));
        Optional<String> own = Others.network(services);
        List<Found> found = discovery.found();
        return Answer.ok(monitors(found, own, clock.instant())
                + networks(found, own)
                + channels(discovery)
                + Others.proposal(services).map("\n"::concat).orElse(""));
    }

    private static String monitors(List<Found> all, Optional<String> own, Instant now) {
        if (all.isEmpty()) {
            return "No other monitor was found.\n";
        }
        Table table = new Table(
                "NAME",
                "MONITOR",
                "NETWORK",
                "ADDRESS",
                "STORE",
                "RELEASE",
                "CHANNELS",
                "DISTANCE",
                "SEEN",
                "NOT CONNECTED TO BECAUSE");
        for (Found found : all) {
            table.row(
                    Words.orNothing(found.name()),
                    Labels.shortId(found.id()),
                    found.network()
                            .map(id -> own.filter(id::equals).isPresent() ? OWN : Labels.shortId(id))
                            .orElse(Words.NOTHING),
                    address(found),
                    role(found),
                    found.version().orElse(Words.NOTHING),
                    Words.orNothing(String.join(", ", found.channels())),
                    Words.rtt(found.distance()),
                    Words.duration(Duration.between(found.seen(), now)),
                    found.objection().orElse(Words.NOTHING));
        }
        return table + "They say so themselves, and nobody has checked it.\n";
    }

    private static String address(Found found) {
        int port = found.api().getPort();
        return port < 0
                ? found.address().getHostAddress()
                : HostPort.of(found.address(), port).toString();
    }

    private static String role(Found found) {
        return switch (found.role()) {
            case NONE -> Words.NOTHING;
            case USES -> "uses one";
            case OFFERS ->
                "offers one"
                        + (found.storePort().isPresent()
                                ? " on port " + found.storePort().getAsInt()
                                : "");
        };
    }

    /** In full, since {@code join} takes nothing less. */
    private static String networks(List<Found> all, Optional<String> own) {
        TreeMap<String, List<Found>> others = all.stream()
                .filter(found -> found.network().isPresent() && !found.network().equals(own))
                .collect(Collectors.groupingBy(
                        found -> found.network().orElseThrow(), TreeMap::new, Collectors.toList()));
        if (others.isEmpty()) {
            return "";
        }
        Table table = new Table("OTHER NETWORK", "MONITORS", "STORES");
        others.forEach((network, found) -> table.row(
                network,
                Integer.toString(found.size()),
                Words.orNothing(found.stream()
                        .flatMap(each -> Others.store(each).stream())
                        .map(HostPort::toString)
                        .distinct()
                        .collect(Collectors.joining(" ")))));
        return "\n" + table + "To belong to one of them: join NETWORK, with --store STORE where there is one\n";
    }

    private static String channels(Discovery discovery) {
        Table table = new Table("CHANNEL", "STATE", "ANNOUNCED", "FOUND", "PROBLEM");
        for (Channel channel : discovery.channels()) {
            table.row(
                    channel.name(),
                    Words.name(channel.state()),
                    channel.announced() ? "yes" : "no",
                    Integer.toString(channel.found()),
                    channel.problem().orElse(Words.NOTHING));
        }
        return "\n" + table + "This monitor is " + Others.announced(discovery) + ".\n";
    }
}
