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
        text.chars().map(c -> Character.isISOControl(c) && c != '\n' ? '?' : c).forEach(c -> clean.append((char) c));
        if (!clean.isEmpty() && clean.charAt(clean.length() - 1) != '\n') {
            clean.append('\n');
        }
        text = clean.toString();
    }

    static Answer ok(String text) {
        return new Answer(text, Wire.OK);
    }
}
