// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import net.guifi.dimon.api.network.Member;
import net.guifi.dimon.api.network.Network;
import net.guifi.dimon.api.network.NetworkSettings;
import net.guifi.dimon.api.store.ReplicatedStore;
import net.guifi.dimon.api.store.StorageException;
import net.guifi.dimon.api.store.StoreStatus;
import net.guifi.dimon.api.store.Write;

/**
 * Stands for the replica where there are too many monitors for signatures and disks: the same rounds, heartbeats and
 * silence, one link, and each monitor's entries and note in one piece.
 */
final class PlainStore implements SimulatedStore, ReplicatedStore, Network {
    private static final String SETTINGS = "settings";
    private static final int CROWD = 20;

    /** What a monitor wrote last, which is its heartbeat too. */
    private record Shown(
            String owner, long incarnation, long sequence, Optional<byte[]> note, Map<String, byte[]> entries) {
        boolean isAfter(Shown other) {
            return incarnation != other.incarnation() ? incarnation > other.incarnation() : sequence > other.sequence();
        }
    }

    private final String id;
    private final boolean founder;
    private final Way way;
    private final LongSupplier nanos;
    private final BiConsumer<String, Set<String>> changed;
    private final SortedMap<String, Shown> peers = new TreeMap<>();
    private final Map<String, Long> trustedWhenHeard = new HashMap<>();
    private NetworkSettings settings = NetworkSettings.defaults();
    private SortedSet<String> admitted = new TreeSet<>();
    private Duration heartbeat = Duration.ofMinutes(1);
    private Shown own;
    private boolean dirty;
    private boolean trusted;
    private long roundAt;
    private long trustedNanos;
    private long writtenAt;

    PlainStore(String id, boolean founder, Way way, LongSupplier nanos, BiConsumer<String, Set<String>> changed) {
        this.id = id;
        this.founder = founder;
        this.way = way;
        this.nanos = nanos;
        this.changed = changed;
        this.own = new Shown(id, 0, 0, Optional.empty(), Map.of());
    }

    @Override
    public String owner() {
        return id;
    }

    @Override
    public void start() {
        own = new Shown(id, own.incarnation() + 1, 0, own.note(), own.entries());
        dirty = true;
        trusted = false;
        trustedNanos = 0;
        trustedWhenHeard.clear();
        if (founder && !admitted.contains(id)) {
            change(Map.of());
        }
    }

    @Override
    public void stop() {
        trusted = false;
    }

    @Override
    public void loseDisk() {
        peers.clear();
        own = new Shown(id, own.incarnation(), 0, Optional.empty(), Map.of());
        settings = NetworkSettings.defaults();
        admitted = new TreeSet<>();
    }

    @Override
    public ReplicatedStore store() {
        return this;
    }

    @Override
    public Network network() {
        return this;
    }

    @Override
    public int links() {
        return 1;
    }

    @Override
    public Duration round(int link) {
        long now = nanos.getAsLong();
        try {
            way.check();
        } catch (StorageException e) {
            trusted = false;
            return Duration.ofSeconds(5);
        }
        trustedNanos += trusted ? now - roundAt : 0;
        trusted = true;
        roundAt = now;
        exchangeSettings();
        if (dirty || now - writtenAt >= heartbeat().toNanos()) {
            own = new Shown(id, own.incarnation(), own.sequence() + 1, own.note(), own.entries());
            way.centre().write(id, own);
            way.centre().word(SETTINGS, id, true);
            if (founder) {
                // What was lost between the centres is written again; the replica does so when others complain.
                way.centre().write(SETTINGS, settings);
            }
            dirty = false;
            writtenAt = now;
        }
        for (String other : way.centre().members(SETTINGS)) {
            if (!other.equals(id)) {
                way.centre().read(other).ifPresent(shown -> hear((Shown) shown));
            }
        }
        return roundInterval();
    }

    private void exchangeSettings() {
        NetworkSettings there = (NetworkSettings) way.centre().read(SETTINGS).orElse(NetworkSettings.defaults());
        if (there.version() > settings.version()) {
            hold(there);
        } else if (there.version() < settings.version()) {
            way.centre().write(SETTINGS, settings);
        }
    }

    private void hold(NetworkSettings newer) {
        settings = newer;
        admitted = newer.admitted();
        heartbeat = newer.value(NetworkSettings.HEARTBEAT).map(Duration::parse).orElse(Duration.ofMinutes(1));
        changed.accept(id, Set.of());
    }

