// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.shell;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeSet;
import net.guifi.dimon.api.discovery.Channel;
import net.guifi.dimon.api.discovery.Discovery;
import net.guifi.dimon.api.discovery.Found;
import net.guifi.dimon.api.discovery.StoreRole;

/** What was found, as the test tells. */
final class FakeDiscovery implements Discovery {
    final List<Found> found = new ArrayList<>();
    final List<Channel> channels = new ArrayList<>(List.of(
            new Channel("mDNS", Channel.State.WORKING, true, 2, Optional.empty()),
            new Channel("Serf", Channel.State.ABSENT, false, 0, Optional.empty())));
    Optional<Found> proposal = Optional.empty();
    boolean announced = true;
    boolean broken;

    static Found offering(String id, String name, String network, String address) {
        return found(id, name, network, address, StoreRole.OFFERS, OptionalInt.of(8087), Optional.empty());
    }

    static Found found(
            String id,
            String name,
            String network,
            String address,
            StoreRole role,
            OptionalInt storePort,
            Optional<String> objection) {
        String host = address.contains(":") ? "[" + address + "]" : address;
        return new Found(
                id,
                name,
                Optional.of(network),
                Optional.of("0.1.0"),
                FakeServices.address(address),
                URI.create("http://" + host + ":8080/api/v1"),
                OptionalInt.empty(),
                role,
                storePort,
                new TreeSet<>(List.of("mDNS", "Serf")),
                Instant.now().minusSeconds(62),
                role == StoreRole.OFFERS ? Optional.of(Duration.ofNanos(1_234_567)) : Optional.empty(),
                objection);
    }

    @Override
    public List<Found> found() {
        return found;
    }

    @Override
    public List<Channel> channels() {
        return channels;
    }

    @Override
    public boolean isAnnounced() {
        return announced;
    }

    @Override
    public void announce(boolean wanted) throws IOException {
        if (broken) {
            throw new IOException("the disk is full");
        }
        announced = wanted;
    }

    @Override
    public Optional<Found> proposal() {
        return proposal;
    }
}
