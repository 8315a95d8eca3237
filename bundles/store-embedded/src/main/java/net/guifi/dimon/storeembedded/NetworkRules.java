// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storeembedded;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import net.guifi.dimon.api.network.NetworkSettings;

/**
 * What the settings of the network say about the store.
 *
 * @param open whether everybody belongs to the network
 * @param admitted who does
 * @param heartbeat how often monitors show that they are alive
 * @param generation which of the network's stores is in use
 */
record NetworkRules(boolean open, Set<String> admitted, Optional<Duration> heartbeat, long generation) {
    private static final Pattern ID = Pattern.compile("[0-9a-f]{32}");
    private static final Duration LEAST_HEARTBEAT = Duration.ofSeconds(5);
    private static final Duration MOST_HEARTBEAT = Duration.ofHours(1);

    static boolean isId(String text) {
        return ID.matcher(text).matches();
    }

    /** Reads settings that may come from another release: what is not understood has its default. */
    static NetworkRules of(NetworkSettings settings) {
        Set<String> admitted = new TreeSet<>();
        for (String id : settings.value(NetworkSettings.ADMITTED).orElse("").split(" ")) {
            if (isId(id)) {
                admitted.add(id);
            }
        }
        return new NetworkRules(
                settings.value(NetworkSettings.ADMISSION).filter("open"::equals).isPresent(),
                admitted,
                settings.value(NetworkSettings.HEARTBEAT).flatMap(NetworkRules::heartbeat),
                settings.value(NetworkSettings.GENERATION)
                        .filter(text -> text.matches("[0-9]{1,9}"))
                        .map(Long::valueOf)
                        .orElse(0L));
    }

    private static Optional<Duration> heartbeat(String text) {
        try {
            return Optional.of(Duration.parse(text))
                    .filter(value -> value.compareTo(LEAST_HEARTBEAT) >= 0 && value.compareTo(MOST_HEARTBEAT) <= 0);
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    /**
     * Checks settings before they are signed.
     *
     * @throws IllegalArgumentException when something is wrong; the message names it
     */
    static void check(NetworkSettings settings) {
        settings.value(NetworkSettings.ADMISSION).ifPresent(text -> {
            if (!Set.of("approved", "open").contains(text)) {
                throw new IllegalArgumentException("admission is \"" + text + "\": approved or open is expected");
            }
        });
        settings.value(NetworkSettings.ADMITTED).ifPresent(text -> {
            for (String id : text.split(" ")) {
                if (!id.isEmpty() && !isId(id)) {
                    throw new IllegalArgumentException(
                            "\"" + id + "\" is no id of a monitor: 32 hexadecimal digits are expected");
                }
            }
        });
        settings.value(NetworkSettings.HEARTBEAT).ifPresent(text -> {
            if (heartbeat(text).isEmpty()) {
                throw new IllegalArgumentException("heartbeat is \"" + text + "\": a duration from " + LEAST_HEARTBEAT
                        + " to " + MOST_HEARTBEAT + " is expected");
            }
        });
        settings.value(NetworkSettings.GENERATION).ifPresent(text -> {
            if (!text.matches("[0-9]{1,9}")) {
                throw new IllegalArgumentException("generation is \"" + text + "\": a number is expected");
            }
        });
    }

    boolean admits(String id) {
        return open || admitted.contains(id);
    }
}
