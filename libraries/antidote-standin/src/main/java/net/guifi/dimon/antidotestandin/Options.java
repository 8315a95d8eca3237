// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.antidotestandin;

import java.time.Duration;
import java.time.format.DateTimeParseException;

/** What the command line says. */
record Options(int[] ports, Duration delay) {
    private static final Duration USUAL_DELAY = Duration.ofSeconds(1);

    static Options parse(String... args) {
        int centres = 2;
        int port = 0;
        Duration delay = USUAL_DELAY;
        for (int i = 0; i < args.length; i += 2) {
            if (i + 1 == args.length) {
                throw new IllegalArgumentException(args[i] + " has no value");
            }
            String value = args[i + 1];
            try {
                switch (args[i]) {
                    case "--centres" -> centres = Integer.parseInt(value);
                    case "--port" -> port = Integer.parseInt(value);
                    case "--delay" -> delay = Duration.parse(value);
                    default ->
                        throw new IllegalArgumentException(
                                args[i] + " is not known: --centres, --port and --delay are");
                }
            } catch (NumberFormatException | DateTimeParseException e) {
                throw new IllegalArgumentException(args[i] + " can't be \"" + value + "\"", e);
            }
        }
        int[] ports = new int[centres];
        for (int i = 0; i < centres && port != 0; i++) {
            ports[i] = port + i;
        }
        return new Options(ports, delay);
    }
}
