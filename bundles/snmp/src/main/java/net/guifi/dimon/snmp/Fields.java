// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.snmp;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the values of a configuration, and says what is wrong with them; never what a secret is. */
final class Fields {
    private static final Pattern SECRET = Pattern.compile("\\$\\[secret:([^];]*)");

    private final String pid;
    private final List<String> complaints = new ArrayList<>();

    Fields(String pid) {
        this.pid = pid;
    }

    /** What was wrong, each with PID and field. */
    List<String> complaints() {
        return List.copyOf(complaints);
    }

    void complain(String field, String what) {
        complaints.add(pid + ", " + field + ": " + what);
    }

    Duration duration(String field, String text, String least, String most, Duration former) {
        try {
            Duration value = Duration.parse(text);
            if (value.compareTo(Duration.parse(least)) >= 0 && value.compareTo(Duration.parse(most)) <= 0) {
                return value;
            }
            complain(field, text + " is not from " + least + " to " + most + "; " + former + " goes on");
        } catch (DateTimeParseException e) {
            complain(field, "\"" + text + "\" is no ISO-8601 duration such as PT10S; " + former + " goes on");
        }
        return former;
    }

    int number(String field, int value, int least, int most, int former) {
        if (value >= least && value <= most) {
            return value;
        }
        complain(field, value + " is not from " + least + " to " + most + "; " + former + " goes on");
        return former;
    }

    /** The ports that are ports, each once. */
    List<Integer> ports(int[] ports) {
        List<Integer> good = new ArrayList<>();
        for (int port : ports) {
            if (port < 1 || port > 65_535) {
                complain("ports", port + " is no UDP port");
            } else if (!good.contains(port)) {
                good.add(port);
            }
        }
        return good;
    }

    /** A secret, unless it is still the reference to one. */
    Optional<String> secret(String field, String value) {
        Matcher reference = SECRET.matcher(value);
        if (reference.find()) {
            complain(
                    field,
                    "the secret " + reference.group(1) + " is not there: write it into the file secrets/"
                            + reference.group(1) + " of the data directory, and save this configuration again");
            return Optional.empty();
        }
        return Optional.of(value);
    }

    /** The versions that a word stands for; none for a word that is none. */
    List<Version> versions(String text, boolean hasUser) {
        switch (text.toLowerCase(Locale.ROOT)) {
            case "auto":
                return hasUser ? List.of(Version.V3) : List.of(Version.V2C, Version.V1);
            case "1":
                return List.of(Version.V1);
            case "2c":
                return List.of(Version.V2C);
            case "3":
                return List.of(Version.V3);
            default:
                complain("version", "\"" + text + "\" is none of 1, 2c, 3 and auto");
                return List.of();
        }
    }
}
