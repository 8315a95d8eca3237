// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storecontract;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import net.guifi.dimon.api.store.StorageAdapter;
import net.guifi.dimon.api.store.StorageException;

/** The simplest engine that keeps the contract: two parts in memory. It can be given a defect, to see the tests fail. */
final class MemoryEngine implements Engine.Breakable, Engine.Emptiable, Engine.Divisible {
    /** What can be wrong with an adapter. */
    enum Defect {
        NONE,
        FIRST_WRITE_WINS,
        ANSWERS_WITHOUT_ORDER,
        LEAVES_OUT_ABSENT_KEYS,
        CUTS_LONG_VALUES,
        READS_OCTETS_AS_TEXT,
        IGNORES_CASE,
        FORGETS_THE_LAST_CHANGE,
        DOES_THE_LAST_CHANGE_FIRST,
        NEVER_READDS,
        REMOVAL_WINS,
        NEVER_REPLICATES,
        FAILS_OTHERWISE,
        STAYS_BROKEN,
        LEAKS_THREADS,
        WORKS_WHEN_CLOSED,
        KEEPS_ARRAYS,
        COSTS_NOTHING
    }

    private record Stamped(byte[] value, long stamp) {}

    private record Sent(StorageAdapter.Change change, long stamp, Set<Long> seen) {}

    /** One part of the engine: registers with the time of their write, and sets with a tag for each addition. */
    private static final class Part {
        final Map<String, Stamped> registers = new HashMap<>();
        final Map<String, Map<String, Set<Long>>> sets = new HashMap<>();
        final List<Sent> unsent = new ArrayList<>();

        Set<Long> tags(String key, String word) {
            return sets.computeIfAbsent(key, first -> new HashMap<>()).computeIfAbsent(word, first -> new HashSet<>());
        }
    }

    private final Defect defect;
    private final List<Part> parts = List.of(new Part(), new Part());
    private final CountDownLatch ended = new CountDownLatch(1);
    private long time;
    private boolean broken;
    private boolean cut;

    MemoryEngine() {
        this(Defect.NONE);
    }

    MemoryEngine(Defect defect) {
        this.defect = defect;
    }

    private boolean has(Defect one) {
        return defect == one;
    }

