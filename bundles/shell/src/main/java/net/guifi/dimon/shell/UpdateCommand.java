// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.shell;

import java.nio.file.Path;
import java.util.List;
import net.guifi.dimon.api.update.UpdateException;
import net.guifi.dimon.api.update.Updates;

/** Lets other versions of bundles run. */
final class UpdateCommand implements Command {
    @Override
    public String usage() {
        return "update JAR...";
    }

    @Override
    public String description() {
        return "lets the bundles of these jars run from now on, all of them or none";
    }

    @Override
    public Answer run(Services services, List<String> arguments) throws CommandException {
        if (arguments.isEmpty()) {
            throw CommandException.badArguments("update takes the files of one or more bundles.");
        }
        Updates updates = services.updates().orElseThrow(CommandException.notRunning("update"));
        try {
            return Answer.ok(BundlesCommand.table(
                    updates.install(arguments.stream().map(Path::of).toList())));
        } catch (UpdateException e) {
            throw CommandException.failed("Refused: " + e.getMessage());
        } catch (InterruptedException e) {
            // The bundle that answers is of the set.
            return Answer.ok(
                    "The bundle of this command is itself being replaced: the command bundles tells what came of it.");
        }
    }
}
