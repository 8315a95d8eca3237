// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.assign;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.guifi.dimon.api.assignment.AssignmentPolicy;
import net.guifi.dimon.api.assignment.AssignmentStatus;
import net.guifi.dimon.api.assignment.Monitor;
import net.guifi.dimon.api.assignment.MonitorStatus;
import net.guifi.dimon.api.assignment.Standing;
import net.guifi.dimon.api.assignment.WatchList;
import net.guifi.dimon.api.health.NetworkHealth;
import net.guifi.dimon.api.inventory.DeviceId;
import net.guifi.dimon.api.inventory.Inventory;
import net.guifi.dimon.api.network.Network;
import net.guifi.dimon.api.store.ReplicatedStore;
import net.guifi.dimon.api.store.StoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Works out with the other monitors who watches what, from what all of them write into the store. One thread calls what
 * changes something; what is asked may be asked from any.
 */
final class Coordinator {
    private static final Logger LOG = LoggerFactory.getLogger(Coordinator.class);
    private static final BitSet NOTHING = new BitSet();
    private static final long CHECK = Duration.ofMinutes(1).toNanos();

    private final Supplier<Collection<AssignmentPolicy>> policies;
    private final LongSupplier nanos;
    private final Clock clock;
    private final Suspicion suspicion;
    private final Roster roster = new Roster();
    private final Planner planner = new Planner();
    private final Unreached unreached = new Unreached();
    private final Patience patience;
    private final Stragglers stragglers;
    private final Set<AssignmentPolicy> broken = Collections.newSetFromMap(new IdentityHashMap<>());
    private volatile Optional<Inventory> inventory = Optional.empty();
    private volatile Optional<Monitor> described = Optional.empty();
    private volatile Picture picture = Picture.NONE;
    private volatile WatchList list = WatchList.empty();
    private String self = "";
    private Optional<Entries> written = Optional.empty();
    private Optional<BitSet> listed = Optional.empty();
    private long checked;
    private Optional<Cause> cause = Optional.empty();
    private View view = View.NONE;
    private Targets targets = Targets.NONE;
    private BitSet watched = new BitSet();
    private boolean leaving;

    /** What a step works on: while it stays the same there is nothing to be done. */
    private record Cause(
            List<Roster.Row> rows,
            List<String> doubted,
            Set<AssignmentPolicy> here,
            Targets targets,
            List<BitSet> unreached,
            List<String> stragglers) {}

    Coordinator(Supplier<Collection<AssignmentPolicy>> policies, LongSupplier nanos) {
        this(policies, nanos, Clock.systemUTC());
    }

    /**
     * Begins with nothing.
     *
     * @param policies those that are here
     * @param nanos monotonic time
     * @param clock tells people since when something is so; nothing else depends on it
     */
    Coordinator(Supplier<Collection<AssignmentPolicy>> policies, LongSupplier nanos, Clock clock) {
        this.policies = policies;
        this.nanos = nanos;
        this.clock = clock;
        this.suspicion = new Suspicion(nanos);
        this.patience = new Patience(nanos);
        this.stragglers = new Stragglers(nanos);
    }

    void inventory(Inventory changed) {
        inventory = Optional.of(changed);
    }

    /** What this monitor says of itself; its id is the store's, and its policies are those that are here. */
    void describe(Monitor monitor) {
        described = Optional.of(monitor);
    }

