// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.assign;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import net.guifi.dimon.api.assignment.Standing;

/** Monitors that have gone by another plan than this one for long: something is not the same there. */
final class Stragglers {
    private static final long LONG = Duration.ofMinutes(30).toNanos();

    private final LongSupplier nanos;
    private final Map<String, Long> since = new HashMap<>();

    Stragglers(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** Their names. */
    List<String> names(List<Roster.Row> rows, View own) {
        long now = nanos.getAsLong();
        Map<String, String> apart = rows.stream()
                .filter(row -> !row.self() && row.standing() == Standing.ALIVE)
                .filter(row ->
                        row.view().filter(view -> view.hash() == own.hash()).isEmpty())
                .collect(Collectors.toMap(Roster.Row::id, row -> row.monitor().name()));
        since.keySet().retainAll(apart.keySet());
        apart.keySet().forEach(id -> since.putIfAbsent(id, now));
        return rows.stream()
                .map(Roster.Row::id)
                .filter(id -> since.containsKey(id) && now - since.get(id) >= LONG)
                .map(apart::get)
                .toList();
    }
}
