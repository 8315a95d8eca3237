// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.demo;

import java.time.Duration;
import java.time.Instant;
import java.util.Random;

/**
 * What flows over a link in one direction: most in the evening, least before dawn, and restless all the time. The rate
 * is a sum of waves, so that the octets between any two times are known without having counted them.
 */
final class Flow {
    private static final double DAY = 86_400;
    // In seconds; the first two make the day, with its peak in the evening of Catalonia.
    private static final double[] PERIODS = {DAY, DAY / 2, 3011, 613, 131, 37};
    // Shares of the mean rate: together less than it, so that the rate is never negative.
    private static final double[] SWINGS = {0.45, 0.12, 0.13, 0.11, 0.08, 0.06};
    private static final double PEAK = 20 * 3600;

    private final Instant origin;
    private final double mean;
    private final double[] phases = new double[PERIODS.length];

    /**
     * Draws the waves.
     *
     * @param mean octets per second, over a day
     * @param origin from when the octets are counted
     */
    Flow(long seed, double mean, Instant origin) {
        this.mean = mean;
        this.origin = origin;
        Random random = new Random(seed);
        double start = origin.getEpochSecond();
        for (int i = 0; i < PERIODS.length; i++) {
            double phase = i < 2 ? -PEAK / PERIODS[i] : random.nextDouble();
            phases[i] = 2 * Math.PI * (start / PERIODS[i] + phase);
        }
    }

    /** Octets per second, over a day. */
    double mean() {
        return mean;
    }

    /** Octets between two times. */
    long octets(Instant from, Instant to) {
        return total(to) - total(from);
    }

    private long total(Instant at) {
        double seconds = Duration.between(origin, at).toNanos() / 1e9;
        double sum = seconds;
        for (int i = 0; i < PERIODS.length; i++) {
            double turn = 2 * Math.PI / PERIODS[i];
            sum += SWINGS[i] / turn * (Math.sin(turn * seconds + phases[i]) - Math.sin(phases[i]));
        }
        return (long) (mean * sum);
    }
}
