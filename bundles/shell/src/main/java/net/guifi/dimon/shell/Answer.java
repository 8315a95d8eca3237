// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.shell;

import net.guifi.dimon.client.Wire;

/**
 * What a command says.
 *
 * @param text lines for a person
 * @param exit the exit code that goes with it
 */
record Answer(String text, int exit) {
    /** Titles come from outside: none of them may steer a person's terminal, or end the answer. */
    Answer {
        StringBuilder clean = new StringBuilder(text.length() + 1);
        text.codePoints().map(c -> steers(c) && c != '\n' ? '?' : c).forEach(clean::appendCodePoint);
        if (!clean.isEmpty() && clean.charAt(clean.length() - 1) != '\n') {
            clean.append('\n');
        }
        text = clean.toString();
    }

    /** Some of the format characters turn the line round. */
    private static boolean steers(int character) {
        return Character.isISOControl(character)
                || switch (Character.getType(character)) {
                    case Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
                    default -> false;
                };
    }

    static Answer ok(String text) {
        return new Answer(text, Wire.OK);
    }
}
