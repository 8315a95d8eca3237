// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.snmp;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import net.guifi.dimon.api.assignment.Watch;
import net.guifi.dimon.api.description.Description;
import net.guifi.dimon.api.description.Interface;
import net.guifi.dimon.api.description.SystemGroup;
import net.guifi.dimon.api.inventory.Device;
import net.guifi.dimon.api.measurement.Metric;
import net.guifi.dimon.api.measurement.Outcome;
import net.guifi.dimon.api.measurement.Sample;
import net.guifi.dimon.api.measurement.SeriesKey;

/** A device that is polled: found out first, then asked each period. Belongs to the thread of the poller. */
final class Agent {
    private static final long NANOS_PER_TICK = 10_000_000;
    /** Polls in a row without an answer after which it is looked for under its other ways too. */
    private static final int FAILURES_UNTIL_SEARCH = 5;

    /** Of a device that never answered, at most so many polls are left out between two searches. */
    private static final int LONGEST_PAUSE = 7;

    private static final int MOST_BACKOFF_SHIFT = 6;
    private static final int MOST_NAMED = 5;
    private static final int MOST_SKIPPED = 60;
    private static final int MOST_REMEMBERED = 2 * Walk.MOST_ROWS;

    /** The counters of one instance. */
    private static final class Traffic {
        int index;
        final OctetCounter in = new OctetCounter();
        final OctetCounter out = new OctetCounter();

        void interrupt() {
            in.interrupt();
            out.interrupt();
        }
    }

    /**
     * What others are told.
     *
     * @param lastAnswer when it answered last
     * @param found what it is
     * @param ticks its last sysUpTime; negative where it told none since the table was read
     * @param oper the last status of the interfaces measured, by index
     * @param problem why the last question brought nothing
     */
    private record View(
            Instant lastAnswer, Found found, long ticks, Map<Integer, Interface.Status> oper, String problem) {}

    final Credentials credentials;
    private final Poller poller;
    private final List<Session> sessions;
    private final Lifetime lifetime = new Lifetime();
    private final Map<String, Traffic> traffic = new HashMap<>();
    /** When it was not asked, because it was still being asked. */
    private final ArrayDeque<Instant> skipped = new ArrayDeque<>();

    private volatile Watch watch;
    private Session session;
    private Session lastGood;
    private Found found;
    private boolean searched;
    private int turn;
    private int pause;
    private int pausesLeft;
    private int failures;
    private int portsAtOnce = Poll.MOST_PORTS_AT_ONCE;
    private boolean busy;
    private boolean gone;
    private boolean stale;
    private int restless;
    private long notBefore;
    private long nextDiscovery;
    private volatile View view = new View(null, null, -1, Map.of(), null);
    /** Of the schedule: an older entry does not count. */
    long due;

    Agent(Poller poller, Watch watch, Credentials credentials) {
        this.poller = poller;
        this.watch = watch;
        this.credentials = credentials;
        sessions = poller.sessions(watch.device(), credentials, false);
    }

    Watch watch() {
        return watch;
    }

    /** Follows a change that leaves address and credentials as they are. */
    void follow(Watch changed) {
        stale |= !changed.device().snmpPorts().equals(watch.device().snmpPorts());
        watch = changed;
        restless = 0;
        notBefore = poller.time().monotonic();
    }

    /** Reads the interfaces again, with the next poll. */
    void rediscover() {
        nextDiscovery = poller.time().monotonic();
    }

    /** What comes from now on is for nobody. */
    void forget() {
        gone = true;
    }

    /** How it answers, where it does. */
    Optional<Session> goodSession() {
        return Optional.ofNullable(session);
    }

