// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.antidotestandin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import net.guifi.dimon.antidotestandin.Data.Transaction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One data centre of a {@link Standin}: one server on one port. Its log is its disk; what is read is what it has applied
 * of the log. What was written after something else is applied after it everywhere, and never without it: from that
 * alone comes most of what a real centre does when it was emptied, or is started without the others.
 */
public final class Centre {
    private static final Logger LOG = LoggerFactory.getLogger(Centre.class);
    private static final long NANOS_PER_MICRO = 1_000;

    /** How far a start has come. */
    enum Phase {
        STOPPED,
        REFUSED,
        ERRORS,
        EMPTY,
        OLD,
        READ
    }

    /** A transaction of this centre's own, and when others may have it. */
    private record Own(Transaction transaction, long nanos) {}

    private record Waiting(Transaction transaction, boolean isLogged) {}

    /** What this centre gets from another one. */
    private static final class Subscription {
        final Set<Integer> stuck = new HashSet<>();
        int next;
        boolean halfOpen;
    }

    private final Standin standin;
    private final String node;
    private final Server server;
    private CentreId id;
    private Duration clockShift = Duration.ZERO;
    private volatile Answers answers = Answers.WELL;

    // The disk.
    private final List<Transaction> log = new ArrayList<>();
    private final List<Own> own = new ArrayList<>();
    private final Map<Centre, Subscription> subscriptions = new HashMap<>();

    // The process.
    private Phase phase = Phase.STOPPED;
    private Restart restart = Restart.AT_ONCE;
    private long startedNanos;
    private Data data = new Data();
    private List<Transaction> unread = new ArrayList<>();
    private final List<Waiting> waiting = new ArrayList<>();
    private final Map<CentreId, Long> known = new HashMap<>();
    private long lastMicros;

    Centre(Standin standin, String node, InetSocketAddress where) throws IOException {
        this.standin = standin;
        this.node = node;
        this.id = CentreId.now(node);
        this.server = new Server(this, where);
    }

    /**
     * Where it listens; the same after each start.
     *
     * @return address and port
     */
    public InetSocketAddress address() {
        return server.address();
    }

    /**
     * Where it listens, as configurations have it.
     *
     * @return {@code HOST:PORT}
     */
    public String hostAndPort() {
        return address().getAddress().getHostAddress() + ':' + address().getPort();
    }

    /**
     * Its identity, which changes when it is emptied.
     *
     * @return the id
     */
    public CentreId id() {
        synchronized (standin) {
            return id;
        }
    }

    /**
     * Whether the process runs, in whatever state.
     *
     * @return whether it does
     */
    public boolean isRunning() {
        synchronized (standin) {
            return phase != Phase.STOPPED;
        }
    }

    /**
     * How many connections it has.
     *
     * @return the number
     */
    public int connections() {
        return server.connections();
    }

    /**
     * How many requests it got since it was made, whether they were answered or not.
     *
     * @return the number
     */
    public long requests() {
        return server.requests();
    }

    /**
     * Changes how it answers from the next request on.
     *
     * @param newAnswers how
     */
    public void answer(Answers newAnswers) {
        answers = newAnswers;
    }

    Answers answers() {
        return answers;
    }

    /**
     * Lets its wall clock be wrong.
     *
     * @param shift how far it is ahead
     */
    public void shiftClock(Duration shift) {
        synchronized (standin) {
            clockShift = shift;
        }
    }

    /** Closes all connections; it goes on listening. */
    public void dropConnections() {
        server.dropConnections();
    }

    /** Ends the process; the log stays. */
    public void stop() {
        kill(0);
    }

    /**
     * Ends the process before the last of its own transactions were on the disk.
     *
     * @param lost how many transactions are lost
     */
    public void kill(int lost) {
        synchronized (standin) {
            phase = Phase.STOPPED;
            for (int left = Math.min(lost, own.size()); left > 0; left--) {
                log.remove(own.remove(own.size() - 1).transaction());
            }
            standin.notifyAll();
        }
        server.stop();
    }

