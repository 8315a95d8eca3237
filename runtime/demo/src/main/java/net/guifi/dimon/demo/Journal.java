// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.demo;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.List;

/** Tells what happens, on the terminal and in a file. */
final class Journal {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");

    private final PrintStream out;
    private final Path file;

    Journal(PrintStream out, Path file) {
        this.out = out;
        this.file = file;
    }

    synchronized void tell(String what) {
        String line = LocalTime.now().format(TIME) + ' ' + what;
        out.println(line);
        try {
            Files.write(
                    file, List.of(line), StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            out.println("Cannot write " + file + ": " + e);
        }
    }
}
