// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.shell;

import java.io.IOException;
import java.util.List;
import net.guifi.dimon.api.discovery.Discovery;

/** Announces this monitor, or takes it back: {@code publish} and {@code unpublish}. */
final class PublishCommand implements Command {
    private final boolean announced;

    PublishCommand(boolean announced) {
        this.announced = announced;
    }

    @Override
    public String usage() {
        return announced ? "publish" : "unpublish";
    }

    @Override
    public String description() {
        return announced
                ? "announces this monitor to others, from now on and after each start"
                : "announces this monitor no longer";
    }

    @Override
    public Answer run(Services services, List<String> arguments) throws CommandException {
        if (!arguments.isEmpty()) {
            throw CommandException.badArguments(usage() + " takes no argument.");
        }
        Discovery discovery = services.discovery().orElseThrow(CommandException.notRunning("discovery"));
        try {
            discovery.announce(announced);
        } catch (IOException e) {
            throw CommandException.failed("Nothing was changed, since it could not be written down: " + e.getMessage());
        }
        return Answer.ok(
                announced
                        ? "This monitor is to be announced, within seconds where there is a channel: \"discovered\" tells"
                                + " where."
                        : "This monitor is announced no longer. Others may show it for some minutes yet; it still finds"
                                + " them.");
    }
}
