// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.shell;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
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

/** A store and its network, in memory. The first member is this monitor. */
final class FakeNetwork implements ReplicatedStore, Network {
    static final String NETWORK = "ff".repeat(16);

    final List<StoreStatus.Link> links = new ArrayList<>();
    final List<StoreStatus.Refusal> refusals = new ArrayList<>();
    boolean administrator = true;
    private final Map<String, Member> members = new LinkedHashMap<>();
    /** What each calls itself. */
    final Map<String, String> names = new LinkedHashMap<>();

    private NetworkSettings settings = NetworkSettings.defaults();

    FakeNetwork member(String id, String name, Duration silence) {
        members.put(id, new Member(id, members.isEmpty(), false, silence, Duration.ofMinutes(1), members.isEmpty()));
        names.put(id, name);
        return this;
    }

    FakeNetwork link(StoreStatus.Trust trust, Duration counted) {
        Instant now = Instant.now();
        links.add(new StoreStatus.Link(
                "the folder /srv/dimon",
                trust,
                now.minusSeconds(3605),
                trust == StoreStatus.Trust.TRUSTED ? Optional.empty() : Optional.of("it is not there"),
                List.of(),
                trust != StoreStatus.Trust.TRUSTED,
                now.minus(counted),
                12,
                3_000,
                1 << 20,
                50,
                1));
        return this;
    }

    @Override
    public String id() {
        return NETWORK;
    }

    @Override
    public NetworkSettings settings() {
        return settings;
    }

    @Override
    public boolean isAdministrator() {
        return administrator;
    }

    @Override
    public NetworkSettings change(Map<String, Optional<String>> changes) {
        if (!administrator) {
            throw new IllegalStateException("no key");
        }
        TreeMap<String, String> values = new TreeMap<>(settings.values());
        changes.forEach((name, value) -> {
            if (name.equals("heartbeat") && value.filter("soon"::equals).isPresent()) {
                throw new IllegalArgumentException("heartbeat is \"soon\": a duration is expected");
            }
            value.ifPresentOrElse(text -> values.put(name, text), () -> values.remove(name));
        });
        settings = new NetworkSettings(settings.version() + 1, values);
        return settings;
    }

    @Override
    public List<Member> members() {
        return members.values().stream()
                .map(each -> new Member(
                        each.id(),
                        each.self(),
                        settings.admitted().contains(each.id()),
                        each.silence(),
                        each.heartbeat(),
                        each.clockSynchronised()))
                .toList();
    }

    @Override
    public String monitorId() {
        return members.keySet().iterator().next();
    }

    @Override
    public String networkId() {
        return NETWORK;
    }

    @Override
    public StoreStatus status() {
        return new StoreStatus(7, 5_000, 21, links, refusals);
    }

    @Override
    public void apply(List<Write> writes) {
        throw new AssertionError("The shell writes no entries");
    }

    @Override
    public Optional<byte[]> get(String owner, String name) {
        throw new AssertionError("The shell reads no entries");
    }

    @Override
    public CompletableFuture<Optional<byte[]>> fetch(String owner, String name) {
        throw new AssertionError("The shell reads no entries");
    }

    @Override
    public List<String> owners(String name) {
        throw new AssertionError("The shell reads no entries");
    }

    @Override
    public SortedSet<String> names(String owner) {
        throw new AssertionError("The shell reads no entries");
    }

    @Override
    public Optional<byte[]> note(String owner) {
        throw new AssertionError("The shell reads no entries");
    }
}