    /** Removes its log and its identity, while it does not run. Others still listen to its address. */
    public void empty() {
        synchronized (standin) {
            if (phase != Phase.STOPPED) {
                throw new IllegalStateException("A data centre that runs can't be emptied");
            }
            id = CentreId.now(node);
            log.clear();
            own.clear();
            subscriptions.clear();
            standin.centres().forEach(other -> {
                Subscription subscription = other.subscriptions.get(this);
                if (subscription != null) {
                    subscription.next = 0;
                }
            });
        }
    }

    /**
     * Starts the process, if it does not run.
     *
     * @param how what it goes through
     */
    public void start(Restart how) {
        synchronized (standin) {
            if (phase != Phase.STOPPED) {
                return;
            }
            phase = Phase.REFUSED;
            restart = how;
            startedNanos = System.nanoTime();
            data = new Data();
            unread = new ArrayList<>(log);
            waiting.clear();
            known.clear();
            advance();
        }
    }

    /** Lets the partition of a key get stuck: of another centre's changes in it, none comes here any more. */
    void stick(Centre source, int partition) {
        subscription(source).stuck.add(partition);
    }

    void subscribe(Centre source) {
        subscription(source).halfOpen = false;
    }

    void breakForGood(Centre source) {
        if (subscriptions.containsKey(source)) {
            subscriptions.get(source).halfOpen = true;
        }
    }

    boolean isSubscribed(Centre source) {
        return subscriptions.containsKey(source);
    }

    private Subscription subscription(Centre source) {
        return subscriptions.computeIfAbsent(source, first -> new Subscription());
    }

    // What happens by itself. All below is called with the stand-in locked.

    /** Goes on with the start, and takes what comes from the others. */
    void advance() {
        if (phase == Phase.STOPPED) {
            return;
        }
        if (phase != Phase.READ) {
            goOnStarting();
        }
        if (phase == Phase.READ) {
            subscriptions.forEach(this::receive);
            endIfAlone();
        }
    }

    private Duration sinceStart() {
        return Duration.ofNanos(System.nanoTime() - startedNanos);
    }

    private void goOnStarting() {
        Duration since = sinceStart();
        Duration toErrors = restart.refused();
        Duration toEmpty = toErrors.plus(restart.errors());
        Duration toOld = toEmpty.plus(restart.empty());
        Duration toRead = toOld.plus(restart.old());
        if (phase == Phase.REFUSED && since.compareTo(toErrors) >= 0) {
            phase = Phase.ERRORS;
            try {
                server.start();
            } catch (IOException e) {
                phase = Phase.STOPPED;
                throw new UncheckedIOException("The port " + server.address() + " was taken by another process", e);
            }
        }
        if (phase == Phase.ERRORS && since.compareTo(toEmpty) >= 0) {
            phase = Phase.EMPTY;
        }
        if (phase == Phase.EMPTY && since.compareTo(toOld) >= 0) {
            phase = Phase.OLD;
            read(unread.size() / 2);
        }
        if (phase == Phase.OLD && since.compareTo(toRead) >= 0) {
            phase = Phase.READ;
            read(unread.size());
        }
    }

    private void read(int count) {
        List<Transaction> part = unread.subList(0, count);
        part.forEach(transaction -> waiting.add(new Waiting(transaction, true)));
        part.clear();
        applyWaiting();
    }

