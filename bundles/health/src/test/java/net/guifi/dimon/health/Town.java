// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.health;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import net.guifi.dimon.api.assignment.Assignments;
import net.guifi.dimon.api.health.DeviceHealth;
import net.guifi.dimon.api.health.DeviceState;
import net.guifi.dimon.api.health.DeviceView;
import net.guifi.dimon.api.health.Health;
import net.guifi.dimon.api.health.Transition;
import net.guifi.dimon.api.inventory.DeviceId;
import net.guifi.dimon.api.network.Member;
import net.guifi.dimon.api.network.Network;
import net.guifi.dimon.api.network.NetworkSettings;
import net.guifi.dimon.api.store.ReplicatedStore;
import net.guifi.dimon.api.store.StoreException;
import net.guifi.dimon.api.store.StoreStatus;
import net.guifi.dimon.api.store.Write;

/** Several monitors that share states over a store in memory, on clocks of their own. */
final class Town {
    private static final Duration HEARTBEAT = Duration.ofMinutes(1);

    final List<Node> nodes = new ArrayList<>();
    private long nanos = -5_000_000_000L;
    private Instant time = Instant.parse("2026-05-01T10:00:00Z");

    Node add(String id) {
        Node node = new Node(id);
        nodes.add(node);
        return node;
    }

    /** Lets time go by, second by second; what was written is everywhere at the next second. */
    void pass(Duration duration) {
        for (long second = 0; second < duration.toSeconds(); second++) {
            nanos += 1_000_000_000L;
            time = time.plusSeconds(1);
            nodes.forEach(Node::receive);
            nodes.stream().filter(node -> node.running).forEach(node -> node.states.step());
        }
    }

    /** Lets time go by in which nobody does anything. */
    void skip(Duration duration) {
        nanos += duration.toNanos();
        time = time.plus(duration);
    }

    void passSeconds(int seconds) {
        pass(Duration.ofSeconds(seconds));
    }

    static DeviceId device(int number) {
        return new DeviceId("guifi", Integer.toString(number));
    }

    /** A monitor: what it measures is told to it. */
    final class Node implements ReplicatedStore, Network, Health {
        String id;
        final SortedMap<String, byte[]> own = new TreeMap<>();
        final Map<String, SortedMap<String, byte[]>> here = new TreeMap<>();
        final Map<DeviceId, DeviceHealth> devices = new TreeMap<>();
        final List<List<Write>> updates = new ArrayList<>();
        /** Whether it is to be heard, and hears. */
        boolean connected = true;

        boolean running = true;
        boolean admitted = true;
        boolean broken;
        Optional<Assignments> assignments = Optional.empty();
        Duration skew = Duration.ZERO;
        NetworkStates states;
        private long silentSince = nanos;

        Node(String id) {
            this.id = id;
            restart();
        }

        void restart() {
            states = new NetworkStates(
                    () -> new NetworkStates.Services(
                            Optional.of(this), Optional.of(this), Optional.of(this), assignments),
                    () -> nanos,
                    new Clock() {
                        @Override
                        public ZoneId getZone() {
                            return ZoneOffset.UTC;
                        }

                        @Override
                        public Clock withZone(ZoneId zone) {
                            return this;
                        }

                        @Override
                        public Instant instant() {
                            return now();
                        }
                    });
        }

        Instant now() {
            return time.plus(skew);
        }

        void see(DeviceState state, int... numbers) {
            for (int number : numbers) {
                see(state, number);
            }
        }

        /** The devices from one number up to another, the latter excluded. */
        void seeRange(DeviceState state, int from, int to) {
            for (int number = from; number < to; number++) {
                see(state, number);
            }
        }

        private void see(DeviceState state, int number) {
            DeviceHealth former = devices.get(device(number));
            boolean answers = state == DeviceState.UP || state == DeviceState.DEGRADED;
            Optional<Instant> answered =
                    answers ? Optional.of(now()) : Optional.ofNullable(former).flatMap(DeviceHealth::lastAnswer);
            Instant since = former != null && former.state() == state ? former.since() : now();
            devices.put(
                    device(number),
                    new DeviceHealth(
                            device(number),
                            state,
                            since,
                            "seen " + state,
                            Optional.of(now()),
                            answered,
                            Optional.empty(),
                            Optional.empty()));
        }

