// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.shell;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import net.guifi.dimon.api.health.DeviceState;

/** Lists devices. */
final class DevicesCommand implements Command {
    private static final int LIMIT = 40;

    private final Clock clock;

    DevicesCommand(Clock clock) {
        this.clock = clock;
    }

    @Override
    public String usage() {
        return "devices [QUERY] [--state STATE] [--limit N]";
    }

    @Override
    public String description() {
        return "lists devices, problems first; QUERY is part of an id, a title, an address, a node or a zone";
    }

    private record Filter(String query, Optional<DeviceState> state, int limit) {
        static Filter parse(List<String> arguments) throws CommandException {
            List<String> words = new ArrayList<>();
            Optional<DeviceState> state = Optional.empty();
            int limit = LIMIT;
            Iterator<String> rest = arguments.iterator();
            while (rest.hasNext()) {
                String argument = rest.next();
                switch (argument) {
                    case "--state" -> state = Optional.of(state(value(argument, rest)));
                    case "--limit" -> limit = limit(value(argument, rest));
                    default -> {
                        if (argument.startsWith("--")) {
                            throw CommandException.badArguments("\"" + argument + "\" is no option of devices.");
                        }
                        words.add(argument);
                    }
                }
            }
            return new Filter(String.join(" ", words).toLowerCase(Locale.ROOT), state, limit);
        }

        private static String value(String option, Iterator<String> rest) throws CommandException {
            if (!rest.hasNext()) {
                throw CommandException.badArguments(option + " lacks its value.");
            }
            return rest.next();
        }

        private static DeviceState state(String word) throws CommandException {
            for (DeviceState state : DeviceState.values()) {
                if (Words.name(state).equalsIgnoreCase(word)) {
                    return state;
                }
            }
            String states = Arrays.stream(DeviceState.values()).map(Words::name).collect(Collectors.joining(", "));
            throw CommandException.badArguments("\"" + word + "\" is no state; there are: " + states + ".");
        }

        private static int limit(String number) throws CommandException {
            if (!number.matches("[1-9][0-9]{0,8}")) {
                throw CommandException.badArguments("--limit takes a number from 1, not \"" + number + "\".");
            }
            return Integer.parseInt(number);
        }

        boolean accepts(Rows.Row row) {
            return (state.isEmpty() || state.equals(row.state())) && (query.isEmpty() || row.mentions(query));
        }
    }

    @Override
    public Answer run(Services services, List<String> arguments) throws CommandException {
        Filter filter = Filter.parse(arguments);
        List<Rows.Row> found =
                Rows.of(services).stream().filter(filter::accepts).toList();
        if (found.isEmpty()) {
            return Answer.ok("No device.");
        }
        int shown = Math.min(filter.limit(), found.size());
        String count = shown < found.size()
                ? shown + " of " + found.size() + " devices; --limit N shows more"
                : found.size() + (shown == 1 ? " device" : " devices");
        String missing = services.health().isEmpty() && services.networkHealth().isEmpty()
                ? "\nThe health bundle is not running: no states."
                : "";
        return Answer.ok(Rows.table(found.subList(0, shown), clock.instant()) + count + missing);
    }
}
