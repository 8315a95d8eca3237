// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.launcher;

import java.util.logging.Formatter;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;

/**
 * Lines of the log. What devices, documents and other monitors say comes into it: none of that may steer the terminal
 * of who reads it, or begin a line that looks like another entry.
 */
public final class LogLines extends Formatter {
    private final SimpleFormatter lines = new SimpleFormatter();

    /** Made by the log manager, which knows the class by its name. */
    public LogLines() {}

    @Override
    public String format(LogRecord entry) {
        String text = lines.format(entry).stripTrailing();
        StringBuilder clean = new StringBuilder(text.length() + 1);
        text.codePoints().forEach(each -> {
            if (each == '\n') {
                clean.append("\n\t");
            } else {
                clean.appendCodePoint(each != '\t' && steers(each) ? '?' : each);
            }
        });
        return clean.append('\n').toString();
    }

    private static boolean steers(int character) {
        return Character.isISOControl(character) || Character.getType(character) == Character.FORMAT;
    }
}
