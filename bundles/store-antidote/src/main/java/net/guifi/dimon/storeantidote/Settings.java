// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storeantidote;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The settings in force, checked.
 *
 * @param hosts in the order of preference
 * @param problems what was wrong with those given
 */
record Settings(List<HostPort> hosts, Limits limits, List<String> problems) {
    static final Settings NONE = new Settings(List.of(), Limits.DEFAULT, List.of());

    private static final Duration LEAST = Duration.ofMillis(100);
    /** A call tries several servers, and may last no longer than a minute. */
    private static final Duration MOST = Duration.ofSeconds(20);

    Settings {
        hosts = List.copyOf(hosts);
        problems = List.copyOf(problems);
    }

    /** Takes the good values of a configuration, and the former one for each bad one. */
    static Settings of(AntidoteComponent.Config config, Settings former) {
        List<String> problems = new ArrayList<>();
        Set<HostPort> hosts = new LinkedHashSet<>();
        for (String text : texts(config.hosts())) {
            try {
                hosts.add(HostPort.parse(text));
            } catch (IllegalArgumentException e) {
                problems.add("hosts: " + e.getMessage());
            }
        }
        List<HostPort> used = List.copyOf(hosts);
        if (hosts.isEmpty()) {
            used = former.hosts();
            problems.add("hosts names no server; "
                    + (used.isEmpty() ? "give HOST:PORT of at least one" : "the former ones go on: " + used));
        }
        Limits limits = former.limits();
        return new Settings(
                used,
                limits.with(
                        duration("connectTimeout", config.connectTimeout(), limits.connect(), problems),
                        duration("answerTimeout", config.answerTimeout(), limits.answer(), problems)),
                problems);
    }

    /** Somebody may write several hosts into one field. */
    private static List<String> texts(String[] values) {
        return values == null
                ? List.of()
                : Arrays.stream(values)
                        .flatMap(value -> Arrays.stream(value.split("[,\\s]+")))
                        .filter(text -> !text.isEmpty())
                        .toList();
    }

    private static Duration duration(String name, String text, Duration former, List<String> problems) {
        try {
            Duration value = Duration.parse(text.strip());
            if (value.compareTo(LEAST) >= 0 && value.compareTo(MOST) <= 0) {
                return value;
            }
            problems.add(name + " " + text + " is not from " + LEAST + " to " + MOST + ": " + former + " goes on");
        } catch (DateTimeParseException e) {
            problems.add(name + " \"" + text + "\" is no ISO-8601 duration such as PT2S: " + former + " goes on");
        }
        return former;
    }
}
