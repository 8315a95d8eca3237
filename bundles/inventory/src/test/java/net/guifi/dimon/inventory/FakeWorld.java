// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.inventory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Predicate;
import net.guifi.dimon.api.inventory.Device;
import net.guifi.dimon.api.inventory.DeviceId;
import net.guifi.dimon.api.inventory.Status;
import net.guifi.dimon.api.network.Member;
import net.guifi.dimon.api.network.Network;
import net.guifi.dimon.api.network.NetworkSettings;
import net.guifi.dimon.api.store.ReplicatedStore;
import net.guifi.dimon.api.store.StoreStatus;
import net.guifi.dimon.api.store.Write;

/** Monitors that share what they own, as late and as bit by bit as the test wants it, in a time that the test makes. */
final class FakeWorld {
    /** Devices in each document. */
    static final int SIZE = 4;

    static final Instant WHEN = Instant.parse("2026-11-21T10:00:00Z");

    final List<FakeMonitor> monitors = new ArrayList<>();
    final Set<String> dismissed = new HashSet<>();
    /** Entries that were written, of all monitors together. */
    int writes;
    /** Octets of what was written and is other than what was there. */
    long octets;

    private final Path folder;
    private long nanos;

    FakeWorld(Path folder, int count) {
        this.folder = folder;
        for (int i = 0; i < count; i++) {
            monitors.add(new FakeMonitor("%02x".formatted(0x10 + i).repeat(16)));
        }
    }

    static FakeWorld of(int count) {
        try {
            return new FakeWorld(Files.createTempDirectory("dimon-sharing"), count);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void pass(Duration time) {
        nanos += time.toNanos();
    }

    /** Everybody hears everything, time passes, and nothing is left to be done. */
    void settle() {
        for (int round = 0; round < 12 + 3 * monitors.size(); round++) {
            for (FakeMonitor from : monitors) {
                monitors.forEach(to -> to.hear(from, name -> true));
            }
            monitors.forEach(FakeMonitor::step);
            pass(Duration.ofMinutes(1));
        }
    }

    /** Removes what the monitors have kept. */
    void delete() throws IOException {
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted((one, other) -> other.compareTo(one)).toList()) {
                Files.delete(file);
            }
        }
    }

