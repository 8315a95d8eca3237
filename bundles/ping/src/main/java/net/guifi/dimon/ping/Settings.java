// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.ping;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.function.Consumer;

/**
 * The settings in force, checked.
 *
 * @param period nanoseconds from one request to a target to the next
 * @param timeout nanoseconds after which a request counts as lost
 * @param payload octets after the ICMP header
 * @param pace most packets a second
 * @param receiveBuffer octets of receive buffer to ask for
 */
record Settings(long period, long timeout, int payload, int pace, int receiveBuffer) {
    /** The engine remembers 64 requests a target, so no more may be under way. */
    static final int PERIODS_PER_TIMEOUT = 30;

    static final Settings DEFAULT = new Settings(10_000_000_000L, 2_000_000_000L, 56, 10_000, 8 << 20);

    /** Takes the good values of a configuration, keeps the former one for each bad one, and says so. */
    static Settings of(PingProbe.Config config, Settings former, Consumer<String> complaints) {
        long period = duration("period", config.period(), "PT0.1S", "PT1H", former.period, complaints);
        long timeout = duration("timeout", config.timeout(), "PT0.01S", "PT1M", former.timeout, complaints);
        if (timeout > period * PERIODS_PER_TIMEOUT) {
            complaints.accept("timeout " + Duration.ofNanos(timeout) + " is more than " + PERIODS_PER_TIMEOUT
                    + " periods of " + Duration.ofNanos(period) + ": " + Duration.ofNanos(period * PERIODS_PER_TIMEOUT)
                    + " is used");
            timeout = period * PERIODS_PER_TIMEOUT;
        }
        return new Settings(
                period,
                timeout,
                number("payload", config.payload(), Echo.IDENTITY, 1400, former.payload, complaints),
                number("pace", config.pace(), 1, 1_000_000, former.pace, complaints),
                number("receiveBuffer", config.receiveBuffer(), 65_536, 1 << 30, former.receiveBuffer, complaints));
    }

    private static long duration(
            String name, String text, String least, String most, long former, Consumer<String> complaints) {
        try {
            Duration value = Duration.parse(text);
            if (value.compareTo(Duration.parse(least)) >= 0 && value.compareTo(Duration.parse(most)) <= 0) {
                return value.toNanos();
            }
        } catch (DateTimeParseException e) {
            complaints.accept(name + " \"" + text + "\" is no ISO-8601 duration such as PT10S: "
                    + Duration.ofNanos(former) + " goes on");
            return former;
        }
        complaints.accept(name + " " + text + " is not from " + least + " to " + most + ": " + Duration.ofNanos(former)
                + " goes on");
        return former;
    }

    private static int number(String name, int value, int least, int most, int former, Consumer<String> complaints) {
        if (value >= least && value <= most) {
            return value;
        }
        complaints.accept(name + " " + value + " is not from " + least + " to " + most + ": " + former + " goes on");
        return former;
    }
}
