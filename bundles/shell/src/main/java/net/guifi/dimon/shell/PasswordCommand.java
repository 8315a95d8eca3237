// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.shell;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Shows the password of the console, or makes another one. */
final class PasswordCommand implements Command {
    private static final int SHORTEST = 8;

    @Override
    public String usage() {
        return "password [--new | --set]";
    }

    @Override
    public String description() {
        return "shows the generated password of the console, generates another one, or takes yours";
    }

    @Override
    public Answer run(Services services, List<String> arguments) throws CommandException {
        ConsolePassword password = ConsolePassword.in(services.data());
        try {
            if (arguments.isEmpty()) {
                return show(password);
            }
            if (arguments.equals(List.of("--new"))) {
                return Answer.ok(password.generate());
            }
            if (arguments.size() == 2 && arguments.get(0).equals("--set")) {
                return set(password, arguments.get(1));
            }
            throw CommandException.badArguments("password takes --new, or --set and the new password.");
        } catch (IOException e) {
            throw CommandException.failed("The file of the password could not be read or written: " + e);
        }
    }

    private static Answer show(ConsolePassword password) throws IOException {
        password.ensure();
        Optional<String> generated = password.generated();
        return Answer.ok(generated.orElse(
                "The password was chosen by a person, and only a hash of it is kept. password --new makes a new one."));
    }

    private static Answer set(ConsolePassword password, String chosen) throws CommandException, IOException {
        if (chosen.length() < SHORTEST) {
            throw CommandException.badArguments("A password has " + SHORTEST + " characters at least.");
        }
        if (chosen.chars().anyMatch(Character::isISOControl)) {
            throw CommandException.badArguments("A password has no control characters.");
        }
        password.choose(chosen);
        return Answer.ok("The password of the console is changed.");
    }
}
