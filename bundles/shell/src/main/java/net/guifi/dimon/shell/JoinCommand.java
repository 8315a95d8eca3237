// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.shell;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import net.guifi.dimon.api.store.ReplicatedStore;

/** Lets this monitor belong to another network, or again to its own. */
final class JoinCommand implements Command {
    private static final String OWN = "own";

    @Override
    public String usage() {
        return "join NETWORK-ID | join own";
    }

    @Override
    public String description() {
        return "lets this monitor belong to another network, or again to that of its own key";
    }

    @Override
    public Answer run(Services services, List<String> arguments) throws CommandException {
        String network = arguments.size() == 1 ? arguments.get(0).toLowerCase(Locale.ROOT) : "";
        if (!network.equals(OWN) && !Members.isId(network)) {
            throw CommandException.badArguments(
                    "join takes the id of a network, 32 hexadecimal digits as \"network\" shows"
                            + " them on one of its monitors, or the word own.");
        }
        StoreConfiguration configuration =
                services.storeConfiguration().orElseThrow(CommandException.notRunning("Config Admin"));
        // Asked before: the store goes away for a moment when it is told.
        Optional<ReplicatedStore> store = services.store();
        String id = store.map(ReplicatedStore::monitorId).orElse("ID");
        boolean alone = store.map(present -> present.status().links().isEmpty()).orElse(true);
        try {
            configuration.join(network.equals(OWN) ? "" : network);
        } catch (IOException e) {
            throw CommandException.failed("The configuration was not written: " + e.getMessage());
        }
        if (network.equals(OWN)) {
            return Answer.ok(
                    "This monitor belongs to the network of the key that is here, secrets/network.key. The other"
                            + " network shows it as silent until \"dismiss\" is said there.");
        }
        return Answer.ok("This monitor joins network " + network + ".\n"
                + (alone
                        ? "No storage adapter is configured yet, over which it could hear of the others: docs/network.md"
                                + " tells how.\n"
                        : "")
                + "Unless the network is open it has to be admitted there, on a monitor that has the network's key: admit "
                + id);
    }
}
