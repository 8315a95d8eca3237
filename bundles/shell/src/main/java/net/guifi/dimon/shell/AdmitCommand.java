// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;

/** Takes monitors into the network. */
final class AdmitCommand implements Command {
    @Override
    public String usage() {
        return "admit ID|NAME…";
    }

    @Override
    public String description() {
        return "takes monitors into the network";
    }

    @Override
    public Answer run(Services services, List<String> arguments) throws CommandException {
        if (arguments.isEmpty()) {
            throw CommandException.badArguments("admit takes the id or the name of one monitor or more.");
        }
        Members members = Members.of(services);
        SortedSet<String> admitted = members.admitted();
        List<String> lines = new ArrayList<>();
        for (String argument : arguments) {
            String id = members.find(argument);
            lines.add(members.label(id) + (admitted.add(id) ? " is admitted." : " was admitted already."));
        }
        if (!admitted.equals(members.admitted())) {
            Members.change(services, Members.admitting(admitted));
        }
        return Answer.ok(String.join("\n", lines));
    }
}