    /** Its time has come. */
    void poll() {
        if (session == null && (busy || pausesLeft > 0)) {
            // It is being looked for, or will be again when it is its turn: who does not answer waits for the others.
            pausesLeft -= busy ? 0 : 1;
            return;
        }
        if (busy) {
            poller.skipped();
            if (skipped.size() < MOST_SKIPPED) {
                skipped.add(poller.now());
            }
            return;
        }
        if (credentials.problem().isPresent()) {
            missed(Outcome.NOT_SENT, poller.now());
            show("its credentials \"" + credentials.name() + "\" cannot be used: "
                    + credentials.problem().get());
            return;
        }
        busy = true;
        Instant now = poller.now();
        work().whenComplete((done, thrown) -> {
            busy = false;
            if (thrown != null && !gone) {
                failed(thrown, now);
            }
            tellSkipped(Instant.MAX);
        });
    }

    /** The samples of a series are told in the order of their times. */
    private void tellSkipped(Instant before) {
        while (!skipped.isEmpty() && skipped.peek().isBefore(before)) {
            missed(Outcome.NOT_SENT, skipped.remove());
        }
    }

    private CompletableFuture<Void> work() {
        if (session == null) {
            return search().thenCompose(done -> ask(false));
        }
        long now = poller.time().monotonic();
        boolean isDue = now - nextDiscovery >= 0;
        boolean isWanted = stale && now - notBefore >= 0;
        if (isWanted) {
            restless();
        }
        if (isDue || isWanted) {
            return discover(isDue ? sameOrNewer() : List.of(session), true).thenCompose(done -> ask(false));
        }
        return ask(true);
    }

    private CompletableFuture<Void> search() {
        if (lastGood == null) {
            boolean first = !searched;
            searched = true;
            return discover(sessions, first);
        }
        // One way a period, so that devices that are away take no time from the others.
        Session next = turn % 2 == 0 ? lastGood : sessions.get(turn / 2 % sessions.size());
        turn++;
        return discover(List.of(next), false);
    }

    /** That an answer was lost once may have led to an older version of SNMP. */
    private List<Session> sameOrNewer() {
        return sessions.subList(0, sessions.indexOf(session) + 1).stream()
                .filter(other -> other.way.port() == session.way.port())
                .toList();
    }

    /** It is looked for with the next poll. */
    void searchSoon() {
        pause = 0;
        pausesLeft = 0;
    }

    private CompletableFuture<Void> discover(List<Session> candidates, boolean patient) {
        return poller.discovery()
                .find(candidates, watch.device().snmpPorts(), poller.settings().all(), patient)
                .thenAccept(this::discovered);
    }

    private void discovered(Found result) {
        found = result;
        session = result.session();
        lastGood = session;
        failures = 0;
        searchSoon();
        stale = false;
        nextDiscovery = poller.nextDiscovery(watch);
        Set<String> measured =
                result.measured().stream().map(port -> port.shown.instance()).collect(Collectors.toSet());
        // What went away may come back, and count from anywhere.
        traffic.forEach((instance, counters) -> {
            if (!measured.contains(instance)) {
                counters.interrupt();
            }
        });
        if (traffic.size() > MOST_REMEMBERED) {
            traffic.keySet().retainAll(measured);
        }
    }

    private CompletableFuture<Void> ask(boolean mayDiscover) {
        if (gone) {
            return CompletableFuture.completedFuture(null);
        }
        List<Port> measured = found.measured();
        Poll poll = new Poll(poller.exchanges(), session, measured, portsAtOnce);
        return poll.run().thenCompose(parts -> {
            portsAtOnce = poll.atOnce();
            if (gone) {
                return CompletableFuture.completedFuture(null);
            }
            boolean restarted = false;
            for (Poll.Part part : parts) {
                if (part.ticks() >= 0) {
                    restarted |= lifetime.answered(part.ticks(), part.answer().nanos());
                }
            }
            if (restarted && mayDiscover) {
                if (poller.time().monotonic() - notBefore >= 0) {
                    // After a restart an index may be another interface's: nothing of this answer counts.
                    restless();
                    return discover(List.of(session), true).thenCompose(done -> ask(false));
                }
                stale = true;
            }
            accept(parts, mayDiscover && !restarted);
            return CompletableFuture.completedFuture(null);
        });
    }