    private void hear(Shown shown) {
        Shown before = peers.get(shown.owner());
        if (before != null && !shown.isAfter(before)) {
            return;
        }
        peers.put(shown.owner(), shown);
        trustedWhenHeard.put(shown.owner(), trustedNanos);
        Map<String, byte[]> old = before == null ? Map.of() : before.entries();
        Set<String> names = new HashSet<>();
        shown.entries().forEach((name, value) -> {
            if (old.get(name) != value) {
                names.add(name);
            }
        });
        old.keySet().stream().filter(name -> !shown.entries().containsKey(name)).forEach(names::add);
        changed.accept(shown.owner(), names);
    }

    private Duration heartbeat() {
        return heartbeat.multipliedBy(Math.max(CROWD, admitted.size())).dividedBy(CROWD);
    }

    private Duration roundInterval() {
        return Duration.ofMillis(Math.max(5_000, 100L * admitted.size()));
    }

    // What the others in this process ask for.

    @Override
    public String monitorId() {
        return id;
    }

    @Override
    public String networkId() {
        return SETTINGS;
    }

    @Override
    public String id() {
        return SETTINGS;
    }

    @Override
    public void apply(List<Write> writes) {
        Map<String, byte[]> entries = new HashMap<>(own.entries());
        Optional<byte[]> note = own.note();
        for (Write write : writes) {
            if (write instanceof Write.Put put) {
                entries.put(put.name(), put.value());
            } else if (write instanceof Write.Remove remove) {
                entries.remove(remove.name());
            } else if (write instanceof Write.Note noted) {
                note = Optional.of(noted.value()).filter(value -> value.length > 0);
            }
        }
        own = new Shown(id, own.incarnation(), own.sequence(), note, entries);
        dirty = true;
    }

    private Optional<Shown> shown(String owner) {
        return owner.equals(id) ? Optional.of(own) : Optional.ofNullable(peers.get(owner));
    }

    @Override
    public Optional<byte[]> get(String owner, String name) {
        return shown(owner).map(shown -> shown.entries().get(name));
    }

    @Override
    public CompletableFuture<Optional<byte[]>> fetch(String owner, String name) {
        return CompletableFuture.completedFuture(get(owner, name));
    }

    @Override
    public List<String> owners(String name) {
        List<String> owners = new ArrayList<>();
        if (own.entries().containsKey(name)) {
            owners.add(id);
        }
        peers.values().stream()
                .filter(peer -> peer.entries().containsKey(name))
                .forEach(peer -> owners.add(peer.owner()));
        owners.sort(Comparator.naturalOrder());
        return owners;
    }

    @Override
    public SortedSet<String> names(String owner) {
        return shown(owner)
                .map(shown -> new TreeSet<>(shown.entries().keySet()))
                .orElseGet(TreeSet::new);
    }

    @Override
    public Optional<byte[]> note(String owner) {
        return shown(owner).flatMap(Shown::note);
    }

    @Override
    public StoreStatus status() {
        return new StoreStatus(own.entries().size(), 0, peers.size(), List.of(), List.of());
    }

    @Override
    public NetworkSettings settings() {
        return settings;
    }

    @Override
    public boolean isAdministrator() {
        return founder;
    }

    @Override
    public NetworkSettings change(Map<String, Optional<String>> changes) {
        SortedMap<String, String> values = new TreeMap<>(settings.values());
        changes.forEach(
                (name, value) -> value.ifPresentOrElse(text -> values.put(name, text), () -> values.remove(name)));
        SortedSet<String> ids = new NetworkSettings(0, values).admitted();
        ids.add(id);
        values.put(NetworkSettings.ADMITTED, String.join(" ", ids));
        hold(new NetworkSettings(settings.version() + 1, values));
        return settings;
    }

    @Override
    public List<Member> members() {
        Duration beat = heartbeat();
        List<Member> members = new ArrayList<>(peers.size() + 1);
        members.add(new Member(id, true, admitted.contains(id), Duration.ZERO, beat, true));
        for (String peer : peers.keySet()) {
            long silence = trustedNanos - Objects.requireNonNullElse(trustedWhenHeard.get(peer), 0L);
            members.add(new Member(peer, false, admitted.contains(peer), Duration.ofNanos(silence), beat, true));
        }
        return members;
    }
}
