// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.discovery;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import net.guifi.dimon.api.discovery.Found;
import net.guifi.dimon.api.discovery.StoreRole;

/**
 * Makes one list of what the ways tell. Whoever is in the list stays there, at the same address, for as long as it is
 * told of: so somebody who announces many, or the id of another, does not take the place of those that were there. And
 * where there are too many, each way has its share, and so has each of the own network and all others: anybody can
 * announce the own one, and one channel is as easily filled.
 */
final class FoundMonitors {
    static final int MAX = 300;
    /** Several monitors may share an address, where somebody tries them or behind a translation of addresses. */
    static final int MAX_AT_ADDRESS = 8;

    private static final int SUBNET_OCTETS = 8;

    /** Who this monitor is. */
    record Self(String id, String network, Host host) {}

    /**
     * What is found now.
     *
     * @param over how many are left out because there are too many
     * @param clash where somebody else announces the id of this monitor
     */
    record Result(List<Found> found, int over, Optional<InetAddress> clash) {
        static final Result NOBODY = new Result(List.of(), 0, Optional.empty());
    }

    /** Those who take turns among themselves where there is no room for all. */
    private record Share(boolean own, Set<String> channels) {}

    private Map<String, Found> former = Map.of();

    Result merge(
            Collection<Sighting> sightings,
            Self self,
            Networks networks,
            Function<InetSocketAddress, Optional<Duration>> distance) {
        Optional<InetAddress> clash = sightings.stream()
                .filter(sighting -> sighting.announcement().id().equals(self.id()))
                .map(Sighting::address)
                .filter(address -> !self.host().has(address))
                .findFirst();
        Map<String, List<Sighting>> byId = sightings.stream()
                .filter(sighting -> !sighting.announcement().id().equals(self.id()))
                .collect(Collectors.groupingBy(
                        sighting -> sighting.announcement().id(), TreeMap::new, Collectors.toList()));
        List<Found> all = new ArrayList<>();
        byId.forEach((id, told) -> all.add(found(told, self, networks, distance)));
        all.sort(Comparator.comparing((Found each) -> !former.containsKey(each.id())));
        Map<Share, Integer> turns = new HashMap<>();
        Map<String, Integer> turn = new HashMap<>();
        all.forEach(each ->
                turn.put(each.id(), turns.merge(new Share(isOfNetwork(each, self), each.channels()), 1, Integer::sum)));
        all.sort(Comparator.comparing((Found each) -> turn.get(each.id()))
                .thenComparing(each -> !isOfNetwork(each, self)));
        List<Found> taken = new ArrayList<>();
        Map<List<Byte>, Integer> atAddress = new HashMap<>();
        for (Found each : all) {
            if (taken.size() < MAX && atAddress.merge(place(each.address()), 1, Integer::sum) <= MAX_AT_ADDRESS) {
                taken.add(each);
            }
        }
        former = taken.stream().collect(Collectors.toMap(Found::id, each -> each));
        taken.sort(Comparator.comparing((Found each) -> !isOfNetwork(each, self))
                .thenComparing(Found::name)
                .thenComparing(Found::id));
        return new Result(List.copyOf(taken), all.size() - taken.size(), clash);
    }

    private static boolean isOfNetwork(Found found, Self self) {
        return found.network().filter(self.network()::equals).isPresent();
    }

    /** Whoever has one IPv6 address has all of its subnet. */
    private static List<Byte> place(InetAddress address) {
        byte[] octets = address.getAddress();
        List<Byte> place = new ArrayList<>();
        for (byte octet : address instanceof Inet6Address ? Arrays.copyOf(octets, SUBNET_OCTETS) : octets) {
            place.add(octet);
        }
        return place;
    }

    private Found found(
            List<Sighting> told,
            Self self,
            Networks networks,
            Function<InetSocketAddress, Optional<Duration>> distance) {
        Sighting best = told.stream()
                .min(Comparator.comparing((Sighting each) -> !networks.contain(each.address()))
                        .thenComparing(each -> !isFormer(each))
                        .thenComparing(each -> Host.rank(each.address()))
                        .thenComparing(Sighting::channel)
                        .thenComparing(each -> each.address().getHostAddress()))
                .orElseThrow();
        Announcement said = best.announcement();
        InetAddress address = best.address();
        Optional<String> objection = networks.contain(address)
                ? Optional.empty()
                : Optional.of(
                        "Its address " + address.getHostAddress() + " is not within the networks that this monitor"
                                + " connects to: see the setting networks of " + DiscoveryComponent.PID);
        boolean offers = said.role() == StoreRole.OFFERS;
        return new Found(
                said.id(),
                said.name().isEmpty() ? said.id().substring(0, 8) : said.name(),
                said.network(),
                said.version(),
                address,
                api(address, said),
                said.httpsPort(),
                said.role(),
                said.storePort(),
                told.stream().map(Sighting::channel).collect(Collectors.toCollection(TreeSet::new)),
                told.stream().map(Sighting::seen).max(Comparator.naturalOrder()).orElse(Instant.EPOCH),
                offers && objection.isEmpty()
                        ? distance.apply(
                                new InetSocketAddress(address, said.storePort().getAsInt()))
                        : Optional.empty(),
                objection);
    }

    private boolean isFormer(Sighting sighting) {
        Found before = former.get(sighting.announcement().id());
        return before != null
                && before.address().equals(sighting.address())
                && before.network().equals(sighting.announcement().network());
    }

    private static URI api(InetAddress address, Announcement said) {
        String host = address.getHostAddress();
        if (address instanceof Inet6Address inet6) {
            // The name of an interface may have characters that a URI has not.
            String zone = inet6.getScopeId() > 0 ? "%" + inet6.getScopeId() : "";
            host = "[" + host.replaceFirst("%.*", "") + zone + "]";
        }
        return URI.create("http://" + host + ":" + said.port() + said.api());
    }
}