    @Override
    public Connection connect(int monitor) {
        Adapter adapter = new Adapter(parts.get(monitor));
        if (has(Defect.LEAKS_THREADS)) {
            Thread leak = new Thread(() -> {
                try {
                    ended.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            leak.setDaemon(true);
            leak.start();
        }
        return new Connection() {
            @Override
            public StorageAdapter adapter() {
                return adapter;
            }

            @Override
            public void close() {
                adapter.closed = !has(Defect.WORKS_WHEN_CLOSED);
            }
        };
    }

    @Override
    public Duration settling() {
        return Duration.ofMillis(has(Defect.NONE) ? 5_000 : 300);
    }

    @Override
    public synchronized void breakDown() {
        broken = true;
    }

    @Override
    public synchronized void mend() {
        broken = has(Defect.STAYS_BROKEN) && broken;
    }

    @Override
    public synchronized void empty() {
        for (Part part : parts) {
            part.registers.clear();
            part.sets.clear();
            part.unsent.clear();
        }
    }

    @Override
    public synchronized void cut() {
        cut = true;
    }

    @Override
    public synchronized void heal() {
        cut = false;
        send();
    }

    private void send() {
        if (cut || has(Defect.NEVER_REPLICATES)) {
            return;
        }
        for (Part from : parts) {
            Part to = parts.get(1 - parts.indexOf(from));
            from.unsent.forEach(sent -> take(to, sent));
            from.unsent.clear();
        }
    }

    private String key(String key) {
        return has(Defect.IGNORES_CASE) ? key.toLowerCase(Locale.ROOT) : key;
    }

    private void take(Part part, Sent sent) {
        String key = key(sent.change().key());
        if (sent.change() instanceof StorageAdapter.Change.Assign assign) {
            Stamped before = part.registers.get(key);
            if (before == null || sent.stamp() > before.stamp() && !has(Defect.FIRST_WRITE_WINS)) {
                part.registers.put(key, new Stamped(kept(assign.value()), sent.stamp()));
            }
        } else if (sent.change() instanceof StorageAdapter.Change.Add add) {
            if (!has(Defect.NEVER_READDS) || !wasThere(part, key, add.word())) {
                part.tags(key, add.word()).add(sent.stamp());
            }
        } else if (sent.change() instanceof StorageAdapter.Change.Remove remove) {
            part.tags(key, remove.word()).removeAll(sent.seen());
            if (has(Defect.REMOVAL_WINS)) {
                part.tags(key, remove.word()).clear();
            }
            part.tags(key, remove.word() + "\0was").add(sent.stamp());
        }
    }

    private static boolean wasThere(Part part, String key, String word) {
        return !part.tags(key, word + "\0was").isEmpty();
    }

    private byte[] kept(byte[] value) {
        if (has(Defect.CUTS_LONG_VALUES)) {
            return Arrays.copyOf(value, Math.min(value.length, 65_535));
        }
        if (has(Defect.READS_OCTETS_AS_TEXT)) {
            return new String(value).getBytes();
        }
        return has(Defect.KEEPS_ARRAYS) ? value : value.clone();
    }

    @Override
    public void close() {
        ended.countDown();
    }

    private final class Adapter implements StorageAdapter {
        private final Part part;
        private volatile boolean closed;

        Adapter(Part part) {
            this.part = part;
        }

        private void check() throws StorageException {
            if (broken && has(Defect.FAILS_OTHERWISE)) {
                throw new IllegalStateException("broken");
            }
            if (broken || closed) {
                throw new StorageException(closed ? "the adapter is closed" : "the engine is broken", null);
            }
        }

        @Override
        public String name() {
            return "memory";
        }

        @Override
        public List<Optional<byte[]>> read(List<String> keys) throws StorageException {
            synchronized (MemoryEngine.this) {
                check();
                List<String> asked = has(Defect.ANSWERS_WITHOUT_ORDER)
                        ? keys.stream().sorted().toList()
                        : keys;
                return asked.stream()
                        .map(key -> Optional.ofNullable(part.registers.get(key(key))))
                        .filter(found -> found.isPresent() || !has(Defect.LEAVES_OUT_ABSENT_KEYS))
                        .map(found -> found.map(Stamped::value)
                                .map(value -> has(Defect.KEEPS_ARRAYS) ? value : value.clone()))
                        .toList();
            }
        }

        @Override
        public Set<String> members(String key) throws StorageException {
            synchronized (MemoryEngine.this) {
                check();
                return part.sets.getOrDefault(key(key), Map.of()).entrySet().stream()
                        .filter(each ->
                                !each.getValue().isEmpty() && each.getKey().indexOf('\0') < 0)
                        .map(Map.Entry::getKey)
                        .collect(Collectors.toSet());
            }
        }

        @Override
        public void update(List<Change> changes) throws StorageException {
            List<Change> order = new ArrayList<>(changes);
            if (has(Defect.FORGETS_THE_LAST_CHANGE) && order.size() > 1) {
                order.remove(order.size() - 1);
            }
            if (has(Defect.DOES_THE_LAST_CHANGE_FIRST)) {
                order.add(0, order.remove(order.size() - 1));
            }
            synchronized (MemoryEngine.this) {
                check();
                for (Change change : order) {
                    Set<Long> seen = change instanceof Change.Remove remove
                            ? Set.copyOf(part.tags(key(remove.key()), remove.word()))
                            : Set.of();
                    Sent sent = new Sent(change, ++time, seen);
                    take(part, sent);
                    part.unsent.add(sent);
                }
                send();
            }
        }

        @Override
        public long cost(List<Change> changes) {
            return has(Defect.COSTS_NOTHING)
                    ? 0
                    : changes.stream()
                            .mapToLong(change -> change instanceof Change.Assign assign ? assign.value().length : 1)
                            .sum();
        }
    }
}
