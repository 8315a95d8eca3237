// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.discovery;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.jmdns.ServiceEvent;
import javax.jmdns.ServiceInfo;
import javax.jmdns.ServiceListener;

/** mDNS on one interface. */
final class MdnsLink implements ServiceListener {
    static final String TYPE = "_dimon._tcp.local.";

    /** The most that one network may make this monitor remember. */
    static final int MAX_SERVICES = 600;

    private static final int MAX_ADDRESSES = 4;
    private static final int MAX_KEYS = 40;
    private static final int MAX_LABEL = 63;
    private static final int ASKED_AT_ONCE = 5;
    /** Whoever is announced and never tells the rest is not asked for ever. */
    private static final int MAX_ASKED = 10;

    private static final Duration DEAF = Duration.ofMinutes(5);
    /** For so long what came first stays, when there is no room for more. */
    private static final Duration FULL = Duration.ofMinutes(5);

    private static final long ASK_LIMIT_MILLIS = 1;

    /**
     * What is known of one service; without an announcement it was not told yet, or is wrong.
     *
     * @param asked how often it was asked for
     */
    private record Service(Optional<Announcement> announcement, List<InetAddress> addresses, boolean wrong, int asked) {
        static final Service UNKNOWN = new Service(Optional.empty(), List.of(), false, 0);

        boolean isToBeAsked() {
            return !wrong && addresses.isEmpty() && asked < MAX_ASKED;
        }

        Service again() {
            return new Service(announcement, addresses, wrong, asked + 1);
        }
    }

    private final Host.Place place;
    private final MonitorsDns dns;
    private final Instant opened;
    private final Map<String, Service> services = new LinkedHashMap<>();
    private Optional<Announcement> told = Optional.empty();
    private Instant heard = Instant.MIN;
    private long over;

    MdnsLink(Host.Place place, String hostName, Instant now) throws IOException {
        this.place = place;
        opened = now;
        // With a name in it, nobody is asked for the name of the address.
        dns = new MonitorsDns(InetAddress.getByAddress(hostName, place.address().getAddress()), hostName);
        dns.addServiceListener(TYPE, this);
    }

    /**
     * Announces it in place of what was, or nothing. Called by one thread.
     *
     * @throws IOException when it cannot, or is not heard here either; then this is to be closed
     */
    void announce(Optional<Announcement> wanted, Instant now) throws IOException {
        if (dns.hasFailed()) {
            throw new IOException("a packet could not be sent or received");
        }
        if (wanted.equals(told)) {
            listen(now);
            return;
        }
        if (told.isPresent()) {
            dns.unregisterAllServices();
            told = Optional.empty();
        }
        if (wanted.isPresent()) {
            Announcement announcement = wanted.get();
            dns.registerService(
                    ServiceInfo.create(TYPE, label(announcement), announcement.port(), 0, 0, announcement.pairs()));
            told = wanted;
            heard = now;
        }
    }

    /** What is sent comes back. */
    private void listen(Instant now) throws IOException {
        if (told.isEmpty() || sightings(now).stream().anyMatch(sighting -> isOwn(sighting.announcement()))) {
            heard = now;
        } else if (heard.plus(DEAF).isBefore(now)) {
            throw new IOException("what is announced is not heard for " + DEAF);
        }
    }

    private boolean isOwn(Announcement announcement) {
        return announcement.id().equals(told.get().id());
    }

    /**
     * The name of a service on this link, which nobody else has: JmDNS does not notice a name that two take at the same
     * time. It sends what a dot parts in two, which others do not understand.
     */
    private String label(Announcement announcement) {
        String suffix = suffix(announcement.id()) + place.name() + ")";
        String name = announcement.name().replace('.', '-').replace('\\', '-');
        while ((name + suffix).getBytes(StandardCharsets.UTF_8).length > MAX_LABEL) {
            name = name.substring(0, name.offsetByCodePoints(name.length(), -1));
        }
        return name.strip() + suffix;
    }

    private static String suffix(String id) {
        return " (" + id.substring(0, 8) + " ";
    }

    /** What the monitor calls itself. */
    private static String nameOf(ServiceInfo service, Map<String, String> pairs) {
        String name = service.getName();
        String id = pairs.getOrDefault("id", "");
        int end = id.length() < 8 ? -1 : name.indexOf(suffix(id));
        return end < 0 ? name : name.substring(0, end);
    }

