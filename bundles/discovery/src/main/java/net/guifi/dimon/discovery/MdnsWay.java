// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.discovery;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import net.guifi.dimon.api.discovery.Channel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** mDNS on the interfaces of this host, as they come and go. It finds and is found without any server on one link. */
final class MdnsWay implements Way {
    static final String NAME = "mDNS";

    private static final Logger LOG = LoggerFactory.getLogger(MdnsWay.class);

    /** Each costs four threads. */
    static final int MAX_LINKS = 4;

    /** By this JmDNS is told for how many seconds others may believe what this monitor announces. */
    private static final String LIFE_PROPERTY = "net.dns.ttl";

    private static final String LIFE_SECONDS = "120";
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(6);
    private static final long CLOSE_STEP_MILLIS = 10;

    private final Supplier<List<Host.Place>> places;
    private final String hostName;
    private final Clock clock;
    private final Map<Host.Place, MdnsLink> links = new LinkedHashMap<>();
    private final Map<Host.Place, String> failures = new LinkedHashMap<>();
    private int leftOut;
    private Optional<Announcement> told = Optional.empty();

    /**
     * Opens nothing yet.
     *
     * @param places where to be found, the most important first; asked each time
     * @param id of this monitor, which makes the name of the host unique
     */
    MdnsWay(Supplier<List<Host.Place>> places, String id, Clock clock) {
        this.places = places;
        this.clock = clock;
        hostName = "dimon-" + id.substring(0, 8);
        if (System.getProperty(LIFE_PROPERTY) == null) {
            System.setProperty(LIFE_PROPERTY, LIFE_SECONDS);
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void announce(Optional<Announcement> wanted) {
        List<Host.Place> all = places.get();
        List<Host.Place> chosen = all.stream().limit(MAX_LINKS).toList();
        Map<Host.Place, MdnsLink> now;
        Instant time = clock.instant();
        List<MdnsLink> gone = new ArrayList<>();
        synchronized (links) {
            leftOut = all.size() - chosen.size();
            failures.keySet().retainAll(new HashSet<>(chosen));
            for (Host.Place place : List.copyOf(links.keySet())) {
                if (!chosen.contains(place) || links.get(place).isSpent(time)) {
                    gone.add(links.remove(place));
                }
            }
            now = new LinkedHashMap<>(links);
        }
        close(gone);
        for (Host.Place place : chosen) {
            tell(place, now.get(place), wanted);
        }
        synchronized (links) {
            told = wanted;
        }
    }

    private void tell(Host.Place place, MdnsLink known, Optional<Announcement> wanted) {
        MdnsLink link = known;
        try {
            if (link == null) {
                link = new MdnsLink(place, hostName + "-" + place.name(), clock.instant());
                synchronized (links) {
                    links.put(place, link);
                }
            }
            link.announce(wanted, clock.instant());
            link.complete();
            synchronized (links) {
                failures.remove(place);
            }
        } catch (IOException | RuntimeException e) {
            // JmDNS has exceptions of many kinds, and one interface is no matter of the others.
            String failure = place.name() + ": " + e;
            synchronized (links) {
                links.remove(place);
                if (!failure.equals(failures.put(place, failure))) {
                    LOG.warn("mDNS does not work on {}. It is tried again", failure, e);
                }
            }
            close(link == null ? List.of() : List.of(link));
        }
    }

    @Override
    public Collection<Sighting> sightings() {
        Instant now = clock.instant();
        synchronized (links) {
            return links.values().stream()
                    .flatMap(link -> link.sightings(now).stream())
                    .toList();
        }
    }

    @Override
    public Channel.State state() {
        synchronized (links) {
            return !failures.isEmpty() || !full().isEmpty()
                    ? Channel.State.FAILING
                    : links.isEmpty() ? Channel.State.ABSENT : Channel.State.WORKING;
        }
    }

    private List<String> full() {
        return links.entrySet().stream()
                .filter(link -> link.getValue().isFull())
                .map(link -> link.getKey().name())
                .toList();
    }

    /** It is once it is heard here too: what is sent comes back. */
    @Override
    public boolean announced() {
        Optional<Announcement> wanted;
        synchronized (links) {
            wanted = told;
        }
        return wanted.isPresent()
                && sightings().stream()
                        .anyMatch(sighting ->
                                sighting.announcement().id().equals(wanted.get().id()));
    }

    @Override
    public Optional<String> problem() {
        synchronized (links) {
            if (!failures.isEmpty()) {
                return Optional.of("It does not work on " + String.join("; ", failures.values())
                        + ". See whether port 5353 of UDP is free for others too, and multicast let through");
            }
            if (links.isEmpty()) {
                return Optional.of("No interface has an address within the networks allowed (setting networks of "
                        + DiscoveryComponent.PID + ")");
            }
            if (!full().isEmpty()) {
                return Optional.of("More monitors are announced on " + String.join(", ", full())
                        + " than it remembers, so some may not be found. Perhaps somebody announces what is not there;"
                        + " it begins anew every few minutes");
            }
            return leftOut == 0
                    ? Optional.empty()
                    : Optional.of("It runs on " + links.size() + " interfaces; " + leftOut
                            + " more are left out to save memory");
        }
    }

    @Override
    public long refused() {
        synchronized (links) {
            return links.values().stream().mapToLong(MdnsLink::refused).sum();
        }
    }

    @Override
    public void close() {
        List<MdnsLink> all;
        synchronized (links) {
            all = List.copyOf(links.values());
            links.clear();
        }
        close(all);
    }

    /** All at once, as the network may make each wait. */
    private static void close(List<MdnsLink> links) {
        Map<MdnsLink, Thread> closing = new LinkedHashMap<>();
        for (MdnsLink link : links) {
            Thread thread = new Thread(link::close, "dimon-mdns-close");
            thread.setDaemon(true);
            thread.start();
            closing.put(link, thread);
        }
        long end = System.nanoTime() + CLOSE_LIMIT.toNanos();
        try {
            while (!closing.isEmpty() && System.nanoTime() < end) {
                for (Map.Entry<MdnsLink, Thread> each : closing.entrySet()) {
                    each.getKey().hurry();
                    each.getValue().join(CLOSE_STEP_MILLIS);
                }
                closing.values().removeIf(thread -> !thread.isAlive());
            }
        } catch (InterruptedException e) {
            // They end by themselves.
            Thread.currentThread().interrupt();
        }
    }
}
