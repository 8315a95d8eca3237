// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.demo;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;

/** What the command line asks for. */
record Options(
        Path directory,
        Path secrets,
        boolean loopback,
        boolean help,
        Duration firstFailure,
        Duration failureDuration,
        Duration interval) {
    static final String HELP =
            """
            Usage: java -jar net.guifi.dimon.demo.jar --directory DIR [OPTION]...

            Invents a community network on this host alone, writes it to DIR/demo.cnml, and takes its
            devices down and up until it is stopped (Ctrl-C). What happens is printed, and written to
            DIR/demo.log. The devices answer SNMP; DIR/configuration.json tells the appliance how to ask.
            As root the network lives in a network namespace, removed at the end; otherwise on loopback
            addresses.

              --directory DIR             where to write; made when it is missing
              --secrets DIR               where the passphrases of SNMPv3 are, or are to be made
                                          ("secrets" in the other directory)
              --loopback                  stay on loopback addresses, as root too
              --first-failure SECONDS     until the first device goes down (20)
              --failure-duration SECONDS  how long a device is down (45)
              --interval SECONDS          from one failure to the next (30)
              --help                      this text
            """;

    static Options parse(List<String> arguments) throws BadArguments {
        Path directory = null;
        Path secrets = null;
        boolean loopback = false;
        boolean help = false;
        Duration firstFailure = Duration.ofSeconds(20);
        Duration failureDuration = Duration.ofSeconds(45);
        Duration interval = Duration.ofSeconds(30);
        Iterator<String> rest = arguments.iterator();
        while (rest.hasNext()) {
            String option = rest.next();
            switch (option) {
                case "--directory" -> directory = Path.of(value(option, rest));
                case "--secrets" -> secrets = Path.of(value(option, rest));
                case "--loopback" -> loopback = true;
                case "--help", "-h" -> help = true;
                case "--first-failure" -> firstFailure = seconds(option, rest);
                case "--failure-duration" -> failureDuration = seconds(option, rest);
                case "--interval" -> interval = seconds(option, rest);
                default -> throw new BadArguments("\"" + option + "\" is no option");
            }
        }
        if (directory == null && !help) {
            throw new BadArguments("--directory is missing");
        }
        if (secrets == null && directory != null) {
            secrets = directory.resolve("secrets");
        }
        return new Options(directory, secrets, loopback, help, firstFailure, failureDuration, interval);
    }

    private static Duration seconds(String option, Iterator<String> rest) throws BadArguments {
        String value = value(option, rest);
        if (!value.matches("[1-9][0-9]{0,5}")) {
            throw new BadArguments(option + " takes whole seconds from 1, not \"" + value + "\"");
        }
        return Duration.ofSeconds(Long.parseLong(value));
    }

    private static String value(String option, Iterator<String> rest) throws BadArguments {
        if (!rest.hasNext()) {
            throw new BadArguments(option + " lacks its value");
        }
        return rest.next();
    }

    /** The command line asks for what there is not. */
    static final class BadArguments extends Exception {
        private static final long serialVersionUID = 1;

        BadArguments(String message) {
            super(message);
        }
    }
}