    /**
     * Looks at what has changed, works out anew what depends on it, and writes what came of it. Until there are a
     * description and an inventory it only looks.
     *
     * @param health tells who reaches what, where that is known
     */
    void step(ReplicatedStore store, Network network, Optional<NetworkHealth> health) {
        if (described.isEmpty()) {
            return;
        }
        Set<AssignmentPolicy> here = new HashSet<>(policies.get());
        here.removeAll(broken);
        Monitor me = me(store.monitorId(), here);
        Targets newest = planner.targets(inventory.orElseGet(Inventory::empty), network.settings());
        List<String> suspected = suspicion.suspected();
        roster.look(
                store,
                network.members(),
                new Roster.Known(
                        me, leaving, health.map(NetworkHealth::isolated).orElse(Set.of()), suspected),
                newest,
                clock.instant());
        List<Monitor> live = roster.rows().stream()
                .filter(Roster.Row::counts)
                .map(Roster.Row::monitor)
                .sorted(Comparator.comparing(Monitor::id))
                .toList();
        List<String> ids = live.stream().map(Monitor::id).toList();
        suspicion.ask(live, Ring.next(me.id(), ids));
        Optional<Cause> next = Optional.of(new Cause(
                roster.rows(),
                doubted(suspected),
                here,
                newest,
                unreached.of(health, ids, newest),
                stragglers.names(roster.rows(), view)));
        boolean asWritten = isAsWritten(store);
        if (cause.equals(next) && !patience.isOver() && asWritten) {
            return;
        }
        cause = Optional.empty();
        Choice choice = Choice.of(planner.rules().policy(), here, live);
        if (inventory.isEmpty() || leaving || choice.policy().isEmpty()) {
            picture = picture.waiting(roster.rows(), choice.problem());
            return;
        }
        Plan plan;
        try {
            plan = planner.plan(choice.policy().get(), live);
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            // Whoever cannot plan by a policy does not have it: so all go over to another one, and nobody is left
            // behind.
            LOG.error(
                    "The policy {} failed and is not used any more",
                    Choice.label(choice.policy().get()),
                    e);
            broken.add(choice.policy().get());
            step(store, network, health);
            return;
        }
        if (!asWritten) {
            recall(store, newest);
        }
        work(store, me, plan, choice, next.get());
    }

    private Monitor me(String id, Set<AssignmentPolicy> here) {
        Monitor told = described.orElseThrow();
        return new Monitor(
                id,
                told.name(),
                told.capacity(),
                told.zone(),
                told.node(),
                told.endpoints(),
                here.stream().map(Choice::label).collect(Collectors.toCollection(TreeSet::new)));
    }

    /** What the note has room for: whose process does not answer, then who is not heard any more. */
    private List<String> doubted(List<String> suspected) {
        return Stream.concat(suspected.stream(), roster.silentLately().stream())
                .limit(Note.MOST_SUSPECTED)
                .toList();
    }

    /** Whether what stands in the store is what this monitor wrote there; it is looked at now and then. */
    private boolean isAsWritten(ReplicatedStore store) {
        if (!store.monitorId().equals(self)) {
            return false;
        }
        long now = nanos.getAsLong();
        if (now - checked < CHECK) {
            return true;
        }
        checked = now;
        return written.filter(Entries.read(store)::isSameAs).isPresent();
    }

    /** Others rely on what this monitor shows: after a restart it goes on with that. */
    private void recall(ReplicatedStore store, Targets newest) {
        Entries found = Entries.read(store);
        if (!store.monitorId().equals(self)) {
            View last = found.view();
            view = last.epoch() > view.epoch() ? last : view;
            if (self.isEmpty()) {
                targets = newest;
                watched = newest.select(found.devices());
            }
            self = store.monitorId();
        }
        written = Optional.of(found);
        listed = Optional.empty();
        checked = nanos.getAsLong();
    }

