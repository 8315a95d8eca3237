// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.assign;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import net.guifi.dimon.api.assignment.AssignmentPolicy;
import net.guifi.dimon.api.assignment.Monitor;
import net.guifi.dimon.api.assignment.MonitorStatus;
import net.guifi.dimon.api.health.DeviceView;
import net.guifi.dimon.api.health.NetworkHealth;
import net.guifi.dimon.api.inventory.DeviceId;
import net.guifi.dimon.api.inventory.Inventory;
import net.guifi.dimon.api.network.Member;
import net.guifi.dimon.api.network.Network;
import net.guifi.dimon.api.network.NetworkSettings;
import net.guifi.dimon.api.store.ReplicatedStore;
import net.guifi.dimon.api.store.StoreException;
import net.guifi.dimon.api.store.StoreStatus;
import net.guifi.dimon.api.store.Write;

/**
 * Several coordinators on virtual time, over a store that carries what they write late, in parts, and not at all while
 * they are cut apart. It watches that none lets a device go which then has too few.
 */
final class VirtualNetwork {
    static final Duration HEARTBEAT = Duration.ofMinutes(1);
    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final long HEARTBEAT_NANOS = HEARTBEAT.toNanos();

    final Map<String, Node> nodes = new LinkedHashMap<>();
    final Random random;
    final List<String> violations = new ArrayList<>();
    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::number));
    private final Set<String> cut = new HashSet<>();
    private long now = Duration.ofDays(1).toNanos();
    private long numbers;
    private long slowest = Duration.ofSeconds(20).toNanos();
    Inventory inventory = Inventory.empty();
    NetworkSettings settings = NetworkSettings.defaults();
    int applied;

    private record Event(long at, long number, Runnable task) {}

    VirtualNetwork(long seed) {
        random = new Random(seed);
    }

    private void at(long nanos, Runnable task) {
        events.add(new Event(nanos, numbers++, task));
    }

    private long later(long most) {
        return now + 1 + (long) (random.nextDouble() * most);
    }

    /** Lets time pass. */
    void pass(Duration time) {
        long end = now + time.toNanos();
        while (!events.isEmpty() && events.peek().at() <= end) {
            Event event = events.poll();
            now = event.at();
            event.task().run();
        }
        now = end;
    }

    /** How long news takes at most. */
    void delay(Duration most) {
        slowest = most.toNanos();
    }

    Node add(String id, int capacity) {
        Node node = new Node(id, capacity);
        nodes.put(id, node);
        node.start();
        return node;
    }

    List<Node> running() {
        return nodes.values().stream().filter(node -> node.running).toList();
    }

    /** Cuts the store between some and the rest. */
    void cut(Collection<String> side) {
        cut.clear();
        cut.addAll(side);
    }

    void inventory(Inventory changed) {
        inventory = changed;
        nodes.values().forEach(node -> at(later(slowest), () -> node.learn(changed)));
    }

    void set(String name, String value) {
        TreeMap<String, String> values = new TreeMap<>(settings.values());
        values.put(name, value);
        settings = new NetworkSettings(settings.version() + 1, values);
        NetworkSettings changed = settings;
        nodes.values().forEach(node -> at(later(slowest), () -> node.learn(changed)));
    }

    /** How many processes watch a device, with those that have just been killed: nobody can know of that yet. */
    private int watchers(DeviceId device) {
        int count = 0;
        for (Node node : nodes.values()) {
            boolean presumed = node.running || now - node.killed < 5 * HEARTBEAT_NANOS + slowest;
            count += presumed && node.watching.contains(device) ? 1 : 0;
        }
        return count;
    }

    Map<DeviceId, Integer> watched() {
        Map<DeviceId, Integer> counts = new TreeMap<>();
        inventory.devices().keySet().forEach(id -> counts.put(id, 0));
        running().forEach(node -> node.watching.forEach(id -> counts.merge(id, 1, Integer::sum)));
        return counts;
    }

    /** What one monitor holds of another one. */
    private static final class Copy {
        long sequence;
        long valuesOf;
        long heard;
        byte[] note;
        Map<String, byte[]> values = new HashMap<>();
    }

    /** One monitor: its store, its coordinator, and its process. */
    final class Node implements ReplicatedStore, Network, NetworkHealth {
        final String id;
        int capacity;
        boolean running;
        boolean stopped;
        boolean answers = true;
        long killed = Long.MIN_VALUE / 2;
        Set<DeviceId> watching = new HashSet<>();
        Set<String> isolated = new HashSet<>();
        Map<String, Set<DeviceId>> unreached = new HashMap<>();
        List<AssignmentPolicy> policies = new ArrayList<>(List.of(new BalancedPolicy()));
        Coordinator coordinator;
        boolean refuses;
        private final Map<String, byte[]> own = new HashMap<>();
        private byte[] note;
        private long sequence;
        private final Map<String, Copy> copies = new TreeMap<>();
        private Inventory known = Inventory.empty();
        private NetworkSettings learnt = NetworkSettings.defaults();
        private int run;

        private Node(String id, int capacity) {
            this.id = id;
            this.capacity = capacity;
        }

        void start() {
            running = true;
            stopped = false;
            run++;
            known = inventory;
            learnt = settings;
            coordinator = new Coordinator(() -> policies, () -> now);
            coordinator.inventory(known);
            describe(capacity);
            copies.values().forEach(copy -> copy.heard = now);
            int mine = run;
            at(later(SECOND), () -> tick(mine));
            at(later(HEARTBEAT_NANOS), () -> beat(mine));
        }

        void describe(int devices) {
            capacity = devices;
            coordinator.describe(new Monitor(
                    "", "name of " + id, devices, Optional.empty(), Optional.empty(), List.of(), new TreeSet<>()));
        }

        void kill() {
            running = false;
            killed = now;
        }

        void leave() {
            coordinator.leave(this);
            kill();
        }

        /** Loses its store and starts anew. */
        void empty() {
            own.clear();
            note = null;
            copies.clear();
            watching = new HashSet<>();
            start();
        }

        private void learn(Inventory changed) {
            if (running && changed == inventory) {
                known = changed;
                coordinator.inventory(changed);
                step();
            }
        }

        private void learn(NetworkSettings changed) {
            if (running && changed.version() > learnt.version()) {
                learnt = changed;
                step();
            }
        }

        private void tick(int of) {
            if (running && of == run) {
                if (!stopped) {
                    step();
                    for (Neighbour each : coordinator.toAsk()) {
                        Node asked = nodes.get(each.id());
                        boolean answered = asked.running && !asked.stopped && asked.answers && answers;
                        at(later(SECOND / 5), () -> told(of, each.id(), answered));
                    }
                }
                at(now + SECOND, () -> tick(of));
            }
        }

        private void told(int of, String other, boolean answered) {
            if (of == run && running && !stopped) {
                if (answered) {
                    coordinator.answered(other);
                } else {
                    coordinator.unanswered(other);
                }
                step();
            }
        }

        private void beat(int of) {
            if (running && of == run) {
                if (!stopped) {
                    send();
                }
                at(now + HEARTBEAT_NANOS, () -> beat(of));
            }
        }

        void step() {
            if (!running || stopped) {
                return;
            }
            coordinator.step(this, this, Optional.of(this));
            Set<DeviceId> next = new HashSet<>(coordinator.watchList().watches().keySet());
            Set<DeviceId> gone = new HashSet<>(watching);
            gone.removeAll(next);
            RedundancyRules rules = RedundancyRules.of(learnt);
            long counting =
                    coordinator.monitors().stream().filter(MonitorStatus::alive).count();
            // While some do not know yet that a device exists, others may have let it go as it did not.
            boolean sameInventory = running().stream().allMatch(node -> node.known == inventory);
            for (DeviceId device : gone) {
                if (sameInventory && inventory.devices().containsKey(device)) {
                    int least = (int) Math.min(
                            counting, rules.of(known.devices().get(device)).least());
                    int before = watchers(device);
                    if (before - 1 < least) {
                        violations.add(now / SECOND + " s: " + id + " lets " + device + " go, which " + (before - 1)
                                + " watch then");
                    }
                }
            }
            watching = next;
        }

        private void send() {
            sequence++;
            long of = sequence;
            Map<String, byte[]> values = Map.copyOf(own);
            byte[] told = note;
            for (Node other : nodes.values()) {
                if (other != this) {
                    long first = later(slowest);
                    at(first, () -> other.hear(this, of, told));
                    at(first + (random.nextBoolean() ? 0 : later(slowest) - now), () -> other.take(this, of, values));
                }
            }
        }

        private boolean isCutFrom(Node other) {
            return cut.contains(id) != cut.contains(other.id);
        }

        private void hear(Node from, long of, byte[] told) {
            if (isCutFrom(from) || !running || stopped) {
                return;
            }
            Copy copy = copies.computeIfAbsent(from.id, each -> new Copy());
            if (of > copy.sequence) {
                copy.sequence = of;
                copy.heard = now;
                copy.note = told;
                step();
            }
        }

        private void take(Node from, long of, Map<String, byte[]> values) {
            Copy copy = copies.get(from.id);
            if (copy != null && !isCutFrom(from) && running && of > copy.valuesOf && of <= copy.sequence) {
                copy.valuesOf = of;
                copy.values = values;
                step();
            }
        }

        @Override
        public String monitorId() {
            return id;
        }

        @Override
        public String networkId() {
            return "net";
        }

        @Override
        public String id() {
            return "net";
        }

        @Override
        public void apply(List<Write> writes) {
            if (refuses) {
                throw new StoreException("The disk is full", null);
            }
            applied++;
            for (Write write : writes) {
                if (write instanceof Write.Put put) {
                    own.put(put.name(), put.value());
                } else if (write instanceof Write.Note noted) {
                    note = noted.value();
                }
            }
            send();
        }

        @Override
        public Optional<byte[]> get(String owner, String name) {
            return Optional.ofNullable(
                            owner.equals(id) ? own : copies.containsKey(owner) ? copies.get(owner).values : null)
                    .map(values -> values.get(name));
        }

        @Override
        public CompletableFuture<Optional<byte[]>> fetch(String owner, String name) {
            return CompletableFuture.completedFuture(get(owner, name));
        }

        @Override
        public List<String> owners(String name) {
            return copies.keySet().stream()
                    .filter(owner -> get(owner, name).isPresent())
                    .toList();
        }

        @Override
        public SortedSet<String> names(String owner) {
            return new TreeSet<>();
        }

        @Override
        public Optional<byte[]> note(String owner) {
            return Optional.ofNullable(
                    owner.equals(id) ? note : copies.containsKey(owner) ? copies.get(owner).note : null);
        }

        @Override
        public StoreStatus status() {
            return new StoreStatus(0, 0, 0, List.of(), List.of());
        }

        @Override
        public NetworkSettings settings() {
            return learnt;
        }

        @Override
        public boolean isAdministrator() {
            return false;
        }

        @Override
        public NetworkSettings change(Map<String, Optional<String>> changes) {
            throw new AssertionError("Nothing is changed here");
        }

        @Override
        public List<Member> members() {
            List<Member> members = new ArrayList<>();
            members.add(member(id, 0));
            copies.forEach((other, copy) -> members.add(member(other, now - copy.heard)));
            return members;
        }

        private Member member(String of, long silence) {
            boolean admitted = learnt.value(NetworkSettings.ADMITTED).isEmpty()
                    || learnt.admitted().contains(of);
            return new Member(of, of.equals(id), admitted, Duration.ofNanos(silence), HEARTBEAT, true);
        }

        @Override
        public Optional<DeviceView> of(DeviceId device) {
            return Optional.empty();
        }

        @Override
        public Collection<DeviceView> all() {
            return List.of();
        }

        @Override
        public Set<String> isolated() {
            return isolated;
        }

        @Override
        public Set<DeviceId> unreached(String monitor) {
            return unreached.getOrDefault(monitor, Set.of());
        }
    }
}
