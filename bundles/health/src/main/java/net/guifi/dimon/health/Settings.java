// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.health;

import java.time.Duration;
import java.time.format.DateTimeParseException;

/**
 * What is said of a device, and when.
 *
 * @param downLosses how many losses make a device down
 * @param downWindow among how many samples they are counted
 * @param upAnswers how many answers in a row make it up again
 * @param degradedLoss share of losses from which on a device is degraded
 * @param degradedClear share of losses down to which it no longer is
 * @param degradedWindow among how many samples that share is taken
 * @param staleAfter after how long without samples nothing is known
 * @param transitionsPerDevice how many transitions are remembered of a device
 * @param historyBytes how many bytes all of them may have
 * @param keepHistory how long they are kept of a device that is no longer watched
 */
record Settings(
        int downLosses,
        int downWindow,
        int upAnswers,
        double degradedLoss,
        double degradedClear,
        int degradedWindow,
        Duration staleAfter,
        int transitionsPerDevice,
        long historyBytes,
        Duration keepHistory) {
    static final Settings DEFAULT =
            new Settings(3, 3, 2, 0.3, 0.1, 20, Duration.ofMinutes(1), 100, 8L << 20, Duration.ofDays(30));

    /** @throws IllegalArgumentException when a value makes no sense; the message names it */
    static Settings of(HealthComponent.Config config) {
        int downWindow = (int) between("downWindow", config.downWindow(), 1, Track.MAX_WINDOW);
        double degradedLoss = between("degradedLoss", config.degradedLoss(), 0, 1);
        return new Settings(
                (int) between("downLosses", config.downLosses(), 1, downWindow),
                downWindow,
                (int) between("upAnswers", config.upAnswers(), 1, Track.MAX_WINDOW),
                degradedLoss,
                between("degradedClear", config.degradedClear(), 0, degradedLoss),
                (int) between("degradedWindow", config.degradedWindow(), 2, Track.MAX_WINDOW),
                duration("staleAfter", config.staleAfter(), Duration.ofSeconds(1)),
                (int) between("transitionsPerDevice", config.transitionsPerDevice(), 1, 10_000),
                (long) between("historySize", config.historySize(), 1, 1024) << 20,
                duration("keepHistory", config.keepHistory(), Duration.ZERO));
    }

    private static Duration duration(String name, String text, Duration least) {
        try {
            Duration duration = Duration.parse(text);
            between(
                    name,
                    duration.toSeconds(),
                    least.toSeconds(),
                    Duration.ofDays(36_500).toSeconds());
            return duration;
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(
                    name + "=\"" + text + "\" is no ISO-8601 duration, such as PT60S or P30D", e);
        }
    }

    private static double between(String name, double value, double least, double most) {
        if (!(value >= least && value <= most)) {
            throw new IllegalArgumentException(name + "=" + value + " is not between " + least + " and " + most);
        }
        return value;
    }
}
