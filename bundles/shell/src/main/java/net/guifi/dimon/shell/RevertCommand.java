// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.shell;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import net.guifi.dimon.api.update.BundleStatus;
import net.guifi.dimon.api.update.UpdateException;
import net.guifi.dimon.api.update.Updates;

/** Goes back to shipped versions. */
final class RevertCommand implements Command {
    private static final String PREFIX = "net.guifi.dimon.";

    @Override
    public String usage() {
        return "revert BUNDLE...";
    }

    @Override
    public String description() {
        return "goes back to the shipped versions of bundles; removes those that were not shipped";
    }

    @Override
    public Answer run(Services services, List<String> arguments) throws CommandException {
        if (arguments.isEmpty()) {
            throw CommandException.badArguments("revert takes the names of one or more bundles.");
        }
        Updates updates = services.updates().orElseThrow(CommandException.notRunning("update"));
        Set<String> known =
                updates.bundles().stream().map(BundleStatus::symbolicName).collect(Collectors.toSet());
        List<String> names = arguments.stream()
                .map(name -> known.contains(PREFIX + name) ? PREFIX + name : name)
                .toList();
        try {
            List<BundleStatus> now = updates.revert(names);
            return Answer.ok(answer(names, now));
        } catch (UpdateException e) {
            throw CommandException.failed("Not done: " + e.getMessage());
        } catch (InterruptedException e) {
            return Answer.ok(
                    "The bundle of this command is itself being replaced: the command bundles tells what came of it.");
        }
    }

    private static String answer(List<String> names, List<BundleStatus> now) {
        Set<String> there = now.stream().map(BundleStatus::symbolicName).collect(Collectors.toSet());
        String removed = names.stream()
                .filter(name -> !there.contains(name))
                .distinct()
                .map(name -> name + " is removed: it was not shipped.\n")
                .collect(Collectors.joining());
        return removed + (now.isEmpty() ? "" : BundlesCommand.table(now));
    }
}
