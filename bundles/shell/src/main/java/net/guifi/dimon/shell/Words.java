// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.shell;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import net.guifi.dimon.api.network.Member;

/** Values as a person reads them; what is not known is a dash. */
final class Words {
    static final String NOTHING = "-";

    private static final String[] PREFIXES = {"", "k", "M", "G", "T"};
    private static final String[] BINARY_PREFIXES = {"", "Ki", "Mi", "Gi", "Ti"};
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

    private Words() {}

    static String name(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** In the time zone of the machine. */
    static String time(Optional<Instant> at) {
        return at.map(instant -> TIME.format(instant.atZone(ZoneId.systemDefault())))
                .orElse(NOTHING);
    }

    /** In the two greatest units that say something. */
    static String duration(Duration duration) {
        if (duration.toDays() > 0) {
            return duration.toDays() + " d " + duration.toHoursPart() + " h";
        }
        if (duration.toHours() > 0) {
            return duration.toHours() + " h " + duration.toMinutesPart() + " min";
        }
        if (duration.toMinutes() > 0) {
            return duration.toMinutes() + " min " + duration.toSecondsPart() + " s";
        }
        return duration.toSeconds() + " s";
    }

    static String rtt(Optional<Duration> rtt) {
        return rtt.map(value -> String.format(Locale.ROOT, "%.2f ms", value.toNanos() / 1e6))
                .orElse(NOTHING);
    }

    static String bitsPerSecond(OptionalDouble rate) {
        if (rate.isEmpty()) {
            return NOTHING;
        }
        double scaled = rate.getAsDouble();
        int prefix = 0;
        while (scaled >= 999.5 && prefix < PREFIXES.length - 1) {
            scaled /= 1000;
            prefix++;
        }
        String number = String.format(Locale.ROOT, scaled < 99.95 ? "%.1f" : "%.0f", scaled);
        return (number.endsWith(".0") ? number.substring(0, number.length() - 2) : number) + ' ' + PREFIXES[prefix]
                + "bit/s";
    }

    /** With binary prefixes. */
    static String octets(long octets) {
        if (octets < 1024) {
            return octets + " B";
        }
        double scaled = octets;
        int prefix = 0;
        while (scaled >= 1023.5 && prefix < BINARY_PREFIXES.length - 1) {
            scaled /= 1024;
            prefix++;
        }
        return String.format(Locale.ROOT, scaled < 9.95 ? "%.1f " : "%.0f ", scaled) + BINARY_PREFIXES[prefix] + "B";
    }

    static String admission(Member member) {
        return member.admitted() ? "admitted" : member.waits() ? "waits" : "not admitted";
    }

    static String count(long count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }

    static String loss(Optional<Double> loss) {
        return loss.map(value -> String.format(Locale.ROOT, "%.0f %%", value * 100))
                .orElse(NOTHING);
    }

    static String orNothing(String text) {
        return text.isEmpty() ? NOTHING : text;
    }
}
