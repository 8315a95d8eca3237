// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storeembedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Predicate;
import net.guifi.dimon.api.network.NetworkSettings;
import net.guifi.dimon.api.store.StorageAdapter;
import net.guifi.dimon.api.store.StorageException;

/** Monitors on virtual time, over an engine of several data centres that does to them whatever it likes. */
final class World implements AutoCloseable {
    /** Last-writer-wins registers and add-wins sets, with an order of their own for each data centre. */
    final class Centre {
        /** Octets of the log that all updates made, at the rate that was measured on a real server. */
        long logged;

        private final Map<String, Stamped> registers = new HashMap<>();
        private final Map<String, Set<String>> sets = new HashMap<>();
        private final Map<String, List<Stamped>> earlier = new HashMap<>();
        private long clock;
        boolean answering = true;
        boolean lagging;
        boolean full;
        double failing;
        /** Keys of which what is written is lost. */
        Predicate<String> swallows = key -> false;
        /** Keys that read as if nothing was there. */
        Predicate<String> hides = key -> false;

        private long tick(long seen) {
            clock = Math.max(Math.max(clock, seen) + 1, now);
            return clock;
        }

        private void take(StorageAdapter.Change change, long stamp, boolean local) {
            if (swallows.test(change.key())) {
                return;
            }
            if (change instanceof StorageAdapter.Change.Assign assign) {
                Stamped before = registers.get(assign.key());
                if (before == null || stamp > before.stamp()) {
                    registers.put(assign.key(), new Stamped(assign.value().clone(), stamp));
                    earlier.computeIfAbsent(assign.key(), key -> new ArrayList<>())
                            .add(new Stamped(assign.value().clone(), stamp));
                }
            } else if (change instanceof StorageAdapter.Change.Add add) {
                sets.computeIfAbsent(add.key(), key -> new TreeSet<>()).add(add.word());
            } else if (change instanceof StorageAdapter.Change.Remove remove) {
                sets.computeIfAbsent(remove.key(), key -> new TreeSet<>()).remove(remove.word());
            }
        }

        void empty() {
            registers.clear();
            sets.clear();
            earlier.clear();
        }

        Optional<byte[]> value(String key) {
            Stamped stamped = hides.test(key) ? null : registers.get(key);
            if (lagging && stamped != null) {
                List<Stamped> versions = earlier.get(key);
                stamped = versions.get(random.nextInt(versions.size()));
            }
            return Optional.ofNullable(stamped).map(Stamped::value);
        }

        void forge(String key, byte[] value) {
            registers.put(key, new Stamped(value, tick(0)));
        }

        Set<String> keys() {
            return registers.keySet();
        }
    }

    private static final long LOGGED_PER_KEY = 1_340;

    private record Stamped(byte[] value, long stamp) {}

    private record Delivery(long at, long order, Centre to, StorageAdapter.Change change, long stamp) {}

    /** The way of one monitor to one data centre. */
    final class Adapter implements StorageAdapter {
        final Centre centre;

        Adapter(Centre centre) {
            this.centre = centre;
        }

        private void maybeFail() throws StorageException {
            if (!centre.answering || random.nextDouble() < centre.failing) {
                throw new StorageException("the engine does not answer", null);
            }
        }

        @Override
        public String name() {
            return "centre " + centres.indexOf(centre);
        }

        @Override
        public List<Optional<byte[]>> read(List<String> keys) throws StorageException {
            maybeFail();
            return keys.stream().map(centre::value).toList();
        }

        @Override
        public Set<String> members(String key) throws StorageException {
            maybeFail();
            return Set.copyOf(centre.sets.getOrDefault(key, Set.of()));
        }

        @Override
        public void update(List<Change> changes) throws StorageException {
            if (centre.full) {
                throw new StorageException("its disk is full", null);
            }
            boolean fails = !centre.answering || random.nextDouble() < centre.failing;
            int done = fails ? random.nextInt(changes.size() + 1) : changes.size();
            if (!centre.answering) {
                done = 0;
            }
            for (Change change : changes.subList(0, done)) {
                centre.logged += logged(change);
                updates++;
                long stamp = centre.tick(0);
                centre.take(change, stamp, true);
                for (Centre other : centres) {
                    if (joined && other != centre && random.nextDouble() >= losing) {
                        int copies = random.nextDouble() < doubling ? 2 : 1;
                        for (int copy = 0; copy < copies; copy++) {
                            queue.add(new Delivery(
                                    now + 1 + (long) (random.nextDouble() * delay), order++, other, change, stamp));
                        }
                    }
                }
            }
            if (fails) {
                throw new StorageException("the engine did not answer in time", null);
            }
        }

        @Override
        public long cost(List<Change> changes) {
            return changes.stream().mapToLong(World::logged).sum();
        }
    }

    private static long logged(StorageAdapter.Change change) {
        return LOGGED_PER_KEY + (change instanceof StorageAdapter.Change.Assign assign ? assign.value().length : 0);
    }

    /** One monitor, which may crash and come back with its disk. */
    final class Node implements Surroundings {
        final Path home;
        SigningKey key;
        SigningKey network;
        boolean founder;
        final List<Centre> reachable;
        Optional<Replica> replica = Optional.empty();
        final List<Link> links = new ArrayList<>();
        final Map<Link, Long> due = new LinkedHashMap<>();
        Consumer<NetworkSettings> rule = settings -> {};
        boolean cloneFound;

