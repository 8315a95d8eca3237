// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.discovery;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** All ways there are, in the order in which they are shown. Used by one thread, but for {@link #all}. */
final class Ways implements AutoCloseable {
    private final Slot<String, MdnsWay> mdns;
    private final Slot<Agent, SerfWay> serf;
    private final Slot<Path, HelperWay> helper;

    private record Agent(String id, InetSocketAddress address, String key) {}

    /**
     * Opens none yet.
     *
     * @param wanted the file that says what the helper shall announce
     * @param places where mDNS is to go
     */
    Ways(Path wanted, Supplier<List<Host.Place>> places, Clock clock) {
        mdns = new Slot<>(id -> new MdnsWay(places, id, clock));
        serf = new Slot<>(agent -> new SerfWay(agent.id(), agent.address(), agent.key(), SerfWay.Pace.NORMAL));
        helper = new Slot<>(result -> new HelperWay(wanted, result));
    }

    /**
     * Opens and closes what the settings say, and announces.
     *
     * @param id of this monitor; nothing is done until it is known
     * @param watches how many devices it watches; empty where nobody knows
     */
    void announce(Optional<String> id, Settings settings, Optional<Announcement> wanted, OptionalInt watches) {
        Optional<HelperWay> avahiPs = helper.use(Optional.of(settings.announceResult()));
        avahiPs.ifPresent(way -> way.announce(wanted));
        mdns.use(id.filter(any -> settings.mdns())).ifPresent(way -> way.announce(wanted));
        boolean byAvahiPs = avahiPs.filter(HelperWay::isPresent).isPresent();
        serf.use(id.flatMap(own -> agent(own, settings))).ifPresent(way -> {
            way.announce(wanted.filter(any -> !byAvahiPs));
            way.answer(wanted, watches);
        });
    }

    private static Optional<Agent> agent(String id, Settings settings) {
        return settings.serf()
                .flatMap(agent -> agent.address().map(address -> new InetSocketAddress(address, agent.port())))
                .map(address -> new Agent(id, address, settings.serfKey().orElse("")));
    }

    List<Way> all() {
        return Stream.<Slot<?, ? extends Way>>of(mdns, serf, helper)
                .<Way>flatMap(slot -> slot.get().stream())
                .toList();
    }

    @Override
    public void close() {
        mdns.use(Optional.empty());
        serf.use(Optional.empty());
        helper.use(Optional.empty());
    }
}
