// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storeantidote;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import net.guifi.dimon.api.store.StorageException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Several servers in the order of preference, of which one is used at a time, over one connection. The one that works is
 * kept; the first is used again once it has answered for a while. One thread asks, others may configure and close.
 */
final class Servers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Servers.class);
    /** One failure may be that of an idle connection; after two in a row the others come first. */
    private static final int FAILURES = 2;

    /** Something asked of a server. */
    @FunctionalInterface
    interface Question<T> {
        T ask(Session session) throws StorageException;
    }

    /** What was committed last, and where. */
    private record Commit(ServerId server, Answer answer) {}

    private final CountDownLatch closing = new CountDownLatch(1);
    private final Set<Session> open = ConcurrentHashMap.newKeySet();
    private volatile List<Server> servers = List.of();
    private volatile Limits limits;
    private volatile Optional<Server> inUse = Optional.empty();
    private volatile Optional<String> problem = Optional.empty();

    // Of the thread that asks.
    private Optional<Session> session = Optional.empty();
    private Optional<Server> preferred = Optional.empty();
    private Optional<Commit> last = Optional.empty();
    private long lookAt = System.nanoTime();
    private Optional<Long> firstAnswersSince = Optional.empty();

    Servers(List<HostPort> hosts, Limits limits) {
        configure(hosts, limits);
    }

    /** Takes another list. A connection to a server that stays is kept, and what is known of it. */
    void configure(List<HostPort> hosts, Limits newLimits) {
        List<Server> before = servers;
        limits = newLimits;
        servers = hosts.stream()
                .map(host -> before.stream()
                        .filter(server -> server.address().equals(host))
                        .findFirst()
                        .orElseGet(() -> new Server(host, newLimits)))
                .toList();
    }

    Limits limits() {
        return limits;
    }

    String name() {
        return servers.stream()
                .map(server -> server.address().toString())
                .collect(Collectors.joining(", ", "AntidoteDB at ", ""));
    }

    /** The server that answered last, while it does. */
    Optional<Server> inUse() {
        return inUse;
    }

    /** The one that is preferred. */
    Optional<Server> first() {
        return servers.stream().findFirst();
    }

    /** Why the last question was not answered. */
    Optional<String> problem() {
        return problem;
    }

    /**
     * Asks the server that is in use, or the first that can be reached.
     *
     * @param blamed whether the server counts as failing when it refuses
     */
    synchronized <T> T ask(Question<T> question, boolean blamed, Deadline deadline) throws StorageException {
        try {
            lookForFirst(deadline);
            Session current = current(deadline);
            T answer = question.ask(current);
            current.server().answered();
            inUse = Optional.of(current.server());
            problem = Optional.empty();
            return answer;
        } catch (StorageException e) {
            boolean harmless = e instanceof TooLongException || !blamed && e instanceof RefusedException;
            if (!harmless) {
                session.ifPresent(failed -> failed.server().failed());
                inUse = Optional.empty();
                problem = Optional.of(e.getMessage());
            }
            drop();
            throw e;
        }
    }

    /** Remembers what was committed, so that a server used later does not put something older after it. */
    synchronized void committed(Session where, Answer answer) {
        last = Optional.of(new Commit(where.id(), answer));
    }

    private void drop() {
        session.ifPresent(this::close);
        session = Optional.empty();
    }

    private void close(Session closed) {
        closed.close();
        open.remove(closed);
    }

    private void checkOpen() throws StorageException {
        if (closing.getCount() == 0) {
            throw new StorageException(name() + ": the adapter is closed", null);
        }
    }

    private Session current(Deadline deadline) throws StorageException {
        checkOpen();
        if (session.filter(one -> !servers.contains(one.server())).isPresent()) {
            drop();
        }
        while (session.isEmpty()) {
            session = connect(deadline);
        }
        preferred = session.map(Session::server);
        return session.get();
    }

    /** Tries one server after the other; waits where all of them are to be left alone for a moment. */
    private Optional<Session> connect(Deadline deadline) throws StorageException {
        List<Server> listed = inOrder();
        if (listed.isEmpty()) {
            throw new StorageException("AntidoteDB: no server is configured", null);
        }
        List<StorageException> problems = new ArrayList<>();
        for (Server server : listed) {
            if (server.readyAt() - System.nanoTime() > 0) {
                continue;
            }
            try {
                Optional<Session> opened = open(server, true, deadline);
                if (opened.isPresent()) {
                    return opened;
                }
            } catch (StorageException e) {
                checkOpen();
                server.failed();
                problems.add(e);
            }
        }
        if (!problems.isEmpty()) {
            String all = problems.stream().map(Throwable::getMessage).collect(Collectors.joining("; "));
            throw new StorageException(all, problems.get(0));
        }
        pause(listed, deadline);
        return Optional.empty();
    }

    /** The one used last, then the others as configured; when it has failed several times it comes last. */
    private List<Server> inOrder() {
        return servers.stream()
                .sorted(Comparator.comparing(server -> preferred
                        .filter(server::equals)
                        .map(same -> same.failures() < FAILURES ? -1 : 1)
                        .orElse(0)))
                .toList();
    }

    private void pause(List<Server> listed, Deadline deadline) throws StorageException {
        long wait = listed.stream()
                .mapToLong(server -> server.readyAt() - System.nanoTime())
                .min()
                .orElse(0);
        try {
            if (closing.await(Math.min(wait, deadline.left()), TimeUnit.NANOSECONDS)) {
                checkOpen();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StorageException(name() + ": the thread that waited for it was interrupted", e);
        }
        if (deadline.left() <= 0) {
            throw new StorageException(name() + ": it could not be asked in time", null);
        }
    }

    /** Connects; empty when the server began to listen only now, and must be left alone. */
    private Optional<Session> open(Server server, boolean caughtUp, Deadline deadline) throws StorageException {
        Session opened = Session.of(server, () -> limits.answer());
        open.add(opened);
        boolean good = false;
        try {
            checkOpen();
            if (opened.connect(deadline.within(limits.connect()))) {
                return Optional.empty();
            }
            // A server that answers octet by octet must leave time for the next one.
            VectorClock clock = opened.greet(deadline.within(limits.answer().multipliedBy(2)))
                    .clock();
            good = !caughtUp || catchUp(opened, clock, deadline);
        } finally {
            if (!good) {
                close(opened);
            }
        }
        return good ? Optional.of(opened) : open(server, false, deadline);
    }

    /**
     * Where this server hears from the one used before, waits until it has heard of the last commit: otherwise that could
     * be put after what is written here. Tells whether the session is still of use.
     */
    private boolean catchUp(Session opened, VectorClock clock, Deadline deadline) {
        if (last.isEmpty()) {
            return true;
        }
        Commit commit = last.get();
        Optional<Long> known = clock.of(commit.server());
        Optional<Long> needed = commit.answer().clock().of(commit.server());
        if (opened.id().equals(commit.server()) || known.isEmpty() || needed.isEmpty() || known.get() >= needed.get()) {
            return true;
        }
        try {
            opened.catchUp(commit.answer().time(), deadline.within(limits.answer()));
            return true;
        } catch (StorageException e) {
            LOG.warn(
                    "{} has not heard yet what was written last at {}; it is used nevertheless ({})",
                    opened.server().address(),
                    commit.server().node(),
                    e.getMessage());
            return false;
        }
    }

    /** While another server is used, tries now and then whether the first one answers again. */
    private void lookForFirst(Deadline deadline) throws StorageException {
        long now = System.nanoTime();
        Optional<Server> first = first();
        if (session.isEmpty() || first.equals(session.map(Session::server))) {
            firstAnswersSince = Optional.empty();
            return;
        }
        if (now - lookAt < 0 || first.isEmpty() || first.get().readyAt() - now > 0) {
            return;
        }
        lookAt = now + limits.look().toNanos();
        Duration patience = limits.connect().plus(limits.answer());
        try {
            Optional<Session> found = open(first.get(), false, deadline.within(patience));
            found.ifPresent(this::close);
            firstAnswersSince = first.get().wasEmptiedAlone()
                    ? Optional.empty()
                    : found.map(answers -> firstAnswersSince.orElse(now));
        } catch (StorageException e) {
            checkOpen();
            LOG.debug("The first server is still away: {}", e.getMessage());
            first.get().failed();
            firstAnswersSince = Optional.empty();
        }
        if (firstAnswersSince
                .filter(since -> now - since >= limits.steady().toNanos())
                .isPresent()) {
            LOG.info("{} answers again, and is used again", first.get().address());
            first.get().answered();
            preferred = first;
            firstAnswersSince = Optional.empty();
            drop();
        }
    }

    /** Ends what is under way; every question fails from then on. */
    @Override
    public void close() {
        closing.countDown();
        open.forEach(this::close);
    }
}
