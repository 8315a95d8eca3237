// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.health;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import net.guifi.dimon.api.assignment.Assignments;
import net.guifi.dimon.api.assignment.MonitorStatus;
import net.guifi.dimon.api.assignment.Standing;
import net.guifi.dimon.api.health.DeviceHealth;
import net.guifi.dimon.api.health.DeviceView;
import net.guifi.dimon.api.health.Health;
import net.guifi.dimon.api.health.NetworkHealth;
import net.guifi.dimon.api.health.Observation;
import net.guifi.dimon.api.inventory.DeviceId;
import net.guifi.dimon.api.network.Member;
import net.guifi.dimon.api.network.Network;
import net.guifi.dimon.api.store.ReplicatedStore;
import net.guifi.dimon.api.store.StoreException;
import net.guifi.dimon.api.store.StoreStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What all monitors together know of the devices: what this one sees, from memory, and what the others write. Whoever
 * owns this calls {@link #step} about once a second from one thread; the rest may be called from any.
 */
final class NetworkStates implements NetworkHealth {
    private static final Logger LOG = LoggerFactory.getLogger(NetworkStates.class);
    private static final Duration LOOK = Duration.ofSeconds(5);
    /** How long views that nobody asked for are kept. */
    private static final Duration UNUSED = Duration.ofMinutes(1);

    private static final String ISOLATED =
            "what this monitor says does not count, it reaches next to nothing of what it should";
    private static final String TOGETHER =
            "all that this monitor watches failed at once: perhaps its own connection did";

    private final Supplier<Services> services;
    private final LongSupplier nanos;
    private final Clock clock;
    private final OwnDevices own = new OwnDevices();
    private final Isolation isolation = new Isolation();
    private final Publisher publisher = new Publisher();
    private final Peers peers;
    /** What others changed and has not been read yet: names by owner. */
    private final Map<String, Set<String>> changed = new HashMap<>();

    private final Map<String, String> refused = new ConcurrentHashMap<>();
    private volatile Set<DeviceId> neverReached = Set.of();
    private volatile String self = "";
    private volatile Duration stale = Duration.ZERO;
    private volatile long asked;
    private String share = "";
    private Optional<Long> looked = Optional.empty();
    private long trusted;

    /** The services that states are shared with, as they are at one moment. */
    record Services(
            Optional<Health> health,
            Optional<ReplicatedStore> store,
            Optional<Network> network,
            Optional<Assignments> assignments) {}

    /**
     * How it goes.
     *
     * @param isolatedSince since when this monitor is isolated
     * @param togetherSince since when everything fails here, without anybody to be compared with
     * @param others how many others are heard
     * @param isolated those of them that say that they are isolated
     * @param stale for how long nothing could have come from others; zero when all is well
     * @param refused what of others cannot be read, and why
     * @param trouble why nothing can be written
     */
    record Report(
            Optional<Instant> isolatedSince,
            Optional<Instant> togetherSince,
            int others,
            Set<String> isolated,
            Duration stale,
            SortedMap<String, String> refused,
            Optional<String> trouble) {}

    NetworkStates(Supplier<Services> services, LongSupplier nanos, Clock clock) {
        this.services = services;
        this.nanos = nanos;
        this.clock = clock;
        this.peers = new Peers(nanos);
        this.trusted = nanos.getAsLong();
        this.asked = trusted;
    }

    /** Takes note of what another monitor changed: it is read at the next step. */
    void storeChanged(String owner, Set<String> names) {
        Set<String> states = new TreeSet<>();
        names.stream().filter(Publisher::isState).forEach(states::add);
        if (!states.isEmpty()) {
            synchronized (changed) {
                changed.computeIfAbsent(owner, id -> new HashSet<>()).addAll(states);
            }
        }
    }

    void step() {
        Services present = services.get();
        long now = nanos.getAsLong();
        if (present.store().isPresent() && present.network().isPresent()) {
            try {
                List<MonitorStatus> monitors =
                        present.assignments().map(Assignments::monitors).orElse(List.of());
                takeIn(present.store().get(), present.network().get(), monitors, now);
            } catch (StoreException e) {
                // What was to be read is not known any more: all is read anew.
                share = "";
                throw e;
            }
        } else {
            peers.clear();
            refused.clear();
            share = "";
        }
        if (now - asked > UNUSED.toNanos()) {
            peers.forgetViews();
            asked = now;
        }
        if (present.health().isPresent()
                && looked.filter(last -> now - last < LOOK.toNanos()).isEmpty()) {
            looked = Optional.of(now);
            look(present.health().get(), now);
            present.store().ifPresent(store -> publisher.step(store, own.all(), isolation.isolatedSince(), now));
        }
    }

    private void takeIn(ReplicatedStore store, Network network, List<MonitorStatus> monitors, long now) {
        self = store.monitorId();
        String present = System.identityHashCode(store) + "/" + store.networkId();
        if (!present.equals(share)) {
            share = present;
            peers.clear();
        }
        List<Member> members = network.members();
        Set<String> heard = new TreeSet<>();
        members.stream()
                .filter(member -> !member.self() && !member.id().equals(self) && member.admitted() && member.heard())
                .forEach(member -> heard.add(member.id()));
        monitors.stream()
                .filter(monitor -> !monitor.alive())
                .forEach(monitor -> heard.remove(monitor.monitor().id()));
        refused.keySet().removeIf(name -> !heard.contains(name.substring(0, Math.max(0, name.indexOf(' ')))));
        judge(store, members, now);
        Map<String, Set<String>> toRead = new TreeMap<>();
        synchronized (changed) {
            toRead.putAll(changed);
            changed.clear();
        }
        for (String id : peers.heard(heard)) {
            Set<String> all = new HashSet<>();
            store.names(id).stream().filter(Publisher::isState).forEach(all::add);
            toRead.put(id, all);
        }
        toRead.forEach((id, names) -> {
            if (peers.contains(id)) {
                read(store, id, names);
            }
        });
        peers.suspect(monitors.stream()
                .filter(monitor -> monitor.standing() == Standing.SUSPECTED)
                .map(monitor -> monitor.monitor().id())
                .collect(Collectors.toSet()));
        peers.name(Names.of(monitors));
    }

    /** What came before the store went away is not what is now, after as long as a monitor may be silent. */
    private void judge(ReplicatedStore store, List<Member> members, long now) {
        List<StoreStatus.Link> links = store.status().links();
        if (links.isEmpty() || links.stream().anyMatch(link -> link.trust() == StoreStatus.Trust.TRUSTED)) {
            trusted = now;
        }
        Duration silence = Duration.ofNanos(now - trusted);
        boolean fresh =
                members.stream().filter(Member::self).allMatch(member -> silence.compareTo(member.patience()) < 0);
        stale = fresh ? Duration.ZERO : silence;
        peers.setFresh(fresh);
    }

    private void read(ReplicatedStore store, String id, Set<String> names) {
        Map<String, Optional<StatePage>> pages = new TreeMap<>();
        for (String name : names) {
            Optional<byte[]> bytes = store.get(id, name);
            String what = id + ' ' + name;
            try {
                if (name.equals(Publisher.HEAD)) {
                    peers.head(
                            id,
                            bytes.isEmpty()
                                    ? Optional.empty()
                                    : PageHead.decode(bytes.get()).isolatedSince());
                } else {
                    pages.put(name, bytes.isEmpty() ? Optional.empty() : Optional.of(StatePage.decode(bytes.get())));
                }
                refused.remove(what);
            } catch (IOException e) {
                pages.put(name, Optional.empty());
                if (refused.put(what, String.valueOf(e.getMessage())) == null) {
                    LOG.warn("{} of monitor {} is not understood: {}", name, id, e.getMessage());
                }
            }
        }
        peers.pages(id, pages);
    }

    private void look(Health health, long now) {
        own.look(health.all(), now);
        Set<DeviceId> never = new HashSet<>();
        own.all().stream()
                .filter(each -> each.neverReached() && each.sighting().tried())
                .forEach(each -> never.add(each.device()));
        neverReached = never;
        boolean wasIsolated = isolation.isolatedSince().isPresent();
        isolation.look(own, new Comparison(), clock.instant());
        boolean isIsolated = isolation.isolatedSince().isPresent();
        if (isIsolated && !wasIsolated) {
            LOG.warn("This monitor reaches next to nothing of what it should: what it says does not count");
        } else if (wasIsolated && !isIsolated) {
            LOG.info("What this monitor says of devices counts again");
        }
    }

    /** The others, as this monitor compares itself with them. */
    private final class Comparison implements Isolation.Others {
        private final boolean any = peers.anyCounts();

        @Override
        public boolean any() {
            return any;
        }

        @Override
        public boolean reach(DeviceId device) {
            return peers.reach(device);
        }

        @Override
        public boolean watch(DeviceId device) {
            return peers.watch(device);
        }
    }

    Report report() {
        return new Report(
                isolation.isolatedSince(),
                isolation.togetherSince(),
                peers.size(),
                peers.isolated(),
                stale,
                new TreeMap<>(refused),
                publisher.trouble());
    }

    @Override
    public Optional<DeviceView> of(DeviceId device) {
        asked = nanos.getAsLong();
        return services.get()
                .health()
                .flatMap(health -> health.of(device))
                .map(health -> view(health, remark()))
                .or(() -> peers.view(device));
    }

    @Override
    public Collection<DeviceView> all() {
        asked = nanos.getAsLong();
        Collection<DeviceHealth> here = services.get().health().map(Health::all).orElse(List.of());
        Optional<String> remark = remark();
        Set<DeviceId> watched = new HashSet<>(here.size() * 4 / 3 + 1);
        List<DeviceView> views = new ArrayList<>();
        for (DeviceHealth health : here) {
            watched.add(health.device());
            views.add(view(health, remark));
        }
        peers.views(watched::contains, views::add);
        return views;
    }

    private Optional<String> remark() {
        if (isolation.isolatedSince().isPresent()) {
            return Optional.of(ISOLATED);
        }
        return isolation.togetherSince().map(since -> TOGETHER);
    }

    private DeviceView view(DeviceHealth health, Optional<String> remark) {
        boolean knows = Sighting.reaches(health.state()) || Sighting.fails(health.state());
        Observation here = new Observation(
                self,
                health.state(),
                health.since(),
                health.lastAnswer().isPresent(),
                knows && isolation.isolatedSince().isEmpty());
        return peers.view(health, here, remark, clock.instant());
    }

    @Override
    public Set<String> isolated() {
        Set<String> ids = peers.isolated();
        if (isolation.isolatedSince().isPresent()) {
            ids.add(self);
        }
        return ids;
    }

    @Override
    public Set<DeviceId> unreached(String monitor) {
        if (!monitor.equals(self)) {
            return peers.unreached(monitor, this::reachedHere);
        }
        Set<DeviceId> unreached = new HashSet<>(neverReached);
        unreached.removeIf(device -> !peers.reach(device));
        return unreached;
    }

    private boolean reachedHere(DeviceId device) {
        return isolation.isolatedSince().isEmpty()
                && services.get()
                        .health()
                        .flatMap(health -> health.of(device))
                        .filter(health -> Sighting.reaches(health.state()))
                        .isPresent();
    }
}