    private void work(ReplicatedStore store, Monitor me, Plan plan, Choice choice, Cause next) {
        int place = plan.place(me.id());
        view = view.follow(
                planner.hash(),
                place >= 0,
                roster.views(Standing::isAlive),
                roster.views(standing -> standing != Standing.WAITING));
        if (targets != plan.targets()) {
            targets = plan.targets();
            listed = Optional.empty();
            watched = targets.select(list.watches().keySet());
        }
        Map<String, Roster.Row> rows =
                roster.rows().stream().collect(Collectors.toMap(Roster.Row::id, Function.identity()));
        BitSet weak = new BitSet();
        List<BitSet> shown = new ArrayList<>();
        List<BitSet> agreed = new ArrayList<>();
        for (String id : plan.monitors()) {
            Roster.Row row = rows.get(id);
            weak.set(shown.size(), row.isWeak());
            shown.add(row.shown().devices());
            boolean agrees = row.heard() && row.view().filter(view::equals).isPresent();
            agreed.add(agrees ? row.shown().devices() : NOTHING);
        }
        Weak weakness = new Weak(weak, next.unreached());
        HandOver handOver = HandOver.of(plan, weakness, place, watched, agreed);
        BitSet mine = (BitSet) handOver.own().clone();
        mine.or(handOver.held());
        if (patience.letsGo(handOver)) {
            mine.andNot(handOver.free());
        }
        boolean isolated = rows.get(me.id()).standing() == Standing.ISOLATED;
        Optional<String> trouble = Optional.empty();
        try {
            write(store, me, mine, isolated, next.doubted());
            cause = Optional.of(next);
        } catch (StoreException | IllegalArgumentException e) {
            // The others see the list that stands in the store: nothing of it is let go, and it is tried again.
            trouble = Optional.of(
                    "What this monitor watches could not be written into the store: " + e.getMessage() + ".");
            if (!picture.status().problems().contains(trouble.get())) {
                LOG.warn(trouble.get());
            }
            mine.or(handOver.held());
        }
        if (place >= 0) {
            shown.set(place, mine);
        }
        WatchList newest = new Watches(plan, weakness, shown).of(place, mine, list);
        list = isReady() && newest.since(list).isEmpty() ? list : newest;
        watched = mine;
        Coverage coverage = Coverage.of(plan, weakness, shown);
        boolean settled = coverage.exact()
                && mine.equals(handOver.own())
                && roster.rows().stream()
                        .filter(row -> row.counts() && !row.self())
                        .allMatch(row -> row.view().filter(view::equals).isPresent());
        picture = new Picture(
                plan,
                view,
                roster.rows(),
                List.copyOf(shown),
                mine.cardinality(),
                coverage,
                new AssignmentStatus(
                        targets.size(),
                        planner.rules().everywhere().least(),
                        coverage.below().cardinality(),
                        coverage.unwatched(),
                        coverage.surplus(),
                        choice.policy().map(Choice::label).orElse(""),
                        view.name(),
                        settled,
                        Problems.of(roster.rows(), next.stragglers(), plan, coverage, choice.problem(), trouble)));
    }

    private void write(ReplicatedStore store, Monitor me, BitSet mine, boolean isolated, List<String> doubted) {
        Entries before = written.orElseThrow();
        Optional<List<DeviceId>> changed =
                listed.filter(mine::equals).isPresent() ? Optional.empty() : Optional.of(targets.ids(mine));
        Entries next = before.with(me, changed, isolated, view, doubted);
        next.write(store, before);
        written = Optional.of(next);
        listed = Optional.of(mine);
    }

    /** What this monitor watches. */
    WatchList watchList() {
        return list;
    }

    /** Whether anything was worked out yet. */
    boolean isReady() {
        return list != WatchList.empty();
    }

    /** The monitors that this one has to ask now whether they are alive. */
    List<Neighbour> toAsk() {
        return suspicion.toAsk();
    }

    void answered(String id) {
        suspicion.answered(id);
    }

    void unanswered(String id) {
        suspicion.unanswered(id);
    }

    /** Tells the others that this monitor stops. It goes on with what it watches, and changes nothing any more. */
    void leave(ReplicatedStore store) {
        leaving = true;
        cause = Optional.empty();
        Entries last = Entries.read(store);
        last.leaving().write(store, last);
    }

    /** This monitor first, then the others by id. */
    List<MonitorStatus> monitors() {
        return picture.monitors();
    }

    AssignmentStatus status() {
        return picture.status();
    }

    List<String> watchers(DeviceId device) {
        return picture.watchers(device);
    }

    List<DeviceId> below(int most) {
        return picture.below(most);
    }
}
