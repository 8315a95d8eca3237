// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.shell;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.guifi.dimon.api.inventory.Device;
import net.guifi.dimon.api.inventory.InventoryManager;

/** Adds a device by hand, on all monitors. */
final class AddCommand implements Command {
    private static final String TITLE = "--title";
    private static final String NODE = "--node";
    private static final String ZONE = "--zone";
    private static final Set<String> OPTIONS = Set.of(TITLE, NODE, ZONE);

    @Override
    public String usage() {
        return "add ID ADDRESS… [--title TITLE] [--node NODE] [--zone ZONE]";
    }

    @Override
    public String description() {
        return "adds a device that no source lists, or changes it, on all monitors";
    }

    @Override
    public Answer run(Services services, List<String> arguments) throws CommandException {
        List<String> words = new ArrayList<>();
        Map<String, String> options = new HashMap<>();
        for (Iterator<String> rest = arguments.iterator(); rest.hasNext(); ) {
            String word = rest.next();
            if (!word.startsWith("--")) {
                words.add(word);
            } else if (!OPTIONS.contains(word) || !rest.hasNext()) {
                throw CommandException.badArguments(
                        OPTIONS.contains(word) ? word + " lacks its value." : "\"" + word + "\" is no option.");
            } else {
                options.put(word, rest.next());
            }
        }
        if (words.size() < 2) {
            throw CommandException.badArguments("add takes an id and one address or more.");
        }
        InventoryManager manager = services.inventory().orElseThrow(CommandException.notRunning("inventory"));
        try {
            Device device = manager.add(
                    words.get(0),
                    options.getOrDefault(TITLE, ""),
                    words.subList(1, words.size()),
                    options.getOrDefault(NODE, ""),
                    options.getOrDefault(ZONE, ""));
            return Answer.ok(device.id() + " is watched from now on: ./dimon device " + device.id());
        } catch (IllegalArgumentException e) {
            throw CommandException.failed(e.getMessage());
        }
    }
}
