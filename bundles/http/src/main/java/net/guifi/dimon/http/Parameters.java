// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The parameters of a request's query. A parameter that is empty counts as not given. */
final class Parameters {
    private static final Pattern INTEGER = Pattern.compile("[+-]?[0-9]{1,15}");
    private static final Instant FIRST = Instant.EPOCH;
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");

    private final Map<String, List<String>> values = new HashMap<>();

    /**
     * Reads a query.
     *
     * @param query the query as it stands in the URL; null without one
     * @throws Problem when it is malformed
     */
    Parameters(String query) {
        if (query == null) {
            return;
        }
        for (String pair : query.split("&")) {
            int equals = pair.indexOf('=');
            String name = decode(query, equals < 0 ? pair : pair.substring(0, equals));
            String value =
                    equals < 0 ? "" : decode(query, pair.substring(equals + 1)).strip();
            if (!value.isEmpty()) {
                values.computeIfAbsent(name, key -> new ArrayList<>()).add(value);
            }
        }
    }

    private static String decode(String query, String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw Problem.badQuery(query, e.getMessage());
        }
    }

    List<String> all(String name) {
        return values.getOrDefault(name, List.of());
    }

    /** The only value of a parameter. */
    Optional<String> one(String name) {
        List<String> given = all(name);
        if (given.size() > 1) {
            throw Problem.badParameter(name, String.join(", ", given), "it may be given once only.");
        }
        return given.stream().findFirst();
    }

    int integer(String name, int otherwise, int least, int most) {
        return one(name)
                .map(text -> {
                    if (!INTEGER.matcher(text).matches()
                            || Long.parseLong(text) < least
                            || Long.parseLong(text) > most) {
                        throw Problem.badParameter(
                                name, text, "an integer from " + least + " to " + most + " is expected.");
                    }
                    return Integer.parseInt(text);
                })
                .orElse(otherwise);
    }

    /** A moment: RFC 3339, seconds since the epoch, or seconds or an ISO 8601 duration before now. */
    Optional<Instant> instant(String name, Instant now) {
        return one(name).map(text -> {
            try {
                Instant instant = parseInstant(text, now);
                if (instant.isBefore(FIRST) || instant.isAfter(LAST)) {
                    throw Problem.badParameter(name, text, "a time from 1970 to 9999 is expected.");
                }
                return instant;
            } catch (DateTimeException | ArithmeticException e) {
                throw Problem.badParameter(
                        name,
                        text,
                        "a time is expected, such as 2026-01-31T12:00:00Z, 1769860800 (seconds since 1970),"
                                + " -3600 (seconds before now) or PT1H (a duration before now).");
            }
        });
    }

    private static Instant parseInstant(String text, Instant now) {
        if (INTEGER.matcher(text).matches()) {
            long seconds = Long.parseLong(text);
            return seconds < 0 ? now.plusSeconds(seconds) : Instant.ofEpochSecond(seconds);
        }
        if (isDuration(text)) {
            return now.minus(Duration.parse(text).abs());
        }
        // An unescaped + of an offset arrives as a space.
        return OffsetDateTime.parse(text.replace(' ', '+')).toInstant();
    }

    private static boolean isDuration(String text) {
        return text.regionMatches(true, text.startsWith("-") || text.startsWith("+") ? 1 : 0, "P", 0, 1);
    }

    /** A length of time: seconds or an ISO 8601 duration, at least 1 s, in whole seconds. */
    Duration duration(String name, String text) {
        try {
            Duration duration = INTEGER.matcher(text).matches()
                    ? Duration.ofSeconds(Long.parseLong(text))
                    : Duration.parse(text).truncatedTo(ChronoUnit.SECONDS);
            if (duration.compareTo(Duration.ofSeconds(1)) >= 0) {
                return duration;
            }
        } catch (DateTimeException | ArithmeticException e) {
            throw durationProblem(name, text);
        }
        throw durationProblem(name, text);
    }

    private static Problem durationProblem(String name, String text) {
        return Problem.badParameter(
                name, text, "a duration of at least one second is expected, such as PT5M or 300 (seconds), or raw.");
    }
}
