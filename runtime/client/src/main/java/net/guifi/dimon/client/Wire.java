// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.client;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What goes over the local socket, all of it UTF-8. The client sends its arguments, separated by NUL, and ends them with
 * a newline or by closing its side. The appliance answers with text, and ends with NUL, {@code exit=} and a decimal
 * exit code, and a newline.
 */
public final class Wire {
    /** Ends the text of an answer. */
    public static final char END_OF_TEXT = '\0';

    /** All was well. */
    public static final int OK = 0;
    /** The command could not do what was asked, or found something wrong. */
    public static final int FAILED = 1;
    /** There is no such command, or not with these arguments. */
    public static final int BAD_ARGUMENTS = 2;
    /** No appliance is running there. */
    public static final int NOT_RUNNING = 3;

    static final String EXIT = "exit=";

    private static final String SEPARATOR = "\0";

    private Wire() {}

    /**
     * What the client sends.
     *
     * @param arguments the command and its arguments
     * @return the request, with the newline
     * @throws IllegalArgumentException when an argument holds a newline or NUL
     */
    public static byte[] request(List<String> arguments) {
        for (String argument : arguments) {
            if (argument.indexOf('\n') >= 0 || argument.contains(SEPARATOR)) {
                throw new IllegalArgumentException("An argument may not hold a newline or NUL");
            }
        }
        return (String.join(SEPARATOR, arguments) + '\n').getBytes(StandardCharsets.UTF_8);
    }

    /**
     * What the client asked.
     *
     * @param request what came, without the newline; what is no UTF-8 becomes U+FFFD
     * @return the command and its arguments; empty when nothing came
     */
    public static List<String> arguments(byte[] request) {
        String text = new String(request, StandardCharsets.UTF_8);
        return text.isEmpty() ? List.of() : List.of(text.split(SEPARATOR, -1));
    }

    /**
     * What the appliance answers.
     *
     * @param text the answer, without NUL
     * @param exit the exit code
     * @return the whole answer
     */
    public static byte[] answer(String text, int exit) {
        return (text + END_OF_TEXT + EXIT + exit + '\n').getBytes(StandardCharsets.UTF_8);
    }
}
