// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.assign;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import net.guifi.dimon.api.assignment.Monitor;
import net.guifi.dimon.api.assignment.Standing;
import net.guifi.dimon.api.network.Member;
import net.guifi.dimon.api.store.ReplicatedStore;

/** The monitors of the network, this one too: what they show, and who counts. */
final class Roster {
    /**
     * A monitor at one moment.
     *
     * @param heard whether it has shown that it is alive since this monitor began to look: what stood in the store then
     *     may be of one that has gone
     * @param view what its list is of; empty while that list has not come
     * @param shown its list; nothing of one that has stopped, and of this monitor, which knows its own
     */
    record Row(
            Monitor monitor,
            boolean self,
            Standing standing,
            Instant since,
            boolean heard,
            Optional<View> view,
            Shown shown) {
        String id() {
            return monitor.id();
        }

        boolean counts() {
            return standing.isAlive();
        }

        boolean isWeak() {
            return standing == Standing.SUSPECTED || standing == Standing.ISOLATED;
        }
    }

    /**
     * What this monitor knows of itself and by itself.
     *
     * @param monitor its description
     * @param leaving whether it stops
     * @param isolated ids of the monitors that reach next to nothing, by their measurements
     * @param suspected ids of those whose process does not answer it
     */
    record Known(Monitor monitor, boolean leaving, Set<String> isolated, Collection<String> suspected) {}

    private record Life(boolean alive, Instant since) {}

    private static final int NEWS = 4;

    private final Map<String, Other> others = new HashMap<>();
    private final Map<String, Life> lives = new HashMap<>();
    private final Map<String, Duration> silences = new HashMap<>();
    private final Set<String> heard = new HashSet<>();
    private List<Row> rows = List.of();
    private List<String> silentLately = List.of();

    /** Looks at all monitors anew. */
    void look(ReplicatedStore store, List<Member> members, Known own, Targets targets, Instant now) {
        Set<String> ids = new HashSet<>();
        Map<String, Standing> standings = new HashMap<>();
        boolean begins = silences.isEmpty();
        for (Member member : members) {
            ids.add(member.id());
            listen(member, begins);
            if (!member.self()) {
                others.computeIfAbsent(member.id(), Other::new).read(store, targets);
            }
            standings.put(member.id(), standing(member, own));
        }
        others.keySet().retainAll(ids);
        lives.keySet().retainAll(ids);
        silences.keySet().retainAll(ids);
        heard.retainAll(ids);
        suspect(standings, own);
        List<Row> next = new ArrayList<>();
        for (Member member : members) {
            Standing standing = standings.get(member.id());
            Instant since = since(member, standing, now);
            if (member.self()) {
                next.add(new Row(own.monitor(), true, standing, since, true, Optional.empty(), Shown.NOTHING));
            } else {
                Other other = others.get(member.id());
                boolean live = heard.contains(member.id());
                other.monitor()
                        .ifPresent(monitor -> next.add(
                                new Row(monitor, false, standing, since, live, other.view(), other.watching())));
            }
        }
        rows = List.copyOf(next);
        silentLately = members.stream()
                .filter(member -> standings.get(member.id()) == Standing.SILENT)
                .filter(member -> member.silence().compareTo(member.patience().multipliedBy(NEWS)) < 0)
                .map(Member::id)
                .toList();
    }

    /** Silence grows until one is heard; and who was not known before has just been heard. */
    private void listen(Member member, boolean begins) {
        Duration before = silences.put(member.id(), member.silence());
        if (before == null ? !begins : member.silence().compareTo(before) < 0) {
            heard.add(member.id());
        }
    }

    private Standing standing(Member member, Known own) {
        Optional<Note> note = Optional.ofNullable(others.get(member.id())).flatMap(Other::note);
        if (!member.admitted()) {
            return Standing.WAITING;
        }
        if (member.self() ? own.leaving() : note.filter(Note::leaving).isPresent()) {
            return Standing.LEFT;
        }
        if (!member.self() && !member.heard()) {
            return Standing.SILENT;
        }
        boolean isolated = own.isolated().contains(member.id())
                || !member.self() && note.filter(Note::isolated).isPresent();
        return isolated ? Standing.ISOLATED : Standing.ALIVE;
    }

    /** One that counts, and is not isolated itself, is enough: suspicion only adds watchers. */
    private void suspect(Map<String, Standing> standings, Known own) {
        Set<String> beginnings = new HashSet<>();
        others.forEach((id, other) -> {
            if (standings.get(id) == Standing.ALIVE) {
                other.note().ifPresent(note -> beginnings.addAll(note.suspected()));
            }
        });
        boolean heeded = standings.get(own.monitor().id()) == Standing.ALIVE;
        standings.replaceAll((id, standing) -> standing == Standing.ALIVE
                        && (heeded && own.suspected().contains(id)
                                || !beginnings.isEmpty() && beginnings.contains(Note.beginning(id)))
                ? Standing.SUSPECTED
                : standing);
    }

    private Instant since(Member member, Standing standing, Instant now) {
        boolean alive = standing.isAlive();
        return lives.compute(member.id(), (id, before) -> {
                    if (before != null && before.alive() == alive) {
                        return before;
                    }
                    // It may have been noticed late that its time was over.
                    Duration overdue = member.silence().minus(member.patience());
                    boolean late = standing == Standing.SILENT && !overdue.isNegative();
                    return new Life(alive, late ? now.minus(overdue) : now);
                })
                .since();
    }

    /** This monitor first, then the others that said what they are, by id. */
    List<Row> rows() {
        return rows;
    }

    /**
     * Those that have not been heard for too long, and not for long since. Another monitor may find that later: its store
     * was away, or it has just begun.
     */
    List<String> silentLately() {
        return silentLately;
    }

    /** What some of the others say of the view that they work by, whether their lists have come or not. */
    List<View> views(Predicate<Standing> which) {
        return rows.stream()
                .filter(row -> !row.self() && which.test(row.standing()))
                .flatMap(row -> others.get(row.id()).note().stream())
                .map(Note::view)
                .toList();
    }
}
