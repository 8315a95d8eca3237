// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

class LogLinesTest {
    private final LogLines lines = new LogLines();

    @Test
    void aMessageEndsWithItsLine() {
        assertThat(lines.format(new LogRecord(Level.INFO, "Vigilància engegada")))
                .endsWith("Vigilància engegada\n");
    }

    @Test
    void whatComesFromOutsideBeginsNoEntryAndSteersNoTerminal() {
        String text = lines.format(new LogRecord(Level.INFO, "named \u001b[2J\u202ex\r\n2026-01-01 SEVERE forged"));
        assertThat(text)
                .contains("named ?[2J?x?\n\t2026-01-01 SEVERE forged\n")
                .doesNotContain("\u001b", "\u202e", "\r");
    }

    @Test
    void theTraceOfAnExceptionStaysWithItsEntry() {
        LogRecord entry = new LogRecord(Level.SEVERE, "failed");
        entry.setThrown(new IllegalStateException("first\nsecond"));
        assertThat(lines.format(entry).lines().skip(1)).allMatch(line -> line.startsWith("\t"));
        assertThat(lines.format(entry)).contains("\n\tjava.lang.IllegalStateException: first\n\tsecond\n\t\tat ");
    }
}