    /** It is read anew, and for some time not again: each time for longer, until it keeps calm. */
    private void restless() {
        notBefore = poller.time().monotonic()
                + (poller.settings().period().toNanos() << Math.min(restless++, MOST_BACKOFF_SHIFT));
    }

    /** @param calm whether the device has been neither restarted nor read anew just now */
    private void accept(List<Poll.Part> parts, boolean calm) {
        tellSkipped(parts.get(0).answer().at());
        Map<Integer, Interface.Status> oper = new HashMap<>();
        boolean answered = false;
        String problem = null;
        boolean isGone = false;
        for (Poll.Part part : parts) {
            Answer answer = part.answer();
            Outcome outcome = answer.outcome();
            answered |= outcome == Outcome.OK;
            if (part.readings().isEmpty() && !(part.ports().isEmpty() && part.ticks() >= 0)) {
                problem = outcome == Outcome.OK ? refusal(answer) : answer.problem();
                isGone |= outcome == Outcome.OK;
                for (Port port : part.ports()) {
                    missed(port, outcome == Outcome.OK ? Outcome.ERROR : outcome, answer.at());
                }
            }
            for (int i = 0; i < part.readings().size(); i++) {
                isGone |= accept(part.ports().get(i), part.readings().get(i), answer, oper);
            }
        }
        Poll.Part first = parts.get(0);
        if (first.ticks() >= 0) {
            sample(Metric.UPTIME, "", first.answer().at(), Outcome.OK, first.ticks() * NANOS_PER_TICK);
        } else {
            Outcome outcome = first.answer().outcome();
            sample(Metric.UPTIME, "", first.answer().at(), outcome == Outcome.OK ? Outcome.ERROR : outcome, 0);
            problem = problem == null ? "the device tells no sysUpTime" : problem;
        }
        if (isGone) {
            problem = problem == null ? gone() : problem;
            stale = true;
        } else if (answered && calm) {
            restless = 0;
        }
        if (answered) {
            failures = 0;
            view = new View(
                    first.answer().at(),
                    found,
                    first.ticks(),
                    oper,
                    problem == null ? found.problem().orElse(null) : problem);
        } else {
            lost(problem);
        }
    }

    private String gone() {
        List<String> refused = found.measured().stream()
                .filter(port -> port.refused)
                .limit(MOST_NAMED)
                .map(port -> port.shown.instance())
                .toList();
        return refused.isEmpty()
                ? "an interface that was there is gone: the table is read again"
                : "the device refuses to tell the counters of " + Words.list(refused);
    }

    private static String refusal(Answer answer) {
        return answer.pdu().getErrorStatus() != 0
                ? "asked for its counters, the device answers " + answer.pdu().getErrorStatusText()
                : "asked for its counters, the device answers with something else";
    }

    /** Whether something of the interface is gone. */
    private boolean accept(Port port, Poll.Reading reading, Answer answer, Map<Integer, Interface.Status> oper) {
        Interface shown = port.shown;
        Traffic counters = traffic.computeIfAbsent(shown.instance(), instance -> new Traffic());
        if (counters.index != 0 && counters.index != shown.index()) {
            counters.interrupt();
        }
        counters.index = shown.index();
        octets(Metric.IN_OCTETS, port, counters.in, reading.in(), answer);
        octets(Metric.OUT_OCTETS, port, counters.out, reading.out(), answer);
        if (reading.oper() == null) {
            sample(Metric.OPER_STATUS, shown.instance(), answer.at(), Outcome.ERROR, 0);
        } else {
            oper.put(shown.index(), Interface.Status.of(reading.oper()));
            sample(Metric.OPER_STATUS, shown.instance(), answer.at(), Outcome.OK, reading.oper());
        }
        return reading.in() == null || reading.out() == null || reading.oper() == null;
    }

