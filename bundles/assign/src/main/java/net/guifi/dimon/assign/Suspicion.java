// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.assign;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import net.guifi.dimon.api.assignment.Monitor;

/**
 * Whose process this monitor asks, and who did not answer. Only one that answered before can be suspected, after it
 * failed twice; it is suspected until it answers. Where there is another that answered before, that one must have
 * answered meanwhile: else it is this monitor that reaches nobody. For any thread.
 */
final class Suspicion {
    private static final long PERIOD = Duration.ofSeconds(5).toNanos();
    private static final long AGAIN = Duration.ofSeconds(2).toNanos();
    private static final int FAILURES = 2;

    private final LongSupplier nanos;
    private final Map<String, Asked> others = new HashMap<>();

    /** What came of asking one monitor. */
    private static final class Asked {
        private Neighbour neighbour;
        private boolean next;
        private boolean answeredOnce;
        private boolean suspected;
        private int failures;
        private long due;
        private final Set<String> answeredSince = new HashSet<>();

        private boolean counts() {
            return answeredOnce && (next || suspected);
        }
    }

    Suspicion(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /**
     * Sets whom this monitor asks.
     *
     * @param live those that count
     * @param next ids of those that it has to ask
     */
    synchronized void ask(List<Monitor> live, Set<String> next) {
        Set<String> ids = new HashSet<>();
        for (Monitor each : live) {
            ids.add(each.id());
            Asked asked = others.computeIfAbsent(each.id(), id -> new Asked());
            asked.neighbour = new Neighbour(each.id(), each.endpoints());
            if (next.contains(each.id()) && !asked.next) {
                asked.due = nanos.getAsLong();
                asked.failures = 0;
            }
            asked.next = next.contains(each.id());
        }
        others.keySet().retainAll(ids);
    }

    /** Those whose time has come. They are asked again after the usual time, or sooner when they fail. */
    synchronized List<Neighbour> toAsk() {
        long now = nanos.getAsLong();
        List<Neighbour> due = new ArrayList<>();
        for (Asked asked : others.values()) {
            if ((asked.next || asked.suspected) && now - asked.due >= 0) {
                asked.due = now + PERIOD;
                due.add(asked.neighbour);
            }
        }
        return due;
    }

    synchronized void answered(String id) {
        Asked asked = others.get(id);
        if (asked == null) {
            return;
        }
        asked.answeredOnce = true;
        asked.suspected = false;
        asked.failures = 0;
        others.values().stream().filter(other -> other.failures > 0).forEach(other -> {
            other.answeredSince.add(id);
            judge(other);
        });
    }

    synchronized void unanswered(String id) {
        Asked asked = others.get(id);
        if (asked == null || !asked.answeredOnce || asked.suspected) {
            return;
        }
        long now = nanos.getAsLong();
        asked.failures++;
        asked.due = now + AGAIN;
        if (asked.failures == 1) {
            asked.answeredSince.clear();
            others.values().stream()
                    .filter(other -> other != asked && other.counts() && other.due - now > 0)
                    .forEach(other -> other.due = now);
        }
        judge(asked);
    }

    private void judge(Asked asked) {
        boolean alone = others.values().stream().noneMatch(other -> other != asked && other.counts());
        asked.suspected |= asked.failures >= FAILURES && (alone || !asked.answeredSince.isEmpty());
    }

    synchronized List<String> suspected() {
        return others.values().stream()
                .filter(asked -> asked.suspected)
                .map(asked -> asked.neighbour.id())
                .sorted()
                .toList();
    }
}
