// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.discovery;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import net.guifi.dimon.discovery.serf.SerfAgent;
import net.guifi.dimon.discovery.serf.SerfMember;
import net.guifi.dimon.discovery.serf.ServicesTag;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who is announced in the tags of a cluster's members: in {@code dimon}, where this monitor's like wrote it, or in
 * {@code services}, where avahi-ps did. Written by one thread, read by any.
 */
final class SerfSightings {
    static final String TAG = "dimon";

    private static final String SERVICES = "services";
    private static final String TYPE = "dimon";
    private static final int MAX_MEMBERS = 10_000;
    private static final int MAX_OF_MEMBER = 4;
    private static final int MAX_SIGHTINGS = 1_000;
    private static final int MAX_LOGGED = 200;
    private static final Pattern PORT = Pattern.compile("[1-9][0-9]{0,4}");

    private static final Logger LOG = LoggerFactory.getLogger(SerfSightings.class);

    private final String channel;
    private final Map<String, Known> members = new ConcurrentHashMap<>();
    private final Set<String> logged = new HashSet<>();
    private Set<String> present = new HashSet<>();
    private int announced;
    private volatile long refused;

    /** What a member tells; its tags are not kept, as most tell nothing of monitors. */
    private record Known(int hash, List<At> announced) {}

    private record At(Announcement announcement, InetAddress address) {}

    SerfSightings(String channel) {
        this.channel = channel;
    }

    /** Asks for all members, and forgets who is no longer among them. */
    void refresh(SerfAgent agent) throws IOException {
        present = new HashSet<>();
        agent.membersWith(TAG, this::changed);
        agent.membersWith(SERVICES, this::changed);
        members.keySet().retainAll(present);
        announced = members.values().stream()
                .mapToInt(known -> known.announced().size())
                .sum();
    }

    void changed(SerfMember member) {
        if (!member.alive() || !member.tags().containsKey(TAG) && !member.tags().containsKey(SERVICES)) {
            forget(member);
            return;
        }
        int hash = Objects.hash(
                member.address(), member.tags().get(TAG), member.tags().get(SERVICES));
        Known known = members.get(member.name());
        if (known == null && members.size() >= MAX_MEMBERS) {
            refuse(member, "there are more than " + MAX_MEMBERS + " members");
            return;
        }
        present.add(member.name());
        if (known == null || known.hash() != hash) {
            Known next = new Known(hash, announcedBy(member));
            forget(member);
            keep(member, next);
        }
    }

    /** Who comes when it is full waits, so that nobody takes the place of those that are there. */
    private void keep(SerfMember member, Known known) {
        if (announced + known.announced().size() > MAX_SIGHTINGS) {
            refuse(member, "there are more than " + MAX_SIGHTINGS + " monitors");
            return;
        }
        announced += known.announced().size();
        members.put(member.name(), known);
        present.add(member.name());
    }

    private void forget(SerfMember member) {
        Known known = members.remove(member.name());
        announced -= known == null ? 0 : known.announced().size();
        present.remove(member.name());
    }

    /**
     * Those that are announced now.
     *
     * @param seen when the agent told so last
     */
    Collection<Sighting> at(Instant seen) {
        return members.values().stream()
                .flatMap(known -> known.announced().stream())
                .map(at -> new Sighting(at.announcement(), at.address(), channel, seen))
                .toList();
    }

    long refused() {
        return refused;
    }

    private List<At> announcedBy(SerfMember member) {
        List<At> announced = new ArrayList<>();
        String token = member.tags().get(TAG);
        if (token != null) {
            add(announced, member, () -> at(member, member.name(), "", 0, token));
        }
        for (ServicesTag.Entry entry : services(member)) {
            add(announced, member, () -> {
                if (!PORT.matcher(entry.port()).matches()) {
                    throw new IllegalArgumentException("port is no number of 1 to 65535");
                }
                String name = entry.description().isBlank() ? member.name() : entry.description();
                return at(member, name, entry.address(), Integer.parseInt(entry.port()), entry.text());
            });
        }
        return List.copyOf(announced);
    }

    private List<ServicesTag.Entry> services(SerfMember member) {
        String services = member.tags().get(SERVICES);
        if (services == null) {
            return List.of();
        }
        try {
            return ServicesTag.read(services, TYPE);
        } catch (IOException e) {
            refuse(member, "tag " + SERVICES + ": " + e.getMessage());
            return List.of();
        }
    }

    private interface Reading {
        At read();
    }

    private void add(List<At> announced, SerfMember member, Reading reading) {
        if (announced.size() >= MAX_OF_MEMBER) {
            refuse(member, "more than " + MAX_OF_MEMBER + " monitors of one member");
            return;
        }
        try {
            announced.add(reading.read());
        } catch (IllegalArgumentException e) {
            refuse(member, e.getMessage());
        }
    }

    private static At at(SerfMember member, String name, String address, int port, String token) {
        return new At(
                Announcement.ofToken(name, port, token),
                literal(address)
                        .or(member::address)
                        .orElseThrow(() -> new IllegalArgumentException("it has no address")));
    }

    /** An address of a host; names are never looked up. */
    private static Optional<InetAddress> literal(String text) {
        try {
            return Optional.of(Networks.literal(text))
                    .filter(address -> !address.isAnyLocalAddress() && !address.isMulticastAddress());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    @SuppressWarnings("NonAtomicOperationOnVolatileField") // one thread writes
    private void refuse(SerfMember member, String why) {
        refused++;
        if (logged.size() < MAX_LOGGED && logged.add(member.name())) {
            LOG.info(
                    "Serf: what the member {} announces is not taken: {}. More of it is counted, not logged",
                    Announcement.nameOf(member.name()),
                    why);
        }
    }
}
