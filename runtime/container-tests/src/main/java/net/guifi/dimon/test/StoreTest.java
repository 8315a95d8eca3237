// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import net.guifi.dimon.api.store.ReplicatedStore;
import net.guifi.dimon.api.store.StorageAdapter;
import net.guifi.dimon.api.store.StoreStatus;
import net.guifi.dimon.api.store.StoreStatus.Trust;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.test.common.annotation.InjectBundleContext;
import org.osgi.test.junit5.context.BundleContextExtension;

/** Storage adapters come and go while the monitor runs, and nothing that it owns is lost by that. */
@ExtendWith(BundleContextExtension.class)
class StoreTest {
    private static final Duration LIMIT = Duration.ofMinutes(4);
    private static final String NAME = "test/entry";

    @InjectBundleContext
    BundleContext context;

    private ServiceReference<ReplicatedStore> reference;
    private ReplicatedStore store;

    /** An engine in memory. */
    private record Memory(String name, Map<String, byte[]> registers, Map<String, Set<String>> sets)
            implements StorageAdapter {
        Memory(String name) {
            this(name, new ConcurrentHashMap<>(), new ConcurrentHashMap<>());
        }

        @Override
        public List<Optional<byte[]>> read(List<String> keys) {
            return keys.stream()
                    .map(key -> Optional.ofNullable(registers.get(key)))
                    .toList();
        }

        @Override
        public Set<String> members(String key) {
            return Set.copyOf(sets.getOrDefault(key, Set.of()));
        }

        @Override
        public void update(List<Change> changes) {
            for (Change change : changes) {
                if (change instanceof Change.Assign assign) {
                    registers.put(assign.key(), assign.value());
                } else if (change instanceof Change.Add add) {
                    sets.merge(add.key(), Set.of(add.word()), Memory::union);
                }
            }
        }

        private static Set<String> union(Set<String> one, Set<String> other) {
            Set<String> union = new HashSet<>(one);
            union.addAll(other);
            return union;
        }

        @Override
        public long cost(List<Change> changes) {
            return changes.size();
        }

        boolean has(String value) {
            byte[] wanted = value.getBytes(StandardCharsets.UTF_8);
            return registers.values().stream().anyMatch(found -> Arrays.equals(found, wanted));
        }
    }

    @BeforeEach
    void findStore() {
        await().atMost(LIMIT).until(() -> context.getServiceReference(ReplicatedStore.class) != null);
        reference = context.getServiceReference(ReplicatedStore.class);
        store = context.getService(reference);
    }

    @AfterEach
    void removeEntry() {
        store.remove(NAME);
        context.ungetService(reference);
    }

    private void put(String value) {
        store.put(NAME, value.getBytes(StandardCharsets.UTF_8));
    }

    private ServiceRegistration<StorageAdapter> register(Memory engine) {
        return context.registerService(StorageAdapter.class, engine, null);
    }

    private void untilItHas(Memory engine, String value) {
        await().atMost(LIMIT).untilAsserted(() -> {
            assertThat(link(engine)).map(StoreStatus.Link::trust).hasValue(Trust.TRUSTED);
            assertThat(engine.has(value)).isTrue();
        });
    }

    private Optional<StoreStatus.Link> link(Memory engine) {
        return store.status().links().stream()
                .filter(link -> link.name().equals(engine.name()))
                .findFirst();
    }

    @Test
    void engineComesGoesComesAndIsReplaced() {
        put("alone");
        Memory first = new Memory("the first engine");
        ServiceRegistration<StorageAdapter> registration = register(first);
        untilItHas(first, "alone");
        put("with it");
        untilItHas(first, "with it");

        registration.unregister();
        assertThat(link(first)).isEmpty();
        put("alone again");
        assertThat(store.get(store.monitorId(), NAME)).hasValue("alone again".getBytes(StandardCharsets.UTF_8));

        registration = register(first);
        untilItHas(first, "alone again");

        Memory second = new Memory("the second engine");
        ServiceRegistration<StorageAdapter> other = register(second);
        registration.unregister();
        untilItHas(second, "alone again");
        other.unregister();

        assertThat(context.getServiceReference(ReplicatedStore.class))
                .as("the service that everybody uses, all the while")
                .isEqualTo(reference);
        assertThat(reference.getBundle()).isNotNull();
        assertThat(store.names(store.monitorId())).contains(NAME);
    }
}
