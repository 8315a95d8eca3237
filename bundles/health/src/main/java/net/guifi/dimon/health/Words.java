// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.health;

import java.time.Duration;
import net.guifi.dimon.api.measurement.Outcome;

/** The words of reasons. */
final class Words {
    private Words() {}

    /** The two greatest units: {@code 2 min 10 s}. */
    static String duration(Duration duration) {
        Duration d = duration.isNegative() ? Duration.ZERO : duration;
        if (d.toDays() > 0) {
            return pair(d.toDays(), "d", d.toHoursPart(), "h");
        }
        if (d.toHours() > 0) {
            return pair(d.toHours(), "h", d.toMinutesPart(), "min");
        }
        return d.toSeconds() < 120 ? d.toSeconds() + " s" : pair(d.toMinutes(), "min", d.toSecondsPart(), "s");
    }

    private static String pair(long large, String largeUnit, long small, String smallUnit) {
        return large + " " + largeUnit + (small == 0 ? "" : " " + small + " " + smallUnit);
    }

    static String loss(Outcome outcome) {
        return switch (outcome) {
            case UNREACHABLE -> "no route to it";
            case ERROR -> "its answer made no sense";
            default -> "no answer within the timeout";
        };
    }

    static String share(int part, int whole) {
        return Math.round(100.0 * part / whole) + " % of the last " + whole + " lost";
    }
}
