// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.shell;

import java.util.Optional;
import java.util.function.Supplier;
import net.guifi.dimon.client.Wire;

/** A command could not do what was asked; the message tells a person why. */
final class CommandException extends Exception {
    private static final long serialVersionUID = 1;

    private final int exit;

    private CommandException(String message, int exit) {
        super(message);
        this.exit = exit;
    }

    static CommandException failed(String message) {
        return new CommandException(message, Wire.FAILED);
    }

    static CommandException badArguments(String message) {
        return new CommandException(message, Wire.BAD_ARGUMENTS);
    }

    /** For {@link Optional#orElseThrow}, where a service is missing. */
    static Supplier<CommandException> notRunning(String bundle) {
        return () -> failed("The " + bundle + " bundle is not running.");
    }

    int exit() {
        return exit;
    }
}
