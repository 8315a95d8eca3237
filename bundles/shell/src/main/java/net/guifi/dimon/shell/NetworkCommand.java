// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.shell;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.guifi.dimon.api.network.Member;
import net.guifi.dimon.api.network.Network;
import net.guifi.dimon.api.network.NetworkSettings;

/** Shows the network, and changes its settings. */
final class NetworkCommand implements Command {
    @Override
    public String usage() {
        return "network [set NAME VALUE | unset NAME]";
    }

    @Override
    public String description() {
        return "shows the network, its settings and its monitors; changes a setting for all of them";
    }

    @Override
    public Answer run(Services services, List<String> arguments) throws CommandException {
        if (arguments.isEmpty()) {
            return Answer.ok(show(services));
        }
        String name = arguments.size() > 1 ? arguments.get(1) : "";
        if (arguments.get(0).equals("set") && arguments.size() > 2) {
            return change(services, name, Optional.of(String.join(" ", arguments.subList(2, arguments.size()))));
        }
        if (arguments.get(0).equals("unset") && arguments.size() == 2) {
            return change(services, name, Optional.empty());
        }
        throw CommandException.badArguments(
                "network takes nothing, or set with a name and a value, or unset and a name.");
    }

    private static Answer change(Services services, String name, Optional<String> value) throws CommandException {
        NetworkSettings settings = Members.change(services, Map.of(name, value));
        boolean known =
                services.settingsRules().stream().anyMatch(rule -> rule.names().contains(name));
        String unknown = known ? "" : "This release does not know \"" + name + "\"; it is kept for those that do.\n";
        return Answer.ok(unknown + settings(settings));
    }

    private static String show(Services services) throws CommandException {
        Members members = Members.of(services);
        Network network = services.network().orElseThrow(CommandException.notRunning("store-embedded"));
        Table facts = new Table("Network", network.id());
        facts.row(
                "Its key",
                network.isAdministrator()
                        ? "is here: this monitor may change the settings and admit others"
                        : "is not here: settings are changed, and monitors admitted, where it is");
        return facts + "\n" + settings(network.settings()) + "\n" + table(members) + advice(network, members);
    }

    private static String settings(NetworkSettings settings) {
        Table table = new Table("SETTING", "VALUE");
        settings.values().forEach(table::row);
        return table + "Version " + settings.version()
                + (settings.values().isEmpty() ? ": all have their defaults.\n" : "; others have their defaults.\n");
    }

    private static String table(Members members) {
        Table table = new Table("MONITOR", "NAME", "NETWORK", "SILENT", "HEARTBEAT", "CLOCK");
        for (Member member : members.all()) {
            table.row(
                    member.id() + (member.self() ? " *" : ""),
                    Words.orNothing(members.name(member.id())),
                    Words.admission(member),
                    Words.duration(member.silence()),
                    Words.duration(member.heartbeat()),
                    member.clockSynchronised() ? "synchronised" : "not synchronised");
        }
        return table + "* is this monitor\n";
    }

    private static String advice(Network network, Members members) {
        List<Member> waiting = members.all().stream().filter(Member::waits).toList();
        if (waiting.isEmpty()) {
            return "";
        }
        if (network.isAdministrator()) {
            return waiting.size()
                    + " waiting. A name is what a monitor calls itself: ask its people for the id before you"
                    + " admit it: admit " + waiting.get(0).id();
        }
        return waiting.stream()
                .filter(Member::self)
                .findFirst()
                .map(self -> "This monitor waits. On one that has the network's key: admit " + self.id())
                .orElse(waiting.size() + " waiting to be admitted by a monitor that has the network's key.");
    }
}
