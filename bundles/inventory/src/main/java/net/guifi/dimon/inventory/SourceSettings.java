// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.inventory;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.function.Consumer;
import net.guifi.dimon.api.inventory.DeviceId;

/**
 * What is configured of a source.
 *
 * @param name its name, the first part of the ids of its devices
 * @param location where it is read from
 * @param format how its documents are written
 * @param interval time from one full look at it to the next
 */
record SourceSettings(String name, Location location, Format format, Duration interval) {
    static final String DEFAULT_INTERVAL = "PT15M";
    private static final Duration MIN_INTERVAL = Duration.ofSeconds(10);
    private static final int MAX_NAME = 64;

    /**
     * Reads the texts of a configuration.
     *
     * @param problems is told of a value that was replaced by its default
     * @throws IllegalArgumentException when there is no source to be made of it; the message names the value
     */
    static SourceSettings parse(
            String name, String location, String format, String interval, Consumer<String> problems) {
        Location place = Location.parse(location);
        String checkedName = name.isBlank() ? usable(place.defaultName()) : name.strip();
        if (checkedName.equals(ManualDevices.SOURCE)) {
            throw new IllegalArgumentException(
                    "name \"" + checkedName + "\" is that of the devices added by hand: give the source another one");
        }
        try {
            new DeviceId(checkedName, "0");
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("name " + e.getMessage(), e);
        }
        return new SourceSettings(checkedName, place, format(format, problems), interval(interval, problems));
    }

    private static String usable(String name) {
        String usable = name.replaceAll("[^A-Za-z0-9_-]+", "-");
        return usable.substring(0, Math.min(MAX_NAME, usable.length()));
    }

    private static Format format(String text, Consumer<String> problems) {
        try {
            return Format.parse(text);
        } catch (IllegalArgumentException e) {
            problems.accept(e.getMessage() + "; auto is used");
            return Format.AUTO;
        }
    }

    private static Duration interval(String text, Consumer<String> problems) {
        try {
            Duration interval = Duration.parse(text.strip());
            if (interval.compareTo(MIN_INTERVAL) >= 0) {
                return interval;
            }
        } catch (DateTimeParseException | ArithmeticException e) {
            // Told below, as an interval that is too short is.
        }
        problems.accept("interval \"" + text + "\" is no ISO-8601 duration of at least " + MIN_INTERVAL + "; "
                + DEFAULT_INTERVAL + " is used");
        return Duration.parse(DEFAULT_INTERVAL);
    }
}