    private void receive(Centre source, Subscription subscription) {
        if (source.phase != Phase.READ || subscription.halfOpen || !standin.isLinked(this, source)) {
            return;
        }
        long due = System.nanoTime() - standin.delay().toNanos();
        while (subscription.next < source.own.size()
                && source.own.get(subscription.next).nanos() <= due) {
            Transaction transaction = source.own.get(subscription.next++).transaction();
            List<Data.Effect> arriving = transaction.effects().stream()
                    .filter(effect -> !subscription.stuck.contains(effect.key().partition()))
                    .toList();
            waiting.add(new Waiting(
                    new Transaction(transaction.origin(), transaction.time(), transaction.known(), arriving), false));
        }
        applyWaiting();
        boolean isLevel =
                waiting.stream().noneMatch(each -> each.transaction().origin().equals(source.id));
        if (isLevel && subscription.stuck.isEmpty()) {
            long heard = source.wallMicros() - standin.delay().toNanos() / NANOS_PER_MICRO;
            if (subscription.next < source.own.size()) {
                heard = Math.min(
                        heard, source.own.get(subscription.next).transaction().time() - 1);
            }
            known.merge(source.id, heard, Math::max);
            applyWaiting();
        }
        standin.notifyAll();
    }

    private void applyWaiting() {
        boolean goesOn = true;
        while (goesOn) {
            goesOn = false;
            Set<CentreId> blocked = new HashSet<>();
            for (Iterator<Waiting> each = waiting.iterator(); each.hasNext(); ) {
                Waiting next = each.next();
                Transaction transaction = next.transaction();
                if (blocked.contains(transaction.origin()) || !isCovered(transaction)) {
                    blocked.add(transaction.origin());
                    continue;
                }
                each.remove();
                goesOn = true;
                transaction.effects().forEach(data::apply);
                if (!next.isLogged()) {
                    log.add(transaction);
                    if (!isStuck(transaction.origin())) {
                        known.merge(transaction.origin(), transaction.time(), Math::max);
                    }
                }
            }
        }
    }

    private boolean isStuck(CentreId origin) {
        return subscriptions.entrySet().stream()
                .anyMatch(each -> each.getKey().id.equals(origin)
                        && !each.getValue().stuck.isEmpty());
    }

    private boolean isCovered(Transaction transaction) {
        return transaction.known().entrySet().stream()
                .allMatch(each -> each.getKey().equals(id)
                        || each.getKey().equals(transaction.origin())
                        || known.getOrDefault(each.getKey(), 0L) >= each.getValue());
    }

    private void endIfAlone() {
        boolean isAlone = !hasHeardAll();
        if (isAlone && sinceStart().compareTo(restart.alone()) > 0) {
            LOG.info("{} was started while a joined data centre is away: it ends", node);
            stop();
        }
    }

    /** Whether it has heard, since it was started, of each centre that it listens to. */
    boolean hasHeardAll() {
        return subscriptions.keySet().stream().allMatch(source -> known.containsKey(source.id));
    }

    boolean hasHeard(Centre source) {
        return known.containsKey(source.id);
    }

    // For requests.

    Standin standin() {
        return standin;
    }

    Phase phase() {
        return phase;
    }

    Data data() {
        return data;
    }

    CentreId lockedId() {
        return id;
    }

    String node() {
        return node;
    }

    private long wallMicros() {
        return CentreId.micros(Instant.now().plus(clockShift));
    }

    /** The next time of its own: its wall clock, and never the same twice. */
    long tick() {
        lastMicros = Math.max(wallMicros(), lastMicros + 1);
        return lastMicros;
    }

    SortedMap<CentreId, Long> clock(long now) {
        SortedMap<CentreId, Long> clock = new TreeMap<>(known);
        clock.put(id, now);
        return clock;
    }

    /** Whether everything is here that somebody has seen who shows this clock. */
    boolean hasReached(Map<CentreId, Long> clock) {
        return clock.entrySet().stream()
                .allMatch(each -> (each.getKey().equals(id) ? wallMicros() : known.getOrDefault(each.getKey(), 0L))
                        >= each.getValue());
    }

    void commit(long time, List<Data.Effect> effects) {
        Transaction transaction = new Transaction(id, time, Map.copyOf(known), List.copyOf(effects));
        log.add(transaction);
        own.add(new Own(transaction, System.nanoTime()));
    }
}
