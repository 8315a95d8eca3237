// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.discovery;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import net.guifi.dimon.api.discovery.StoreRole;

/**
 * Where this monitor shares what it knows, as it is told to others.
 *
 * @param port there for {@link StoreRole#OFFERS} alone
 * @param problem why a store of this host is not offered, for people
 */
record OwnStore(StoreRole role, OptionalInt port, Optional<String> problem) {
    static final OwnStore NONE = new OwnStore(StoreRole.NONE, OptionalInt.empty(), Optional.empty());
    static final OwnStore USES = new OwnStore(StoreRole.USES, OptionalInt.empty(), Optional.empty());

    private static final int DEFAULT_PORT = 8087;
    private static final Duration LIMIT = Duration.ofSeconds(1);

    /**
     * Looks where the storage adapters go. A server that this host runs is connected to at an outside address, as
     * others would.
     *
     * @param adapters the hosts of each adapter; none for one that has no servers
     * @param offer whether others may use what this host runs
     */
    static OwnStore of(List<List<String>> adapters, Host host, boolean offer) {
        if (adapters.isEmpty()) {
            return NONE;
        }
        Optional<Integer> here = adapters.stream()
                .flatMap(List::stream)
                .flatMap(text -> portHere(text, host).stream())
                .findFirst();
        if (here.isEmpty() || !offer) {
            return USES;
        }
        int port = here.get();
        List<InetSocketAddress> outside = host.places().stream()
                .map(place -> new InetSocketAddress(place.address(), port))
                .toList();
        if (Distances.connect(outside, LIMIT).isEmpty()) {
            return new OwnStore(
                    StoreRole.USES,
                    OptionalInt.empty(),
                    Optional.of("The AntidoteDB of this host does not answer at port " + port + " of "
                            + addresses(outside) + ", so others cannot use it, and it is not announced."
                            + " Let it listen there, or set offerStore of " + DiscoveryComponent.PID + " to false"));
        }
        return new OwnStore(StoreRole.OFFERS, OptionalInt.of(port), Optional.empty());
    }

    private static String addresses(List<InetSocketAddress> outside) {
        return outside.isEmpty()
                ? "any address but loopback"
                : String.join(
                        ", ",
                        outside.stream()
                                .map(InetSocketAddress::getAddress)
                                .map(InetAddress::getHostAddress)
                                .toList());
    }

    private static Optional<Integer> portHere(String text, Host host) {
        try {
            Endpoint server = Endpoint.parse(text, DEFAULT_PORT);
            return server.address().filter(host::has).map(address -> server.port());
        } catch (IllegalArgumentException e) {
            // The adapter itself complains of it.
            return Optional.empty();
        }
    }
}