        Node(Path home, SigningKey key, SigningKey network, boolean founder, List<Centre> reachable) {
            this.home = home;
            this.key = key;
            this.network = network;
            this.founder = founder;
            this.reachable = reachable;
        }

        @Override
        public void check(NetworkSettings settings) {
            rule.accept(settings);
        }

        void start() {
            try {
                Replica started = new Replica(
                        Shelf.open(home.resolve("replica.mv")),
                        key,
                        network.id(),
                        founder ? Optional.of(network) : Optional.empty(),
                        timing,
                        this);
                replica = Optional.of(started);
                for (Centre centre : reachable) {
                    Link link = started.attach(new Adapter(centre));
                    links.add(link);
                    due.put(link, now + random.nextInt(5_000));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        void crash() {
            replica.ifPresent(Replica::close);
            replica = Optional.empty();
            links.clear();
            due.clear();
        }

        /** Where it belongs from its next start on; it founds any network but that of the world. */
        void network(SigningKey other) {
            network = other;
            founder = other != networkKey;
        }

        Replica replica() {
            return replica.orElseThrow();
        }

        @Override
        public long nanos() {
            return now * 1_000_000;
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
            cloneFound = true;
        }

        @Override
        public void storeDamaged() {
            throw new IllegalStateException("No test damages the file of a running monitor");
        }
    }

    final Random random;
    final SigningKey networkKey = SigningKey.create();
    Timing timing = Timing.DEFAULT;
    final List<Centre> centres = new ArrayList<>();
    final List<Node> nodes = new ArrayList<>();
    private final PriorityQueue<Delivery> queue =
            new PriorityQueue<>(Comparator.comparingLong(Delivery::at).thenComparingLong(Delivery::order));
    private final List<Delivery> held = new ArrayList<>();
    private final Path home;
    long now;
    private long order;
    double losing;
    double doubling;
    double delay = 2_000;
    boolean cut;
    boolean joined = true;
    long updates;

    World(Path home, long seed, int centreCount) {
        this.home = home;
        this.random = new Random(seed);
        for (int i = 0; i < centreCount; i++) {
            centres.add(new Centre());
        }
    }

    Node add(boolean founder, Centre... reachable) {
        return add(networkKey, founder, reachable);
    }

    Node add(SigningKey network, boolean founder, Centre... reachable) {
        Node node = new Node(
                home.resolve("node" + nodes.size()), SigningKey.create(), network, founder, List.of(reachable));
        nodes.add(node);
        node.start();
        return node;
    }

    /** Starts another monitor with a copy of one's disk. */
    Node copy(Node original) {
        try {
            Path place = home.resolve("node" + nodes.size());
            Files.createDirectories(place);
            Files.copy(original.home.resolve("replica.mv"), place.resolve("replica.mv"));
            Node node = new Node(place, original.key, original.network, original.founder, original.reachable);
            nodes.add(node);
            node.start();
            return node;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whoever found that another one uses its key takes a new one, as the component does. */
    void renameClones() {
        for (Node node : nodes) {
            if (node.cloneFound && node.replica.isPresent()) {
                node.crash();
                node.key = SigningKey.create();
                node.cloneFound = false;
                node.start();
            }
        }
    }

    /** What a monitor gets when it asks for an entry. */
    Optional<byte[]> fetch(Node reader, Node owner, String name) {
        CompletableFuture<Optional<byte[]>> asked = reader.replica().fetch(owner.key.id(), name);
        pass(Duration.ofSeconds(20));
        return asked.getNow(Optional.empty());
    }

    /** Admits all monitors, on those that hold their network's key. */
    void admitAll() {
        for (Node founder : nodes) {
            if (founder.founder && founder.replica.isPresent()) {
                StringBuilder ids = new StringBuilder();
                nodes.stream().filter(node -> node.network == founder.network).forEach(node -> ids.append(node.key.id())
                        .append(' '));
                founder.replica()
                        .change(new TreeMap<>(Map.of(
                                NetworkSettings.ADMITTED,
                                Optional.of(ids.toString().trim()))));
            }
        }
    }

    /** Lets time pass. */
    void pass(Duration time) {
        long end = now + time.toMillis();
        while (now < end) {
            now += 250;
            deliver();
            for (Node node : nodes) {
                for (Map.Entry<Link, Long> each : node.due.entrySet()) {
                    if (each.getValue() <= now) {
                        each.setValue(now + Math.max(1, each.getKey().round().toMillis()));
                    }
                }
            }
        }
    }

    private void deliver() {
        if (!cut) {
            queue.addAll(held);
            held.clear();
        }
        while (!queue.isEmpty() && queue.peek().at() <= now) {
            Delivery delivery = queue.poll();
            if (cut) {
                held.add(delivery);
            } else {
                delivery.to().tick(delivery.stamp());
                delivery.to().take(delivery.change(), delivery.stamp(), false);
            }
        }
    }

    @Override
    public void close() {
        nodes.forEach(Node::crash);
    }
}