        DeviceView view(int number) {
            return states.of(device(number)).orElseThrow();
        }

        DeviceState state(int number) {
            return view(number).health().state();
        }

        boolean isIsolated() {
            return states.isolated().contains(id);
        }

        private void receive() {
            if (connected) {
                silentSince = nanos;
            }
            for (Node other : nodes) {
                if (other == this || !connected || !other.connected) {
                    continue;
                }
                SortedMap<String, byte[]> mine = here.computeIfAbsent(other.id, key -> new TreeMap<>());
                Set<String> names = new HashSet<>(mine.keySet());
                names.addAll(other.own.keySet());
                names.removeIf(name -> mine.get(name) == other.own.get(name));
                mine.clear();
                mine.putAll(other.own);
                states.storeChanged(other.id, names);
            }
        }

        @Override
        public String monitorId() {
            return id;
        }

        @Override
        public String networkId() {
            return "town";
        }

        @Override
        public void apply(List<Write> writes) {
            if (broken) {
                throw new StoreException("the disk is full", null);
            }
            updates.add(writes);
            for (Write write : writes) {
                if (write instanceof Write.Put put) {
                    own.put(put.name(), put.value());
                } else if (write instanceof Write.Remove remove) {
                    own.remove(remove.name());
                }
            }
        }

        @Override
        public Optional<byte[]> get(String owner, String name) {
            SortedMap<String, byte[]> values = owner.equals(id) ? own : here.getOrDefault(owner, new TreeMap<>());
            return Optional.ofNullable(values.get(name));
        }

        @Override
        public CompletableFuture<Optional<byte[]>> fetch(String owner, String name) {
            return CompletableFuture.completedFuture(get(owner, name));
        }

        @Override
        public List<String> owners(String name) {
            throw new UnsupportedOperationException();
        }

        @Override
        public SortedSet<String> names(String owner) {
            return new TreeSet<>((owner.equals(id) ? own : here.getOrDefault(owner, new TreeMap<>())).keySet());
        }

        @Override
        public Optional<byte[]> note(String owner) {
            return Optional.empty();
        }

        @Override
        public StoreStatus status() {
            return new StoreStatus(
                    0,
                    0,
                    0,
                    List.of(new StoreStatus.Link(
                            "link",
                            connected ? StoreStatus.Trust.TRUSTED : StoreStatus.Trust.AWAY,
                            time,
                            Optional.empty(),
                            List.of(),
                            false,
                            time,
                            0,
                            0,
                            0,
                            0,
                            0)),
                    List.of());
        }

        @Override
        public String id() {
            return networkId();
        }

        @Override
        public NetworkSettings settings() {
            return NetworkSettings.defaults();
        }

        @Override
        public boolean isAdministrator() {
            return false;
        }

        @Override
        public NetworkSettings change(Map<String, Optional<String>> changes) {
            throw new UnsupportedOperationException();
        }

        /** As in the store, nobody falls silent while that is away. */
        @Override
        public List<Member> members() {
            List<Member> members = new ArrayList<>();
            members.add(new Member(id, true, admitted, Duration.ZERO, HEARTBEAT, true));
            for (Node other : nodes) {
                if (other != this) {
                    Duration silence = connected ? Duration.ofNanos(nanos - other.silentSince) : Duration.ZERO;
                    members.add(new Member(other.id, false, other.admitted, silence, HEARTBEAT, true));
                }
            }
            return members;
        }

        @Override
        public Optional<DeviceHealth> of(DeviceId device) {
            return Optional.ofNullable(devices.get(device));
        }

        @Override
        public Collection<DeviceHealth> all() {
            return List.copyOf(devices.values());
        }

        @Override
        public List<Transition> transitions(DeviceId device) {
            return List.of();
        }
    }
}
