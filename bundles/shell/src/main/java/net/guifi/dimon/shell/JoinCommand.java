// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.shell;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import net.guifi.dimon.api.discovery.Discovery;
import net.guifi.dimon.api.discovery.Found;
import net.guifi.dimon.api.store.ReplicatedStore;

/** Lets this monitor belong to another network, or again to its own. */
final class JoinCommand implements Command {
    private static final String OWN = "own";
    private static final String STORE = "--store";
    private static final int NAMED = 5;

    @Override
    public String usage() {
        return "join NETWORK-ID | own [--store HOST:PORT]";
    }

    @Override
    public String description() {
        return "lets this monitor belong to another network, or again to that of its own key";
    }

    @Override
    public Answer run(Services services, List<String> arguments) throws CommandException {
        boolean withStore = arguments.size() == 3 && arguments.get(1).equals(STORE);
        String network = arguments.size() == 1 || withStore ? arguments.get(0).toLowerCase(Locale.ROOT) : "";
        if (!network.equals(OWN) && !Members.isId(network)) {
            throw CommandException.badArguments(
                    "join takes the id of a network, 32 hexadecimal digits as \"network\" shows"
                            + " them on one of its monitors, or the word own; and perhaps " + STORE + " HOST:PORT.");
        }
        Optional<HostPort> store = withStore ? Optional.of(HostPort.parse(arguments.get(2))) : Optional.empty();
        StoreConfiguration configuration =
                services.storeConfiguration().orElseThrow(CommandException.notRunning("Config Admin"));
        // Asked before: the store goes away for a moment when it is told.
        Optional<ReplicatedStore> replica = services.store();
        String id = replica.map(ReplicatedStore::monitorId).orElse("ID");
        boolean alone = store.isEmpty()
                && replica.map(present -> present.status().links().isEmpty()).orElse(true);
        configure(configuration, network.equals(OWN) ? "" : network, store);
        String used = store.map(host -> "It shares what it knows over AntidoteDB at " + host + ".\n")
                .orElse("");
        if (network.equals(OWN)) {
            return Answer.ok(
                    "This monitor belongs to the network of the key that is here, secrets/network.key. The other"
                            + " network shows it as silent until \"dismiss\" is said there.\n" + used);
        }
        List<Found> found = services.discovery().map(Discovery::found).orElse(List.of());
        return Answer.ok("This monitor joins network " + network + known(network, found) + ".\n"
                + used
                + (alone ? missing(network, found) : "")
                + "Unless the network is open it has to be admitted there, on a monitor that has the network's key: admit "
                + id);
    }

    private static void configure(StoreConfiguration configuration, String network, Optional<HostPort> store)
            throws CommandException {
        try {
            // First the network: nothing of the one before shall come to the store of this one.
            configuration.join(network);
        } catch (IOException e) {
            throw StoreCommand.notWritten(e);
        }
        if (store.isPresent()) {
            try {
                configuration.use(List.of(store.get()));
            } catch (IOException e) {
                throw CommandException.failed(
                        "The network is another one now, but its store was not written: " + e.getMessage());
            }
        }
    }

    /** Who was found of the network; and whether somebody took the id of a monitor for it. */
    private static String known(String network, List<Found> found) {
        List<String> members = found.stream()
                .filter(each -> each.network().filter(network::equals).isPresent())
                .map(Others::label)
                .toList();
        if (!members.isEmpty()) {
            return ", of which " + Words.count(members.size(), "monitor")
                    + (members.size() == 1 ? " was" : " were") + " found: "
                    + members.stream().limit(NAMED).collect(Collectors.joining(", "))
                    + (members.size() > NAMED ? " …" : "");
        }
        return found.stream()
                .filter(each -> each.id().equals(network))
                .findFirst()
                .map(each -> ". That is the id of the monitor " + Others.label(each) + ", not of a network"
                        + each.network()
                                .map(meant -> ": was \"join " + meant + "\" meant?")
                                .orElse(""))
                .orElse("");
    }

    private static String missing(String network, List<Found> found) {
        String none = "No storage adapter is configured yet, over which it could hear of the others";
        return found.stream()
                .filter(each -> each.network().filter(network::equals).isPresent())
                .flatMap(each -> Others.store(each).stream())
                .findFirst()
                .map(store -> none + "; one of them offers a store: store use " + store + "\n")
                .orElse(none + ": docs/network.md tells how.\n");
    }
}
