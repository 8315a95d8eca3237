// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.shell;

import java.util.List;
import java.util.function.Function;
import net.guifi.dimon.api.inventory.InventoryManager;
import net.guifi.dimon.api.inventory.SourceStatus;
import net.guifi.dimon.client.Wire;

/** Imports sources of devices. */
final class ImportCommand implements Command {
    @Override
    public String usage() {
        return "import [SOURCE | confirm SOURCE | discard SOURCE]";
    }

    @Override
    public String description() {
        return "imports all sources of devices now, or one; takes over or drops an import that waits";
    }

    @Override
    public Answer run(Services services, List<String> arguments) throws CommandException {
        InventoryManager manager = services.inventory().orElseThrow(CommandException.notRunning("inventory"));
        try {
            return answer(imported(manager, arguments));
        } catch (IllegalArgumentException e) {
            throw CommandException.failed(e.getMessage());
        }
    }

    private static List<SourceStatus> imported(InventoryManager manager, List<String> arguments)
            throws CommandException {
        switch (arguments.size()) {
            case 0:
                return manager.sources().stream()
                        .map(source -> manager.refresh(source.name()))
                        .toList();
            case 1:
                return List.of(manager.refresh(arguments.get(0)));
            case 2:
                return List.of(decision(manager, arguments.get(0)).apply(arguments.get(1)));
            default:
                throw CommandException.badArguments("import takes a source, or confirm or discard and a source.");
        }
    }

    private static Function<String, SourceStatus> decision(InventoryManager manager, String word)
            throws CommandException {
        return switch (word) {
            case "confirm" -> manager::confirm;
            case "discard" -> manager::discard;
            default ->
                throw CommandException.badArguments(
                        "\"" + word + "\" is not known: an import is confirmed or discarded.");
        };
    }

    private static Answer answer(List<SourceStatus> sources) {
        if (sources.isEmpty()) {
            return Answer.ok("No source of devices is configured.");
        }
        boolean failed = sources.stream().anyMatch(source -> source.state() == SourceStatus.State.FAILED);
        return new Answer(table(sources), failed ? Wire.FAILED : Wire.OK);
    }

    static String table(List<SourceStatus> sources) {
        Table table = new Table("SOURCE", "STATE", "DEVICES", "+", "-", "CHANGED", "CHECKED", "LOCATION", "MESSAGE");
        for (SourceStatus source : sources) {
            table.row(
                    source.name(),
                    Words.name(source.state()),
                    Integer.toString(source.devices()),
                    Integer.toString(source.added()),
                    Integer.toString(source.removed()),
                    Integer.toString(source.changed()),
                    Words.time(source.checked()),
                    source.location(),
                    source.message());
        }
        return table.toString();
    }
}
