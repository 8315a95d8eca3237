// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.shell;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import net.guifi.dimon.api.store.ReplicatedStore;
import net.guifi.dimon.api.store.StoreStatus;
import net.guifi.dimon.api.store.StoreStatus.Link;
import net.guifi.dimon.api.store.StoreStatus.Trust;

/** Shows the store: what is in it, and the links to where the monitors share it. */
final class StoreCommand implements Command {
    private final Clock clock;

    StoreCommand(Clock clock) {
        this.clock = clock;
    }

    @Override
    public String usage() {
        return "store";
    }

    @Override
    public String description() {
        return "shows the store: its links, how far they are trusted, and what they carry";
    }

    @Override
    public Answer run(Services services, List<String> arguments) throws CommandException {
        if (!arguments.isEmpty()) {
            throw CommandException.badArguments("store takes no argument.");
        }
        ReplicatedStore store = services.store().orElseThrow(CommandException.notRunning("store-embedded"));
        StoreStatus status = store.status();
        Instant now = clock.instant();
        Table facts = new Table("Monitor", store.monitorId());
        facts.row("Network", store.networkId());
        facts.row("Own", status.entries() + " entries, " + Words.octets(status.octets()));
        facts.row("Of others", status.mirrored() + " entries");
        return Answer.ok(facts + links(status.links(), now) + refusals(status.refusals()) + advice(status, now));
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

    private static String advice(StoreStatus status, Instant now) {
        List<String> advice = new ArrayList<>();
        if (status.links().isEmpty()) {
            advice.add(
                    "This monitor is alone: no storage adapter is configured. That is all it needs to watch by itself;"
                            + " docs/network.md tells how several work together.");
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
