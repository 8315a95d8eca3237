// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.shell;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import net.guifi.dimon.api.assignment.Assignments;
import net.guifi.dimon.api.assignment.Monitor;
import net.guifi.dimon.api.assignment.MonitorStatus;
import net.guifi.dimon.api.network.Member;
import net.guifi.dimon.api.network.Network;
import net.guifi.dimon.api.network.NetworkSettings;
import net.guifi.dimon.api.store.StoreException;

/** The monitors of the network, by what people call them. */
final class Members {
    private static final Pattern ID = Pattern.compile("[0-9a-f]{32}");
    private static final Pattern BEGINNING = Pattern.compile("[0-9a-f]{6,31}");

    private final Network network;
    private final List<Member> members;
    private final Map<String, MonitorStatus> described;

    private Members(Network network, Map<String, MonitorStatus> described) {
        this.network = network;
        this.members = network.members();
        this.described = described;
    }

    static Members of(Services services) throws CommandException {
        Network network = services.network().orElseThrow(CommandException.notRunning("store-embedded"));
        return new Members(network, described(services.assignments()));
    }

    static Map<String, MonitorStatus> described(Optional<Assignments> assignments) {
        return assignments.map(Assignments::monitors).orElse(List.of()).stream()
                .collect(Collectors.toMap(status -> status.monitor().id(), Function.identity(), (one, same) -> one));
    }

    List<Member> all() {
        return members;
    }

    String name(String id) {
        return Optional.ofNullable(described.get(id))
                .map(MonitorStatus::monitor)
                .map(Monitor::name)
                .orElse("");
    }

    /** As far as people have to know it to tell one from another. */
    String label(String id) {
        String name = name(id);
        return name.isEmpty() ? id : id + " (" + name + ")";
    }

    SortedSet<String> admitted() {
        return network.settings().admitted();
    }

    boolean isOpen() {
        return network.settings()
                .value(NetworkSettings.ADMISSION)
                .filter("open"::equals)
                .isPresent();
    }

    static boolean isId(String text) {
        return ID.matcher(text).matches();
    }

    /**
     * The id that is meant. A name is what a monitor calls itself: where it could be another's, none is taken.
     *
     * @param word an id, its first six digits or more, or a name
     */
    String find(String word) throws CommandException {
        if (isId(word)) {
            return word;
        }
        TreeSet<String> found = new TreeSet<>();
        boolean beginning = BEGINNING.matcher(word).matches();
        for (Member member : members) {
            boolean named = !word.isEmpty() && name(member.id()).equals(word);
            if (named || beginning && member.id().startsWith(word)) {
                found.add(member.id());
            }
        }
        if (beginning) {
            admitted().stream().filter(id -> id.startsWith(word)).forEach(found::add);
        }
        if (found.isEmpty()) {
            throw CommandException.failed(
                    "No monitor \"" + word + "\" was heard of: \"network\" lists those that were.");
        }
        if (found.size() > 1) {
            throw CommandException.failed("\"" + word + "\" is said of several monitors: " + String.join(", ", found)
                    + ". Say which by its id.");
        }
        return found.first();
    }

    /** Changes the settings of the network, and tells who cannot what it takes. */
    static NetworkSettings change(Services services, Map<String, Optional<String>> changes) throws CommandException {
        Network network = services.network().orElseThrow(CommandException.notRunning("store-embedded"));
        if (!network.isAdministrator()) {
            throw CommandException.failed("The settings of network " + network.id()
                    + " are signed with its key, which this monitor does not have. Do this on the monitor that founded"
                    + " the network, or on another that has the key. To make this one such: copy the file"
                    + " secrets/network.key from the data directory there to "
                    + services.data().resolve("secrets").resolve("network.key")
                    + " (keep the one that is there if its network is in use), with mode 0600, and start the monitor"
                    + " anew.");
        }
        try {
            return network.change(changes);
        } catch (IllegalArgumentException e) {
            throw CommandException.failed(e.getMessage());
        } catch (StoreException e) {
            throw CommandException.failed("Nothing was changed: " + e.getMessage());
        }
    }

    /** The change after which these are admitted. */
    static Map<String, Optional<String>> admitting(SortedSet<String> ids) {
        return Map.of(
                NetworkSettings.ADMITTED, Optional.of(String.join(" ", ids)).filter(text -> !text.isEmpty()));
    }
}
