// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.archive;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a chunk is called in the store: {@code chunk/2026-11-21T09:45Z/0} or {@code day/2026-11-21/0}.
 *
 * @param span how much time it is about
 * @param start since when
 * @param part which part of the devices
 */
record ChunkName(ChunkName.Span span, Instant start, int part) implements Comparable<ChunkName> {
    private static final Pattern SHAPE = Pattern.compile("(chunk|day)/([0-9TZ:-]{10,17})/([0-9]{1,4})");
    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mmX");

    /** What chunks there are. */
    enum Span {
        /** A quarter of an hour in intervals of 5 min. */
        SLOT("chunk", Duration.ofMinutes(5), 3),
        /** A day in one interval. */
        DAY("day", Duration.ofDays(1), 1);

        private final String prefix;
        private final Duration interval;
        private final int intervals;

        Span(String prefix, Duration interval, int intervals) {
            this.prefix = prefix;
            this.interval = interval;
            this.intervals = intervals;
        }

        Duration interval() {
            return interval;
        }

        int intervals() {
            return intervals;
        }

        Duration length() {
            return interval.multipliedBy(intervals);
        }

        /** The start of the span that a time lies in. */
        Instant startOf(Instant time) {
            long seconds = length().toSeconds();
            return Instant.ofEpochSecond(Math.floorDiv(time.getEpochSecond(), seconds) * seconds);
        }
    }

    Instant end() {
        return start.plus(span.length());
    }

    /** Reads a name; empty when it is none of a chunk. */
    static Optional<ChunkName> parse(String text) {
        Matcher matcher = SHAPE.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        Span span = matcher.group(1).equals(Span.DAY.prefix) ? Span.DAY : Span.SLOT;
        try {
            Instant start = span == Span.DAY
                    ? LocalDate.parse(matcher.group(2))
                            .atStartOfDay(ZoneOffset.UTC)
                            .toInstant()
                    : OffsetDateTime.parse(matcher.group(2), MINUTE).toInstant();
            ChunkName name = new ChunkName(span, start, Integer.parseInt(matcher.group(3)));
            return name.toString().equals(text) && span.startOf(start).equals(start)
                    ? Optional.of(name)
                    : Optional.empty();
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    @Override
    public int compareTo(ChunkName other) {
        int byStart = start.compareTo(other.start);
        return byStart != 0 ? byStart : Integer.compare(part, other.part);
    }

    @Override
    public String toString() {
        String time =
                start.atOffset(ZoneOffset.UTC).format(span == Span.DAY ? DateTimeFormatter.ISO_LOCAL_DATE : MINUTE);
        return span.prefix + '/' + time + '/' + part;
    }
}