    private void octets(Metric metric, Port port, OctetCounter counter, Long raw, Answer answer) {
        if (raw == null) {
            sample(metric, port.shown.instance(), answer.at(), Outcome.ERROR, 0);
            return;
        }
        OctetCounter.Count count = counter.next(
                raw, port.wide, lifetime, answer.nanos(), port.shown.speed().orElse(0));
        if (count.anew()) {
            sample(metric, port.shown.instance(), answer.at(), Outcome.OK, 0);
        }
        sample(metric, port.shown.instance(), answer.at(), Outcome.OK, count.value());
    }

    private void failed(Throwable thrown, Instant at) {
        Failure failure = Failure.in(thrown);
        if (failure == null) {
            poller.failed("Polling " + watch.device().id(), thrown);
            missed(Outcome.ERROR, at);
            show("this monitor failed: " + thrown);
            return;
        }
        missed(failure.outcome, at);
        boolean searching = failure.silent && session == null;
        if (searching && lastGood == null) {
            pause = Math.min(2 * pause + 1, LONGEST_PAUSE);
            pausesLeft = pause;
        }
        lost(searching ? credentials.silence(watch.device().addresses().get(0)) : failure.getMessage());
    }

    private void lost(String problem) {
        if (session != null && ++failures >= FAILURES_UNTIL_SEARCH) {
            session = null;
        }
        show(problem);
    }

    private void missed(Outcome outcome, Instant at) {
        sample(Metric.UPTIME, "", at, outcome, 0);
        if (found != null) {
            found.measured().forEach(port -> missed(port, outcome, at));
        }
    }

    private void missed(Port port, Outcome outcome, Instant at) {
        String instance = port.shown.instance();
        sample(Metric.IN_OCTETS, instance, at, outcome, 0);
        sample(Metric.OUT_OCTETS, instance, at, outcome, 0);
        sample(Metric.OPER_STATUS, instance, at, outcome, 0);
    }

    private void sample(Metric metric, String instance, Instant at, Outcome outcome, long value) {
        poller.deliver(new Sample(new SeriesKey(watch.device().id(), metric, instance), at, outcome, value));
    }

    private void show(String problem) {
        View before = view;
        view = new View(before.lastAnswer, found, before.ticks, before.oper, problem);
    }

    /** What is wrong with it now. */
    Optional<String> problem() {
        return Optional.ofNullable(view.problem);
    }

    /** What it says of itself; empty before it was asked. */
    Optional<Description> description() {
        View now = view;
        Device device = watch.device();
        if (now.found == null && now.problem == null) {
            return Optional.empty();
        }
        List<Interface> interfaces = new ArrayList<>();
        if (now.found != null) {
            for (Port port : now.found.ports()) {
                Interface shown = port.shown;
                Interface.Status oper = now.oper.getOrDefault(shown.index(), shown.oper());
                interfaces.add(oper == shown.oper() ? shown : withStatus(shown, oper));
            }
        }
        return Optional.of(new Description(
                device.id(),
                Optional.ofNullable(now.lastAnswer),
                now.found == null ? "" : now.found.session().toString(),
                Optional.ofNullable(now.found).map(known -> upTo(known.system(), now.ticks)),
                interfaces,
                Optional.ofNullable(now.problem)));
    }

    private static SystemGroup upTo(SystemGroup system, long ticks) {
        return ticks < 0
                ? system
                : new SystemGroup(
                        system.name(),
                        system.description(),
                        system.objectId(),
                        system.contact(),
                        system.location(),
                        Duration.ofNanos(ticks * NANOS_PER_TICK));
    }

    private static Interface withStatus(Interface shown, Interface.Status oper) {
        return new Interface(
                shown.index(),
                shown.instance(),
                shown.port(),
                shown.name(),
                shown.description(),
                shown.alias(),
                shown.type(),
                shown.speed(),
                shown.admin(),
                oper,
                shown.measured());
    }

    /** Whether it is asked the same way for another state of the inventory and of the credentials. */
    boolean isFor(Device device, Credentials other) {
        return !device.addresses().isEmpty()
                && Addresses.same(
                        device.addresses().get(0), watch.device().addresses().get(0))
                && Objects.equals(credentials, other);
    }
}
