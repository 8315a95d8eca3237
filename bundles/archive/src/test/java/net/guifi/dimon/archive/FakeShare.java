// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.archive;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import net.guifi.dimon.api.network.Member;
import net.guifi.dimon.api.network.Network;
import net.guifi.dimon.api.network.NetworkSettings;
import net.guifi.dimon.api.store.ReplicatedStore;
import net.guifi.dimon.api.store.StoreException;
import net.guifi.dimon.api.store.StoreStatus;
import net.guifi.dimon.api.store.Write;

/** A store in memory, and the network that shares it. */
final class FakeShare implements ReplicatedStore, Network {
    static final String SELF = "0123456789abcdef0123456789abcdef";

    final List<List<Write>> updates = new ArrayList<>();
    final SortedMap<String, byte[]> own = new TreeMap<>();
    /** What stands on this disk of others, or elsewhere, by monitor. */
    final Map<String, SortedMap<String, byte[]>> here = new TreeMap<>();

    final Map<String, SortedMap<String, byte[]>> elsewhere = new TreeMap<>();
    /** Fetches are answered only when this says so. */
    boolean answering = true;

    final Map<String, CompletableFuture<Optional<byte[]>>> open = new HashMap<>();
    int fetches;
    boolean synchronised = true;
    boolean broken;

    Sharing sharing() {
        return new Sharing(Optional.of(this), Optional.of(this), Optional.empty(), Optional.empty());
    }

    @Override
    public String monitorId() {
        return SELF;
    }

    @Override
    public String networkId() {
        return "";
    }

    @Override
    public synchronized void apply(List<Write> writes) {
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
    public synchronized Optional<byte[]> get(String owner, String name) {
        return Optional.ofNullable((owner.equals(SELF) ? own : here.getOrDefault(owner, new TreeMap<>())).get(name));
    }

    @Override
    public synchronized CompletableFuture<Optional<byte[]>> fetch(String owner, String name) {
        fetches++;
        if (!answering) {
            return open.computeIfAbsent(owner + name, key -> new CompletableFuture<>());
        }
        return CompletableFuture.completedFuture(get(owner, name)
                .or(() -> Optional.ofNullable(
                        elsewhere.getOrDefault(owner, new TreeMap<>()).get(name))));
    }

    @Override
    public List<String> owners(String name) {
        throw new UnsupportedOperationException();
    }

    @Override
    public synchronized SortedSet<String> names(String owner) {
        SortedSet<String> names = new TreeSet<>();
        if (owner.equals(SELF)) {
            names.addAll(own.keySet());
        } else {
            names.addAll(here.getOrDefault(owner, new TreeMap<>()).keySet());
            names.addAll(elsewhere.getOrDefault(owner, new TreeMap<>()).keySet());
        }
        return names;
    }

    @Override
    public Optional<byte[]> note(String owner) {
        return Optional.empty();
    }

    @Override
    public StoreStatus status() {
        throw new UnsupportedOperationException();
    }

    @Override
    public String id() {
        return "";
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

    @Override
    public synchronized List<Member> members() {
        List<Member> members = new ArrayList<>();
        members.add(new Member(SELF, true, true, Duration.ZERO, Duration.ofMinutes(1), synchronised));
        new TreeSet<>(List.of(here.keySet(), elsewhere.keySet()).stream()
                        .flatMap(java.util.Set::stream)
                        .toList())
                .forEach(id ->
                        members.add(new Member(id, false, true, Duration.ofDays(1), Duration.ofMinutes(1), true)));
        return members;
    }
}
