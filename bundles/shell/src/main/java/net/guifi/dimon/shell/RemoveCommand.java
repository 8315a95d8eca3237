// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.shell;

import java.util.List;
import net.guifi.dimon.api.inventory.InventoryManager;

/** Removes a device that was added by hand, on all monitors. */
final class RemoveCommand implements Command {
    @Override
    public String usage() {
        return "remove ID";
    }

    @Override
    public String description() {
        return "removes a device that was added by hand, on all monitors";
    }

    @Override
    public Answer run(Services services, List<String> arguments) throws CommandException {
        if (arguments.size() != 1) {
            throw CommandException.badArguments("remove takes the id of one device.");
        }
        InventoryManager manager = services.inventory().orElseThrow(CommandException.notRunning("inventory"));
        try {
            manager.remove(arguments.get(0));
            return Answer.ok("The device " + arguments.get(0) + " is removed.");
        } catch (IllegalArgumentException e) {
            throw CommandException.failed(e.getMessage());
        }
    }
}