    static Device device(String source, int id, String title) {
        try {
            return new Device(
                    new DeviceId(source, Integer.toString(id)),
                    title,
                    "radio",
                    Status.WORKING,
                    true,
                    Optional.empty(),
                    List.of(InetAddress.getByAddress(new byte[] {10, 0, (byte) (id >> 8), (byte) id})),
                    List.of(),
                    List.of());
        } catch (UnknownHostException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Device byHand(String id, String title) {
        return ManualDevices.device(id, title, new String[] {"10.1.0.1"}, "Working", "", "");
    }

    /** What a document of that number lists. */
    static Map<DeviceId, Device> content(String source, int number) {
        Map<DeviceId, Device> devices = new LinkedHashMap<>();
        for (int id = 1; id <= SIZE; id++) {
            Device device = device(source, id, id == number ? "changed" : "as ever");
            devices.put(device.id(), device);
        }
        return devices;
    }

    /** A monitor: its replica of the store, and the inventory above it. */
    final class FakeMonitor implements ReplicatedStore, Network {
        private String id;
        private String networkId = "ee".repeat(16);
        private final SortedMap<String, byte[]> own = new ConcurrentSkipListMap<>();
        private final Map<String, SortedMap<String, byte[]>> others = new ConcurrentHashMap<>();
        private final Map<String, Map<DeviceId, Device>> documents = new HashMap<>();
        private final Map<String, Map<DeviceId, Device>> configured = new HashMap<>();
        boolean storeAway;
        /** Whether it runs another program, which does what the test says. */
        boolean strange;

        boolean admitted = true;
        private Sharing sharing;

        private FakeMonitor(String id) {
            this.id = id;
            restart();
        }

        void restart() {
            sharing = new Sharing(folder.resolve(id.substring(0, 2)), () -> nanos);
            documents.forEach((name, devices) -> sharing.imported(name, devices, "/" + name, WHEN));
            sharing.handMade().configured(byHandHere());
        }

        void document(String source, Map<DeviceId, Device> devices) {
            documents.put(source, devices);
            sharing.imported(source, devices, "/" + source, WHEN);
        }

        void noDocument(String source) {
            documents.remove(source);
            sharing.removed(source);
        }

        private Map<DeviceId, Device> byHandHere() {
            Map<DeviceId, Device> all = new LinkedHashMap<>();
            configured.values().forEach(all::putAll);
            return all;
        }

        void configure(Device device) {
            configured.put(device.id().id(), Map.of(device.id(), device));
            sharing.handMade().configured(byHandHere());
            sharing.wake();
        }

        void unconfigure(String id) {
            configured.remove(id);
            sharing.handMade().configured(byHandHere());
            sharing.handMade().deleted(new DeviceId(ManualDevices.SOURCE, id));
            sharing.wake();
        }

        Set<String> configured() {
            return configured.keySet();
        }

        void add(Device device) {
            sharing.handMade().add(device);
            sharing.wake();
        }

        void removeByHand(String id) {
            sharing.handMade().remove(new DeviceId(ManualDevices.SOURCE, id));
            sharing.wake();
        }

        boolean step() {
            if (strange) {
                return false;
            }
            boolean changed = sharing.step(
                    storeAway ? Optional.empty() : Optional.of(this), storeAway ? Optional.empty() : Optional.of(this));
            for (DeviceId superseded : sharing.handMade().superseded()) {
                unconfigure(superseded.id());
            }
            return changed;
        }

        /** Takes over those of another one's entries as they are now; those that it no longer has go in any case. */
        void hear(FakeMonitor from, Predicate<String> which) {
            if (from == this || dismissed.contains(from.id) || !networkId.equals(from.networkId)) {
                return;
            }
            SortedMap<String, byte[]> mirror = others.computeIfAbsent(from.id, absent -> new ConcurrentSkipListMap<>());
            Set<String> changed = new HashSet<>(mirror.keySet());
            changed.removeAll(from.own.keySet());
            mirror.keySet().removeAll(changed);
            from.own.forEach((name, value) -> {
                if (which.test(name) && mirror.put(name, value) != value) {
                    changed.add(name);
                }
            });
            sharing.changed(from.id, changed);
        }

        void hear(FakeMonitor from, Random random) {
            int most = random.nextInt(4);
            hear(from, name -> random.nextInt(4) <= most);
        }

        void become(String newId) {
            try {
                Files.move(folder.resolve(id.substring(0, 2)), folder.resolve(newId.substring(0, 2)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            id = newId;
            restart();
        }

        void join(String network) {
            networkId = network;
            others.clear();
            restart();
        }

        /** Lets it own whatever, as one might that runs another program. */
        void own(String name, byte[] value) {
            own.put(name, value);
        }

        void loseStore() {
            own.clear();
            others.clear();
            restart();
        }

        Map<DeviceId, Device> devices() {
            Map<DeviceId, Device> all = new TreeMap<>(sharing.handMade().devices());
            sharing.names().forEach(name -> all.putAll(sharing.devices(name)));
            return all;
        }

        Sharing sharing() {
            return sharing;
        }

        @Override
        public String monitorId() {
            return id;
        }

        @Override
        public String networkId() {
            return networkId;
        }

        @Override
        public void apply(List<Write> changes) {
            for (Write change : changes) {
                if (change instanceof Write.Put put) {
                    writes++;
                    byte[] before = own.put(put.name(), put.value());
                    octets += Arrays.equals(before, put.value()) ? 0 : put.value().length;
                } else if (change instanceof Write.Remove remove) {
                    own.remove(remove.name());
                }
            }
        }

        @Override
        public Optional<byte[]> get(String owner, String name) {
            return Optional.ofNullable(entries(owner).get(name));
        }

        private SortedMap<String, byte[]> entries(String owner) {
            return owner.equals(id) ? own : others.getOrDefault(owner, new TreeMap<>());
        }

        @Override
        public CompletableFuture<Optional<byte[]>> fetch(String owner, String name) {
            return CompletableFuture.completedFuture(get(owner, name));
        }

        @Override
        public List<String> owners(String name) {
            SortedSet<String> owners = new TreeSet<>(others.keySet());
            owners.add(id);
            return owners.stream()
                    .filter(owner -> entries(owner).containsKey(name))
                    .toList();
        }

        @Override
        public SortedSet<String> names(String owner) {
            return new TreeSet<>(entries(owner).keySet());
        }

        @Override
        public Optional<byte[]> note(String owner) {
            return Optional.empty();
        }

        @Override
        public StoreStatus status() {
            StoreStatus.Link link = new StoreStatus.Link(
                    "fake", StoreStatus.Trust.TRUSTED, WHEN, Optional.empty(), List.of(), false, WHEN, 0, 0, 0, 0, 0);
            return new StoreStatus(0, 0, 0, monitors.size() == 1 ? List.of() : List.of(link), List.of());
        }

        @Override
        public String id() {
            return networkId;
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
            throw new IllegalStateException("no key");
        }

        @Override
        public List<Member> members() {
            List<Member> members = new ArrayList<>();
            members.add(member(id, true, admitted && !dismissed.contains(id)));
            others.keySet().forEach(other -> members.add(member(other, false, !dismissed.contains(other))));
            return members;
        }

        private static Member member(String id, boolean self, boolean admitted) {
            return new Member(id, self, admitted, Duration.ZERO, Duration.ofMinutes(1), true);
        }
    }
}
