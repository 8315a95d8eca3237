// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.shell;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import net.guifi.dimon.api.store.ReplicatedStore;
import net.guifi.dimon.api.store.StoreStatus;
import net.guifi.dimon.api.store.StoreStatus.Link;
import net.guifi.dimon.api.store.StoreStatus.Trust;

/** Shows the store: what is in it, and the links to where the monitors share it; configures the link to AntidoteDB. */
final class StoreCommand implements Command {
    private final Clock clock;

    StoreCommand(Clock clock) {
        this.clock = clock;
    }

    @Override
    public String usage() {
        return "store [use HOST:PORT… | own]";
    }

    @Override
    public String description() {
        return "shows the store, its links and what they carry; shares over AntidoteDB, or no longer";
    }

    @Override
    public Answer run(Services services, List<String> arguments) throws CommandException {
        if (arguments.isEmpty()) {
            return Answer.ok(show(services));
        }
        if (arguments.get(0).equals("use") && arguments.size() > 1) {
            return use(services, arguments.subList(1, arguments.size()));
        }
        if (arguments.equals(List.of("own"))) {
            return own(services);
        }
        throw CommandException.badArguments("store takes nothing, or use with one HOST:PORT or more, or the word own.");
    }

    private static Answer use(Services services, List<String> arguments) throws CommandException {
        List<HostPort> hosts = new ArrayList<>();
        for (String argument : arguments) {
            hosts.add(HostPort.parse(argument));
        }
        StoreConfiguration configuration =
                services.storeConfiguration().orElseThrow(CommandException.notRunning("Config Admin"));
        try {
            configuration.use(hosts);
            return Answer.ok("This monitor shares what it knows over AntidoteDB at "
                    + hosts.stream().map(HostPort::toString).collect(Collectors.joining(", ")) + ".\n"
                    + beside(configuration)
                    + "\"store\" tells in some 15 s how far it is trusted; \"store own\" ends it.");
        } catch (IOException e) {
            throw notWritten(e);
        }
    }

    private static Answer own(Services services) throws CommandException {
        StoreConfiguration configuration =
                services.storeConfiguration().orElseThrow(CommandException.notRunning("Config Admin"));
        try {
            List<String> forgotten = configuration.forget();
            return Answer.ok((forgotten.isEmpty()
                            ? "No store was said with \"store use\", or found.\n"
                            : "This monitor no longer uses the store that was said with \"store use\", or found.\n")
                    + beside(configuration)
                    // Whoever takes away the one that was taken wants no other: discovery sets join back itself.
                    + (configuration.takesStores() && !forgotten.contains(StoreConfiguration.TAKEN)
                            ? "It may take another that it finds, since join of net.guifi.dimon.discovery is auto.\n"
                            : ""));
        } catch (IOException e) {
            throw notWritten(e);
        }
    }

    private static String beside(StoreConfiguration configuration) throws IOException {
        List<String> others = configuration.others();
        return others.isEmpty()
                ? ""
                : "What was configured in the console, or by a file, goes on: " + String.join(", ", others) + ".\n";
    }

    static CommandException notWritten(IOException e) {
        return CommandException.failed("The configuration was not written: " + e.getMessage());
    }

    private String show(Services services) throws CommandException {
        ReplicatedStore store = services.store().orElseThrow(CommandException.notRunning("store-embedded"));
        StoreStatus status = store.status();
        Instant now = clock.instant();
        Table facts = new Table("Monitor", store.monitorId());
        facts.row("Network", store.networkId());
        facts.row("Own", status.entries() + " entries, " + Words.octets(status.octets()));
        facts.row("Of others", status.mirrored() + " entries");
        return facts + links(status.links(), now) + refusals(status.refusals()) + advice(services, status, now);
    }

    private static String links(List<Link> links, Instant now) {
        if (links.isEmpty()) {
            return "";
        }
        Table table = new Table("LINK", "TRUST", "SINCE", "WAITING", "UPDATES", "LOG", "A DAY", "READS", "FAILURES");
        for (Link link : links) {
            table.row(
                    link.name(),
                    Words.name(link.trust()),
                    Words.duration(Duration.between(link.since(), now)),
                    link.waiting() ? "yes" : "no",
                    Long.toString(link.updates()),
                    Words.octets(link.logged()),
                    day(link, now),
                    Long.toString(link.reads()),
                    Long.toString(link.failures()));
        }
        return "\n" + table;
    }

    private static String day(Link link, Instant now) {
        OptionalLong logged = link.perDay(link.logged(), now);
        return logged.isPresent() ? Words.octets(logged.getAsLong()) : Words.NOTHING;
    }

    private static String refusals(List<StoreStatus.Refusal> refusals) {
        if (refusals.isEmpty()) {
            return "";
        }
        Table table = new Table("REFUSED", "WHY");
        refusals.forEach(refusal -> table.row(Long.toString(refusal.count()), refusal.reason()));
        return "\n" + table;
    }

    private static String advice(Services services, StoreStatus status, Instant now) {
        List<String> advice = new ArrayList<>();
        if (status.links().isEmpty()) {
            advice.add(
                    "This monitor is alone: no storage adapter is configured. That is all it needs to watch by itself;"
                            + " docs/network.md tells how several work together.");
            Others.advice(services).ifPresent(advice::add);
        }
        for (Link link : status.links()) {
            String since = Words.duration(Duration.between(link.since(), now));
            String problem = link.problem().orElse("no reason is known");
            if (link.trust() == Trust.AWAY) {
                advice.add(link.name() + " has not answered for " + since + ": " + problem
                        + ". Is it running, and can this monitor reach it? What is written waits on the disk, and goes"
                        + " out by itself when it answers.");
            } else if (link.trust() == Trust.DOUBTED) {
                advice.add(link.name() + " answers, but not with what this monitor wrote, for " + since + ": " + problem
                        + ". If it is new, was emptied or is recovering, wait: it is filled again by itself within"
                        + " minutes.");
            }
            link.warnings().forEach(warning -> advice.add(link.name() + ": " + warning));
        }
        return advice.isEmpty() ? "" : "\n" + String.join("\n", advice);
    }
}