    /** Asks again for what was not told whole, as the first answer need not be. It takes a second at most. */
    void complete() {
        dns.period();
        List<String> incomplete;
        synchronized (services) {
            incomplete = services.entrySet().stream()
                    .filter(service -> service.getValue().isToBeAsked())
                    .map(Map.Entry::getKey)
                    .limit(ASKED_AT_ONCE)
                    .toList();
            // The next ones come first the next time.
            incomplete.forEach(name -> services.put(name, services.remove(name).again()));
        }
        incomplete.forEach(name -> dns.requestServiceInfo(TYPE, name, true, ASK_LIMIT_MILLIS));
    }

    Collection<Sighting> sightings(Instant now) {
        List<Sighting> sightings = new ArrayList<>();
        synchronized (services) {
            for (Service service : services.values()) {
                service.announcement().ifPresent(announcement -> service.addresses()
                        .forEach(address -> sightings.add(new Sighting(announcement, address, MdnsWay.NAME, now))));
            }
        }
        return sightings;
    }

    long refused() {
        synchronized (services) {
            return dns.refused()
                    + over
                    + services.values().stream().filter(Service::wrong).count();
        }
    }

    /** Whether more is told than there is room for, so that whoever comes now is perhaps not found. */
    boolean isFull() {
        synchronized (services) {
            return over > 0 || dns.refused() > 0;
        }
    }

    /** Whether it should begin anew, as that alone makes room again. */
    boolean isSpent(Instant now) {
        return isFull() && opened.plus(FULL).isBefore(now);
    }

    @Override
    public void serviceAdded(ServiceEvent event) {
        synchronized (services) {
            if (services.size() < MAX_SERVICES) {
                services.putIfAbsent(event.getName(), Service.UNKNOWN);
            } else if (!services.containsKey(event.getName())) {
                over++;
            }
        }
    }

    @Override
    public void serviceRemoved(ServiceEvent event) {
        synchronized (services) {
            services.remove(event.getName());
        }
    }

    /** Only of what is there still: nothing would take away what comes after the good-bye. */
    @Override
    public void serviceResolved(ServiceEvent event) {
        synchronized (services) {
            services.computeIfPresent(event.getName(), (name, known) -> service(event.getInfo(), known.asked()));
        }
    }

    private Service service(ServiceInfo info, int asked) {
        List<InetAddress> addresses = Arrays.stream(info.getInetAddresses())
                .flatMap(address -> usable(address).stream())
                .distinct()
                .sorted(Comparator.comparingInt(Host::rank))
                .limit(MAX_ADDRESSES)
                .toList();
        Map<String, String> pairs = new LinkedHashMap<>();
        for (String key : Collections.list(info.getPropertyNames())) {
            if (pairs.size() <= MAX_KEYS) {
                pairs.put(key, Optional.ofNullable(info.getPropertyString(key)).orElse(""));
            }
        }
        if (pairs.isEmpty()) {
            return new Service(Optional.empty(), List.of(), false, asked);
        }
        // As avahi-ps announces it: one string with all of them.
        if (pairs.size() == 1 && pairs.containsKey("v")) {
            pairs = Announcement.pairsOf("v=" + pairs.get("v"));
        }
        try {
            return new Service(
                    Optional.of(Announcement.of(nameOf(info, pairs), info.getPort(), pairs)), addresses, false, asked);
        } catch (IllegalArgumentException e) {
            return new Service(Optional.empty(), List.of(), true, asked);
        }
    }

    /** A link-local address holds on this interface. */
    private Optional<InetAddress> usable(InetAddress address) {
        if (address.isAnyLocalAddress() || address.isMulticastAddress()) {
            return Optional.empty();
        }
        if (!(address instanceof Inet6Address) || !address.isLinkLocalAddress()) {
            return Optional.of(address);
        }
        try {
            NetworkInterface through = NetworkInterface.getByName(place.name());
            return through == null
                    ? Optional.empty()
                    : Optional.of(Inet6Address.getByAddress(null, address.getAddress(), through));
        } catch (SocketException | UnknownHostException e) {
            // The interface is gone, and what was found there with it.
            return Optional.empty();
        }
    }

    /** Says good-bye. It takes a second, or until {@link #hurry}. */
    void close() {
        dns.close();
    }

    /** JmDNS waits a second to be told that its thread has ended, which nobody does, and looks itself then. */
    void hurry() {
        synchronized (dns) {
            dns.notifyAll();
        }
    }
}
