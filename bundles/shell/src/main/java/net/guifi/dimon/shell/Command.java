// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.shell;

import java.util.List;

/** What a person can ask, from the Gogo shell and over the local socket. */
interface Command {
    /** The word, and behind it the arguments it takes. */
    String usage();

    String description();

    /**
     * Does it.
     *
     * @param arguments what stands behind the word
     * @throws CommandException when it cannot
     */
    Answer run(Services services, List<String> arguments) throws CommandException;
}
