// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.assign;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.guifi.dimon.api.assignment.Monitor;
import net.guifi.dimon.api.assignment.MonitorStatus;
import net.guifi.dimon.api.assignment.Standing;
import net.guifi.dimon.api.network.Member;
import net.guifi.dimon.api.network.Network;
import net.guifi.dimon.api.store.ReplicatedStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The other monitors: what they say of themselves in the store, and whether they are heard. */
final class Roster {
    private static final Logger LOG = LoggerFactory.getLogger(Roster.class);

    /** What stands in the store of one monitor, read once. */
    private record Entry(Optional<byte[]> description, Optional<byte[]> watch, Optional<Monitor> monitor, int watches) {
        boolean isOf(Optional<byte[]> otherDescription, Optional<byte[]> otherWatch) {
            return same(description, otherDescription) && same(watch, otherWatch);
        }

        private static boolean same(Optional<byte[]> one, Optional<byte[]> other) {
            return Arrays.equals(one.orElse(null), other.orElse(null));
        }
    }

    private record Life(Standing standing, Instant since) {}

    private final Map<String, Entry> entries = new HashMap<>();
    private final Map<String, Life> lives = new HashMap<>();

    /** Notices who is heard and who has fallen silent. */
    synchronized void look(Optional<Network> network, Instant now) {
        List<Member> members = network.map(Network::members).orElse(List.of());
        lives.keySet().retainAll(members.stream().map(Member::id).toList());
        members.forEach(member -> lives.compute(member.id(), (id, before) -> life(member, before, now)));
    }

    /**
     * The others.
     *
     * @param network tells who is heard; without it nobody is known to be alive
     * @return those that told what they are, by id
     */
    synchronized List<MonitorStatus> others(ReplicatedStore store, Optional<Network> network, Instant now) {
        List<String> owners = store.owners(Register.MONITOR).stream()
                .filter(owner -> !owner.equals(store.monitorId()))
                .toList();
        look(network, now);
        entries.keySet().retainAll(owners);
        List<MonitorStatus> others = new ArrayList<>();
        for (String owner : owners) {
            Entry entry = entry(store, owner);
            Optional<Life> life = Optional.ofNullable(lives.get(owner));
            entry.monitor()
                    .ifPresent(monitor -> others.add(new MonitorStatus(
                            monitor,
                            false,
                            life.map(Life::standing).orElse(Standing.SILENT),
                            true,
                            entry.watches(),
                            life.map(Life::since))));
        }
        return others;
    }

    private static Life life(Member member, Life before, Instant now) {
        Standing standing = !member.admitted() ? Standing.WAITING : member.heard() ? Standing.ALIVE : Standing.SILENT;
        boolean alive = standing.isAlive();
        if (before != null && before.standing().isAlive() == alive) {
            return new Life(standing, before.since());
        }
        // It may have been noticed late that its time was over; a newcomer's has not begun.
        Duration overdue = member.silence().minus(member.patience());
        return new Life(standing, alive || overdue.isNegative() ? now : now.minus(overdue));
    }

    private Entry entry(ReplicatedStore store, String owner) {
        Optional<byte[]> description = store.get(owner, Register.MONITOR);
        Optional<byte[]> watch = store.get(owner, Register.WATCH);
        Entry known = entries.get(owner);
        if (known != null && known.isOf(description, watch)) {
            return known;
        }
        Entry entry = read(owner, description, watch);
        entries.put(owner, entry);
        return entry;
    }

    /** What is not readable is told once, and shows as far as it is. */
    private static Entry read(String owner, Optional<byte[]> description, Optional<byte[]> watch) {
        Optional<Monitor> monitor = Optional.empty();
        int watches = 0;
        try {
            if (description.isPresent()) {
                monitor = Optional.of(Register.decodeMonitor(owner, description.get()));
            }
            if (watch.isPresent()) {
                watches = Register.decodeCount(watch.get());
            }
        } catch (IOException e) {
            LOG.warn("What monitor {} wrote into the store is not readable: {}", owner, e.getMessage());
        }
        return new Entry(description, watch, monitor, watches);
    }
}
