// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.discovery;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import net.guifi.dimon.api.store.StorageAdapter;
import net.guifi.dimon.api.store.StoreStatus;

/** The storage adapters that are there, with their service properties. */
final class Adapters {
    private static final String PID = "service.pid";

    private final Map<StorageAdapter, Map<String, Object>> all = new ConcurrentHashMap<>();

    void put(StorageAdapter adapter, Map<String, Object> properties) {
        all.put(adapter, properties);
    }

    void remove(StorageAdapter adapter) {
        all.remove(adapter);
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    /** The servers of each. */
    List<List<String>> hosts() {
        return all.values().stream()
                .map(properties -> properties.get(StorageAdapter.HOSTS) instanceof String[] hosts
                        ? List.of(hosts)
                        : List.<String>of())
                .toList();
    }

    /** Whether there is one that discovery did not make. */
    boolean hasOthers() {
        return !all.values().stream().allMatch(Adapters::isTaken);
    }

    /** How the one that discovery made gets on. */
    Optional<StoreStatus.Trust> trust(StoreStatus status) {
        return all.entrySet().stream()
                .filter(each -> isTaken(each.getValue()))
                .map(each -> each.getKey().name())
                .flatMap(name ->
                        status.links().stream().filter(link -> link.name().equals(name)))
                .map(StoreStatus.Link::trust)
                .findFirst();
    }

    private static boolean isTaken(Map<String, Object> properties) {
        return StoreConfigurations.TAKEN_PID.equals(properties.get(PID));
    }
}
