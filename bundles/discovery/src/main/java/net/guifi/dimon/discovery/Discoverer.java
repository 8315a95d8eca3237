// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.discovery;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import net.guifi.dimon.api.discovery.Channel;
import net.guifi.dimon.api.discovery.Found;
import net.guifi.dimon.api.discovery.StoreRole;
import net.guifi.dimon.api.store.ReplicatedStore;
import org.apache.felix.hc.api.FormattingResultLog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is done every few seconds: say who this monitor is, see who else is there, look for a store. */
final class Discoverer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Discoverer.class);
    private static final Duration HOST_PERIOD = Duration.ofSeconds(30);
    private static final Duration STORE_PERIOD = Duration.ofMinutes(1);
    /** For so long an adapter may be away while it is replaced, without others being told. */
    private static final Duration REPLACED = Duration.ofSeconds(30);

    private static final Path HOST_NAME = Path.of("/proc/sys/kernel/hostname");

    /** What the framework says of this monitor. */
    record Ports(OptionalInt http, OptionalInt https, String release) {}

    /** What the last look gave. */
    private record View(FoundMonitors.Result result, Optional<Found> proposal, OwnStore own, Optional<String> silent) {
        static final View NONE =
                new View(FoundMonitors.Result.NOBODY, Optional.empty(), OwnStore.NONE, Optional.empty());
    }

    private final Ways ways;
    private final FoundMonitors monitors = new FoundMonitors();
    private final Distances distances = new Distances();
    private final Joining joining;

    private Instant hostSeen = Instant.MIN;
    private Instant storeSeen = Instant.MIN;
    private Instant adaptersSeen = Instant.MIN;
    private List<List<String>> storesSeen = List.of();
    private boolean offered;
    private OwnStore own = OwnStore.NONE;
    private Optional<String> id = Optional.empty();
    private volatile Host host = Host.UNKNOWN;
    private volatile Networks networks = Settings.NONE.networks();
    private volatile View view = View.NONE;
    private volatile Optional<String> problem = Optional.empty();

    /**
     * Does nothing until the first look.
     *
     * @param wanted the file that says what the helper shall announce
     * @param clock when others were seen
     */
    Discoverer(Path wanted, Joining joining, Clock clock) {
        this.joining = joining;
        ways = new Ways(wanted, this::places, clock);
    }

    private List<Host.Place> places() {
        return host.places().stream()
                .filter(place -> networks.contain(place.address()))
                .toList();
    }

    /**
     * Looks once. It lasts some seconds at most. Called by one thread.
     *
     * @param watches how many devices this monitor watches; empty where nobody knows
     */
    void look(Optional<ReplicatedStore> store, Settings settings, Adapters adapters, Ports ports, OptionalInt watches) {
        Instant now = steady();
        networks = settings.networks();
        lookAtHost(now);
        lookAtStore(settings, adapters, now);
        Optional<String> silent = Optional.empty();
        Optional<Announcement> wanted = Optional.empty();
        try {
            wanted = store.filter(any -> settings.announce()).map(known -> announcement(known, settings, ports));
        } catch (IllegalArgumentException e) {
            silent = Optional.of(e.getMessage());
        }
        id = store.map(ReplicatedStore::monitorId).or(() -> id);
        if (store.isPresent() || !settings.announce()) {
            // While the store is replaced, what is announced stays.
            ways.announce(id, settings, wanted, watches);
        }
        if (store.isEmpty()) {
            return;
        }
        FoundMonitors.Result result = result(store.get());
        if (adapters.isEmpty() || joining.isLooking(now)) {
            distances.measure(
                    offers(result, store.get()).stream()
                            .map(Discoverer::storeOf)
                            .toList(),
                    now);
            result = result(store.get());
        }
        List<Found> answering = offers(result, store.get()).stream()
                .filter(each -> each.distance().isPresent())
                .sorted(Comparator.comparing(each -> each.distance().get()))
                .toList();
        Optional<Found> proposal = adapters.isEmpty() ? answering.stream().findFirst() : Optional.empty();
        view = new View(result, proposal, own, silent);
        join(store.get(), settings, adapters, answering, now);
    }

    /** It tells how much time passes, and no date: that of a board without a battery leaps by months when it is set. */
    private static Instant steady() {
        return Instant.EPOCH.plusNanos(System.nanoTime());
    }

    private void lookAtHost(Instant now) {
        if (hostSeen.plus(HOST_PERIOD).isAfter(now)) {
            return;
        }
        try {
            host = Host.now();
            hostSeen = now;
        } catch (SocketException e) {
            LOG.debug("The interfaces of this host cannot be read now", e);
        }
    }

    /** Connecting to the own store is only done when something about it may have changed. */
    private void lookAtStore(Settings settings, Adapters adapters, Instant now) {
        List<List<String>> hosts = adapters.hosts();
        if (!hosts.isEmpty()) {
            adaptersSeen = now;
        } else if (adaptersSeen.plus(REPLACED).isAfter(now)) {
            return;
        }
        if (storeSeen.plus(STORE_PERIOD).isAfter(now) && hosts.equals(storesSeen) && settings.offerStore() == offered) {
            return;
        }
        storeSeen = now;
        storesSeen = hosts;
        offered = settings.offerStore();
        own = OwnStore.of(hosts, new Host(host.addresses(), places()), offered);
    }

    private Announcement announcement(ReplicatedStore store, Settings settings, Ports ports) {
        return new Announcement(
                store.monitorId(),
                settings.name().isEmpty() ? hostName(store.monitorId()) : settings.name(),
                Optional.of(store.networkId()),
                Optional.of(ports.release()),
                ports.http()
                        .orElseThrow(() -> new IllegalArgumentException(
                                "The framework property org.osgi.service.http.port has no port")),
                Announcement.API,
                ports.https(),
                own.role(),
                own.port(),
                settings.snpServer());
    }

    /** As the kernel has it: the name of an address would be asked of a server. */
    private static String hostName(String id) {
        try {
            String name = Announcement.nameOf(Files.readString(HOST_NAME));
            return name.isEmpty() ? "dimon-" + id.substring(0, 8) : name;
        } catch (IOException e) {
            LOG.debug("There is no {}", HOST_NAME, e);
            return "dimon-" + id.substring(0, 8);
        }
    }

    private FoundMonitors.Result result(ReplicatedStore store) {
        List<Sighting> sightings =
                ways.all().stream().flatMap(way -> way.sightings().stream()).toList();
        return monitors.merge(
                sightings, new FoundMonitors.Self(store.monitorId(), store.networkId(), host), networks, distances::of);
    }

    /** The stores that this monitor could use. */
    private static List<Found> offers(FoundMonitors.Result result, ReplicatedStore store) {
        return result.found().stream()
                .filter(each -> each.role() == StoreRole.OFFERS
                        && each.objection().isEmpty()
                        && each.network().filter(store.networkId()::equals).isPresent())
                .toList();
    }

    private static InetSocketAddress storeOf(Found found) {
        return new InetSocketAddress(found.address(), found.storePort().getAsInt());
    }

    private void join(ReplicatedStore store, Settings settings, Adapters adapters, List<Found> answering, Instant now) {
        try {
            joining.decide(
                    new Joining.Situation(
                            store.networkId(),
                            settings.auto(),
                            adapters.hasOthers(),
                            adapters.trust(store.status()),
                            answering.stream()
                                    .map(each -> Endpoint.of(
                                                    each.address(),
                                                    each.storePort().getAsInt())
                                            .toString())
                                    .distinct()
                                    .toList()),
                    now);
            problem = Optional.empty();
        } catch (IOException e) {
            if (problem.isEmpty()) {
                LOG.error("A store that was found cannot be configured", e);
            }
            problem = Optional.of("A store that was found cannot be configured: " + e);
        }
    }

    FoundMonitors.Result result() {
        return view.result();
    }

    Optional<Found> proposal() {
        return view.proposal();
    }

    List<Channel> channels() {
        List<Found> found = view.result().found();
        return ways.all().stream()
                .map(way -> new Channel(
                        way.name(),
                        way.state(),
                        way.announced(),
                        (int) found.stream()
                                .filter(each -> each.channels().contains(way.name()))
                                .count(),
                        way.problem()))
                .toList();
    }

    void report(FormattingResultLog log, Settings settings) {
        View seen = view;
        for (Way way : ways.all()) {
            String text = way.problem().orElse("");
            switch (way.state()) {
                case FAILING -> log.warn("{}: {}.", way.name(), text);
                case ABSENT -> log.info("{}: there is none on this host. {}", way.name(), text);
                case WORKING ->
                    log.info(
                            "{} works{}. {}",
                            way.name(),
                            way.announced() ? ", and this monitor is announced" : "",
                            text);
            }
            if (way.refused() > 0) {
                log.info("{}: {} entries were not taken, as something about them is wrong.", way.name(), way.refused());
            }
        }
        if (!settings.announce()) {
            log.info("This monitor is not announced: somebody took it back (setting announce).");
        }
        seen.silent().ifPresent(text -> log.warn("This monitor cannot be announced: {}.", text));
        seen.own().problem().ifPresent(text -> log.warn("{}.", text));
        problem.ifPresent(text -> log.warn("{}.", text));
        seen.result()
                .clash()
                .ifPresent(address -> log.warn(
                        "Somebody at {} announces the id of this monitor. Was its disk or card copied? Then delete the"
                                + " data directory of the copy, which makes it a monitor of its own.",
                        address.getHostAddress()));
        if (seen.result().over() > 0) {
            log.warn(
                    "{} more monitors are announced than the {} that are shown, or than one address may have: perhaps"
                            + " somebody announces what is not there.",
                    seen.result().over(),
                    seen.result().found().size());
        }
        seen.proposal()
                .ifPresent(found -> log.info(
                        "{} at {} offers a store that this monitor could use, port {}: ./dimon discovered tells how.",
                        found.name(),
                        found.address().getHostAddress(),
                        found.storePort().getAsInt()));
    }

    @Override
    public void close() {
        ways.close();
    }
}
