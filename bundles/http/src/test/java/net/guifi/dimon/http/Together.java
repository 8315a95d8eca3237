// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.http;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import net.guifi.dimon.api.network.Member;
import net.guifi.dimon.api.network.Network;
import net.guifi.dimon.api.network.NetworkSettings;
import net.guifi.dimon.api.store.ReplicatedStore;
import net.guifi.dimon.api.store.StoreStatus;
import net.guifi.dimon.api.store.Write;

/** A store and a network as the test tells. */
final class Together implements ReplicatedStore, Network {
    final List<StoreStatus.Link> links = new ArrayList<>();
    final List<StoreStatus.Refusal> refusals = new ArrayList<>();
    final List<Member> members = new ArrayList<>();
    final TreeMap<String, String> settings = new TreeMap<>();

    Together link(String name, StoreStatus.Trust trust, Duration counted) {
        links.add(new StoreStatus.Link(
                name,
                trust,
                net.guifi.dimon.http.Network.NOW.minusSeconds(90),
                trust == StoreStatus.Trust.TRUSTED ? Optional.empty() : Optional.of("no answer \"yet\""),
                List.of("two servers no longer hear each other"),
                trust != StoreStatus.Trust.TRUSTED,
                net.guifi.dimon.http.Network.NOW.minus(counted),
                120,
                30_000,
                60_000,
                500,
                2));
        return this;
    }

    Together member(String id, boolean admitted, Duration silence) {
        members.add(new Member(id, members.isEmpty(), admitted, silence, Duration.ofMinutes(1), admitted));
        return this;
    }

    @Override
    public String monitorId() {
        return "0a";
    }

    @Override
    public String networkId() {
        return "ff";
    }

    @Override
    public StoreStatus status() {
        return new StoreStatus(7, 4_096, 21, links, refusals);
    }

    @Override
    public String id() {
        return "ff";
    }

    @Override
    public NetworkSettings settings() {
        return new NetworkSettings(3, settings);
    }

    @Override
    public boolean isAdministrator() {
        return true;
    }

    @Override
    public List<Member> members() {
        return members;
    }

    @Override
    public NetworkSettings change(Map<String, Optional<String>> changes) {
        throw new AssertionError("The API changes nothing");
    }

    @Override
    public void apply(List<Write> writes) {
        throw new AssertionError("The API writes nothing");
    }

    @Override
    public Optional<byte[]> get(String owner, String name) {
        throw new AssertionError("The API reads no entries");
    }

    @Override
    public CompletableFuture<Optional<byte[]>> fetch(String owner, String name) {
        throw new AssertionError("The API reads no entries");
    }

    @Override
    public List<String> owners(String name) {
        throw new AssertionError("The API reads no entries");
    }

    @Override
    public SortedSet<String> names(String owner) {
        throw new AssertionError("The API reads no entries");
    }

    @Override
    public Optional<byte[]> note(String owner) {
        throw new AssertionError("The API reads no entries");
    }
}
