// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.shell;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import net.guifi.dimon.api.discovery.Channel;
import net.guifi.dimon.api.discovery.Discovery;
import net.guifi.dimon.api.discovery.Found;
import net.guifi.dimon.api.discovery.StoreRole;
import net.guifi.dimon.api.network.Network;

/** What discovery knows, in lines for other commands. Names in it are what others call themselves. */
final class Others {
    private Others() {}

    static Optional<String> network(Services services) {
        return services.network().map(Network::id);
    }

    /** In one line, whatever it calls itself. */
    static String label(Found found) {
        return found.name().isEmpty()
                ? Labels.shortId(found.id())
                : found.name().replace('\n', ' ') + " (" + Labels.shortId(found.id()) + ")";
    }

    /** The store that a monitor offers, where this one would connect to it. */
    static Optional<HostPort> store(Found found) {
        return found.role() == StoreRole.OFFERS
                        && found.objection().isEmpty()
                        && found.storePort().isPresent()
                ? Optional.of(HostPort.of(found.address(), found.storePort().getAsInt()))
                : Optional.empty();
    }

    /** Where this monitor is announced, and how many others were found. */
    static String line(Discovery discovery) {
        List<Found> found = discovery.found();
        return announced(discovery) + "; "
                + (found.isEmpty()
                        ? "no other monitor was found"
                        : Words.count(found.size(), "other monitor") + " found")
                + (discovery.proposal().isPresent() ? ", and a store to use: discovered" : "");
    }

    static String announced(Discovery discovery) {
        if (!discovery.isAnnounced()) {
            return "not announced (publish)";
        }
        String channels = discovery.channels().stream()
                .filter(Channel::announced)
                .map(Channel::name)
                .collect(Collectors.joining(", "));
        return channels.isEmpty() ? "announced nowhere yet" : "announced on " + channels;
    }

    /** What a monitor without a store is to do with the one that was found for it. */
    static Optional<String> proposal(Services services) {
        return services.discovery().flatMap(Discovery::proposal).flatMap(found -> store(found)
                .map(store -> label(found) + ", of this network, offers a store that answers: to share what this"
                        + " monitor knows there, say: store use " + store));
    }

    /** For a monitor that is alone: what to look at, when there is something. */
    static Optional<String> advice(Services services) {
        Optional<String> proposal = proposal(services);
        return proposal.isPresent()
                ? proposal
                : services.discovery()
                        .map(Discovery::found)
                        .filter(found -> !found.isEmpty())
                        .map(found -> Words.count(found.size(), "other monitor") + " announced: \"discovered\" shows"
                                + " what could be joined.");
    }
}
