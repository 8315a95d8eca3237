// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.discovery;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The addresses of this host at one moment.
 *
 * @param addresses all of them
 * @param places where multicast reaches others
 */
record Host(Set<InetAddress> addresses, List<Place> places) {
    static final Host UNKNOWN = new Host(Set.of(), List.of());

    /** Bridges to what runs on this host alone. */
    private static final Pattern INNER = Pattern.compile("(?:docker|virbr|lxcbr|lxdbr|podman|cni|br-[0-9a-f]{12}).*");

    /** The {@link #rank} of it. */
    private static final int LINK_IPV6 = 3;

    Host {
        addresses = Set.copyOf(addresses);
        places = List.copyOf(places);
    }

    /** One interface, by the address that is announced there. */
    record Place(String name, InetAddress address) {}

    /** Looks at the interfaces; each has one place at most, IPv4 rather than IPv6. */
    static Host now() throws SocketException {
        Set<InetAddress> addresses = new HashSet<>();
        Map<String, Place> places = new LinkedHashMap<>();
        for (NetworkInterface each : Collections.list(NetworkInterface.getNetworkInterfaces())) {
            List<InetAddress> own = Collections.list(each.getInetAddresses());
            addresses.addAll(own);
            if (each.isUp()
                    && each.supportsMulticast()
                    && !each.isLoopback()
                    && !INNER.matcher(each.getName()).matches()) {
                own.stream()
                        .min(Comparator.comparingInt(Host::rank))
                        .ifPresent(address -> places.put(each.getName(), new Place(each.getName(), address)));
            }
        }
        return new Host(addresses, choose(places.values()));
    }

    /** The likeliest first. Ports of bridges and the like have an IPv6 address of the link alone, as all interfaces have. */
    static List<Place> choose(Collection<Place> places) {
        List<Place> sorted = places.stream()
                .sorted(Comparator.comparingInt((Place place) -> rank(place.address()))
                        .thenComparing(Place::name))
                .toList();
        List<Place> proper = sorted.stream()
                .filter(place -> rank(place.address()) < LINK_IPV6)
                .toList();
        return proper.isEmpty() ? sorted : proper;
    }

    /** The less, the more likely others reach it. */
    static int rank(InetAddress address) {
        int family = address instanceof Inet4Address ? 0 : 1;
        return (address.isLoopbackAddress() ? 4 : address.isLinkLocalAddress() ? 2 : 0) + family;
    }

    boolean has(InetAddress address) {
        return address.isLoopbackAddress() || address.isAnyLocalAddress() || addresses.contains(address);
    }
}
