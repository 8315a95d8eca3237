// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storeembedded;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import net.guifi.dimon.api.network.Network;
import net.guifi.dimon.api.store.ReplicatedStore;
import net.guifi.dimon.api.store.StorageAdapter;

/**
 * The replica of a monitor at default settings, on virtual time, over an engine that never fails and notes what it has
 * to take.
 */
public final class VirtualMonitor extends Clock implements AutoCloseable {
    private final Instant start;
    private final Replica replica;
    private final Link link;
    private final List<List<StorageAdapter.Change>> updates = new ArrayList<>();
    private long millis;

    private final class Engine implements StorageAdapter {
        private final Map<String, byte[]> registers = new HashMap<>();
        private final Map<String, Set<String>> sets = new HashMap<>();

        @Override
        public String name() {
            return "the engine of the benchmark";
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
            updates.add(List.copyOf(changes));
            for (Change change : changes) {
                if (change instanceof Change.Assign assign) {
                    registers.put(assign.key(), assign.value());
                } else if (change instanceof Change.Add add) {
                    sets.computeIfAbsent(add.key(), key -> new HashSet<>()).add(add.word());
                } else if (change instanceof Change.Remove remove) {
                    sets.computeIfAbsent(remove.key(), key -> new HashSet<>()).remove(remove.word());
                }
            }
        }

        @Override
        public long cost(List<Change> changes) {
            return 0;
        }
    }

    private final class Virtual implements Surroundings {
        private final Random random = new Random(1);

        @Override
        public long nanos() {
            return VirtualMonitor.this.nanos();
        }

        @Override
        public long random() {
            return random.nextLong();
        }

        @Override
        public boolean clockSynchronised() {
            return true;
        }

        @Override
        public void cloneFound() {
            throw new IllegalStateException("There is no clone");
        }

        @Override
        public void storeDamaged() {
            throw new IllegalStateException("The store is damaged");
        }
    }

    /**
     * Begins a monitor that founds a network of its own.
     *
     * @param folder where its store is to be
     * @param start when that is
     * @throws IOException when its store cannot be written
     */
    public VirtualMonitor(Path folder, Instant start) throws IOException {
        this.start = start;
        SigningKey network = SigningKey.create();
        replica = new Replica(
                Shelf.open(folder.resolve("replica.mv")),
                SigningKey.create(),
                network.id(),
                Optional.of(network),
                Timing.DEFAULT,
                new Virtual());
        link = replica.attach(new Engine());
    }

    /**
     * The store as the other bundles see it.
     *
     * @return the store
     */
    public ReplicatedStore store() {
        return replica;
    }

    /**
     * The network of this one monitor.
     *
     * @return the network
     */
    public Network network() {
        return replica;
    }

    /**
     * Lets time go by without a look at the engine.
     *
     * @param time how much
     */
    public void skip(Duration time) {
        millis += time.toMillis();
    }

    /** Lets the flow have its next round, and time go by until the one after it. */
    public void round() {
        skip(link.round());
    }

    /**
     * What the engine had to take until now, and forgets it.
     *
     * @return the updates
     */
    public List<List<StorageAdapter.Change>> takeUpdates() {
        List<List<StorageAdapter.Change>> taken = List.copyOf(updates);
        updates.clear();
        return taken;
    }

    /**
     * Monotonic time.
     *
     * @return nanoseconds
     */
    public long nanos() {
        return millis * 1_000_000;
    }

    @Override
    public Instant instant() {
        return start.plusMillis(millis);
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("Only UTC");
    }

    @Override
    public void close() {
        replica.close();
    }
}
