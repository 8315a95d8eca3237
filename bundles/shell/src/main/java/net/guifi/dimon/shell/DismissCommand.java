// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.shell;

import java.util.List;
import java.util.SortedSet;
import net.guifi.dimon.api.network.Member;

/** Takes a monitor out of the network. */
final class DismissCommand implements Command {
    @Override
    public String usage() {
        return "dismiss ID";
    }

    @Override
    public String description() {
        return "takes a monitor out of the network";
    }

    @Override
    public Answer run(Services services, List<String> arguments) throws CommandException {
        if (arguments.size() != 1) {
            throw CommandException.badArguments("dismiss takes the id of one monitor.");
        }
        Members members = Members.of(services);
        String id = members.find(arguments.get(0));
        if (members.all().stream().filter(Member::self).anyMatch(self -> self.id()
                .equals(id))) {
            throw CommandException.failed("That is this monitor itself: \"join own\" lets it leave the network.");
        }
        SortedSet<String> admitted = members.admitted();
        if (!admitted.remove(id)) {
            throw CommandException.failed(members.label(id) + " was not admitted.");
        }
        Members.change(services, Members.admitting(admitted));
        return Answer.ok(members.label(id) + " is dismissed."
                + (members.isOpen()
                        ? " But admission is open: it stays until you say \"network unset admission\"."
                        : ""));
    }
}
