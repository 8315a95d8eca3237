// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.archive;

import java.time.Duration;
import java.time.format.DateTimeParseException;

/**
 * What the archive is configured to.
 *
 * @param retention how long samples are kept
 * @param maxBytes how much of the disk they may take
 * @param flush how often what came is brought to the disk
 * @param segment how long samples stay in memory and log before they are sealed
 * @param memoryBytes how much memory they may take until then
 * @param queue how many samples may wait
 */
record Settings(Duration retention, long maxBytes, Duration flush, Duration segment, long memoryBytes, int queue) {
    private static final long MEBIBYTE = 1 << 20;
    private static final Duration LONGEST = Duration.ofDays(36_500);
    private static final long MAX_MEBIBYTES = 1 << 30;

    static final Settings DEFAULT = new Settings(
            Duration.ofDays(7), 1024 * MEBIBYTE, Duration.ofSeconds(2), Duration.ofHours(1), 24 * MEBIBYTE, 200_000);

    /** @throws IllegalArgumentException when a value makes no sense; the message names it */
    static Settings of(ArchiveComponent.Config config) {
        return new Settings(
                duration("retention", config.retention(), Duration.ofMinutes(1)),
                MEBIBYTE * between("maxSize", config.maxSize(), 1, MAX_MEBIBYTES),
                duration("flush", config.flush(), Duration.ofMillis(100)),
                duration("segment", config.segment(), Duration.ofMinutes(1)),
                MEBIBYTE * between("memory", config.memory(), 1, 1024),
                (int) between("queue", config.queue(), 1000, Integer.MAX_VALUE));
    }

    private static Duration duration(String name, String text, Duration least) {
        return duration(name, text, least, LONGEST);
    }

    static Duration duration(String name, String text, Duration least, Duration most) {
        Duration duration;
        try {
            duration = Duration.parse(text);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(
                    name + "=\"" + text + "\" is no ISO-8601 duration, such as PT2S, PT1H or P7D", e);
        }
        if (duration.compareTo(least) < 0 || duration.compareTo(most) > 0) {
            throw new IllegalArgumentException(name + "=" + text + " is not between " + least + " and "
                    + (most.equals(LONGEST) ? "100 years" : most));
        }
        return duration;
    }

    private static long between(String name, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + "=" + value + " is not between " + least + " and " + most);
        }
        return value;
    }
}
