// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.archive;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The chunks that a monitor shares.
 *
 * @param slots the parts of each slot, by its start
 * @param days the parts of each day
 */
record ChunkNames(NavigableMap<Instant, List<ChunkName>> slots, NavigableMap<Instant, List<ChunkName>> days) {
    static ChunkNames of(Set<String> entries) {
        NavigableMap<Instant, List<ChunkName>> slots = new TreeMap<>();
        NavigableMap<Instant, List<ChunkName>> days = new TreeMap<>();
        entries.stream()
                .flatMap(entry -> ChunkName.parse(entry).stream())
                .sorted()
                .forEach(name -> (name.span() == ChunkName.Span.DAY ? days : slots)
                        .computeIfAbsent(name.start(), start -> new ArrayList<>())
                        .add(name));
        return new ChunkNames(slots, days);
    }

    /** The parts of the newest day; where there is none, and of few monitors, those of the newest slot too. */
    List<ChunkName> newest(boolean few) {
        List<ChunkName> newest = new ArrayList<>();
        if (!days.isEmpty()) {
            newest.addAll(days.lastEntry().getValue());
        }
        if (!slots.isEmpty() && (few || days.isEmpty())) {
            newest.addAll(slots.lastEntry().getValue());
        }
        return newest;
    }

    /**
     * What tells of a range, each time once: slots, and days where there are none; for whole days the days, and slots
     * where there are none. The newest first, each with its parts.
     */
    List<List<ChunkName>> within(Instant from, Instant to, Duration resolution) {
        boolean wholeDays = resolution.compareTo(ChunkName.Span.DAY.length()) >= 0;
        Set<Instant> told = (wholeDays ? days : slots)
                .keySet().stream().map(ChunkName.Span.DAY::startOf).collect(Collectors.toSet());
        NavigableMap<Instant, List<ChunkName>> wanted = new TreeMap<>(wholeDays ? days : slots);
        (wholeDays ? slots : days).forEach((start, parts) -> {
            if (!told.contains(ChunkName.Span.DAY.startOf(start))) {
                wanted.put(start, parts);
            }
        });
        wanted.values()
                .removeIf(parts -> !parts.get(0).start().isBefore(to)
                        || !parts.get(0).end().isAfter(from));
        List<List<ChunkName>> newestFirst = new ArrayList<>(wanted.values());
        Collections.reverse(newestFirst);
        return newestFirst;
    }
}
