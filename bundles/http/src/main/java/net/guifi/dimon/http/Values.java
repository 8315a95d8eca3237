// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.http;

import jakarta.json.stream.JsonGenerator;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;

/** How values stand in JSON. */
final class Values {
    private Values() {}

    static void time(JsonGenerator json, String key, Instant time) {
        json.write(key, time.truncatedTo(ChronoUnit.MILLIS).toString());
    }

    static void time(JsonGenerator json, String key, Optional<Instant> time) {
        time.ifPresent(present -> time(json, key, present));
    }

    static void text(JsonGenerator json, String key, Optional<String> text) {
        text.ifPresent(present -> json.write(key, present));
    }

    /** Nanoseconds as milliseconds, to the microsecond. */
    static BigDecimal milliseconds(double nanos) {
        return rounded(nanos / 1e6, 3);
    }

    static BigDecimal rounded(double value, int digits) {
        BigDecimal rounded =
                BigDecimal.valueOf(value).setScale(digits, RoundingMode.HALF_UP).stripTrailingZeros();
        return rounded.scale() < 0 ? rounded.setScale(0) : rounded;
    }

    /** The name of a constant, such as {@code down} or {@code not-sent}. */
    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
