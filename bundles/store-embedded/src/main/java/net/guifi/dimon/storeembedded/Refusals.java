// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storeembedded;

import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.guifi.dimon.api.store.StoreStatus.Refusal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts what was refused, and logs each kind once for each key. */
final class Refusals {
    private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);
    private static final int MOST_LOGGED = 1_000;

    private final Map<String, Long> counts = new HashMap<>();
    private final Set<List<String>> logged = new HashSet<>();

    /**
     * Counts one.
     *
     * @param link where it came from
     * @param key where it stands
     * @param reason why it was refused, without changing parts
     */
    synchronized void count(String link, String key, String reason) {
        counts.merge(reason, 1L, Long::sum);
        if (logged.size() < MOST_LOGGED && logged.add(List.of(link, key, reason))) {
            LOG.warn("What {} has as {} is refused: {}", link, key, reason);
        }
    }

    synchronized List<Refusal> list() {
        return counts.entrySet().stream()
                .map(each -> new Refusal(each.getKey(), each.getValue()))
                .sorted(Comparator.comparingLong(Refusal::count).reversed().thenComparing(Refusal::reason))
                .toList();
    }
}
