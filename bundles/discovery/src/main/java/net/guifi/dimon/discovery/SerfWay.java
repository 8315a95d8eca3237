// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.discovery;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.Selector;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Queue;
import net.guifi.dimon.api.discovery.Channel;
import net.guifi.dimon.discovery.serf.SerfAgent;
import net.guifi.dimon.discovery.serf.SerfMember;
import net.guifi.dimon.discovery.serf.SerfRefusal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Announces and finds monitors in the tags of a cluster of Serf, through the agent of this host. */
final class SerfWay implements Way {
    static final String NAME = "Serf";

    private static final Duration KEPT_WITHOUT_AGENT = Duration.ofMinutes(5);
    private static final Duration CLOSING = Duration.ofSeconds(3);
    private static final int MAX_QUERIES = 8;

    private static final Logger LOG = LoggerFactory.getLogger(SerfWay.class);

    private final InetSocketAddress address;
    private final String key;
    private final Pace pace;
    private final Selector selector;
    private final Thread thread = new Thread(this::run, "dimon-serf");
    private final SerfSightings sightings = new SerfSightings(NAME);
    private final SerfTag tag;
    private final Queue<Long> queries = new ArrayDeque<>();

    private volatile Optional<Announcement> wanted = Optional.empty();
    private volatile Answer answer = new Answer(Optional.empty(), OptionalInt.empty());
    private volatile boolean changed = true;
    private volatile boolean closed;
    private volatile Connection connection = new Connection(Channel.State.ABSENT, Optional.empty(), Instant.MIN);

    /**
     * How often things are done.
     *
     * @param retry before the agent is tried again, doubled each time
     * @param longestRetry where that doubling ends
     * @param refresh how often all members are asked for, and the own tag is looked at
     * @param query how often a query is answered, after some at once
     */
    record Pace(Duration retry, Duration longestRetry, Duration refresh, Duration query) {
        static final Pace NORMAL =
                new Pace(Duration.ofSeconds(2), Duration.ofMinutes(1), Duration.ofMinutes(2), Duration.ofSeconds(1));
    }

    private record Answer(Optional<Announcement> announcement, OptionalInt watches) {}

    /**
     * How it stands with the agent.
     *
     * @param lost when the agent told something last; only while it is not there
     */
    private record Connection(Channel.State state, Optional<String> problem, Instant lost) {}

    /**
     * Begins at once.
     *
     * @param id of this monitor
     * @param address of the agent's RPC
     * @param key of the agent's RPC; empty for none
     */
    SerfWay(String id, InetSocketAddress address, String key, Pace pace) {
        this.tag = new SerfTag(id);
        this.address = address;
        this.key = key;
        this.pace = pace;
        try {
            this.selector = Selector.open();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot wait for the agent of Serf", e);
        }
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void announce(Optional<Announcement> announcement) {
        if (!Objects.equals(wanted, announcement)) {
            wanted = announcement;
            changed = true;
            selector.wakeup();
        }
    }

    /**
     * Says what is answered to the query {@value SerfInfo#QUERY}. It is another matter than what is announced here:
     * where avahi-ps announces this monitor, this way does not.
     *
     * @param watches how many devices it watches; empty where nobody knows
     */
    void answer(Optional<Announcement> announcement, OptionalInt watches) {
        answer = new Answer(announcement, watches);
    }

    @Override
    public Collection<Sighting> sightings() {
        Connection now = connection;
        if (now.state() == Channel.State.WORKING) {
            return sightings.at(Instant.now());
        }
        boolean outdated = now.lost().isBefore(Instant.now().minus(KEPT_WITHOUT_AGENT));
        return outdated ? List.of() : sightings.at(now.lost());
    }

    @Override
    public Channel.State state() {
        Channel.State state = connection.state();
        boolean failing = state == Channel.State.WORKING
                && !tag.announced()
                && tag.problem().isPresent();
        return failing ? Channel.State.FAILING : state;
    }

    @Override
    public boolean announced() {
        return tag.announced();
    }

    @Override
    public Optional<String> problem() {
        return connection.problem().or(tag::problem);
    }

    @Override
    public long refused() {
        return sightings.refused();
    }

    @Override
    public void close() {
        closed = true;
        selector.wakeup();
        try {
            thread.join(CLOSING.toMillis());
            selector.close();
        } catch (IOException e) {
            LOG.warn("Serf: a selector does not close", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        Duration pause = pace.retry();
        try {
            while (!closed) {
                long began = System.nanoTime();
                connect();
                boolean held = System.nanoTime() - began >= pace.longestRetry().toNanos();
                pause = held ? pace.retry() : pause;
                pause(pause);
                Duration twice = pause.multipliedBy(2);
                pause = twice.compareTo(pace.longestRetry()) < 0 ? twice : pace.longestRetry();
            }
        } catch (ClosedSelectorException e) {
            LOG.debug("Serf: closed while the agent was busy", e);
        } catch (IOException e) {
            LOG.error("Serf: nothing is announced or found there any more", e);
            lost(Channel.State.FAILING, Optional.of("It cannot wait: " + e.getMessage()));
        }
    }

    private void pause(Duration limit) throws IOException {
        long end = System.nanoTime() + limit.toNanos();
        for (long left = limit.toMillis(); left > 0 && !closed; left = (end - System.nanoTime()) / 1_000_000) {
            selector.select(left);
        }
    }

    private void connect() {
        try (SerfAgent agent = SerfAgent.connect(address, key, selector, new Told())) {
            serve(agent);
            lost(Channel.State.ABSENT, Optional.empty());
        } catch (ConnectException e) {
            lost(Channel.State.ABSENT, Optional.empty());
        } catch (SerfRefusal e) {
            String mend = e.isAboutKey()
                    ? "Set \"serfKey\" to the key of its RPC (rpc_auth in its configuration, or -rpc-auth)"
                    : "See its log";
            lost(Channel.State.FAILING, Optional.of(failure(e) + ". " + mend));
        } catch (EOFException | SocketException e) {
            if (connection.state() == Channel.State.WORKING) {
                LOG.debug("Serf: the agent has ended", e);
                lost(Channel.State.ABSENT, Optional.empty());
            } else {
                failed(e);
            }
        } catch (IOException e) {
            failed(e);
        } catch (ClosedSelectorException e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.error("Serf: an error of this program, after which the agent is connected anew", e);
            lost(Channel.State.FAILING, Optional.of("An error of this program, see the log: " + e));
        }
    }

    private void failed(IOException e) {
        lost(
                Channel.State.FAILING,
                Optional.of(failure(e) + ". If Serf is on another port, set \"serf\" to it; it is tried again"));
    }

    private String failure(IOException e) {
        return "The agent of Serf at " + address.getAddress().getHostAddress() + ":" + address.getPort() + ": "
                + e.getMessage();
    }

    private void serve(SerfAgent agent) throws IOException {
        queries.clear();
        agent.listen(SerfInfo.QUERY);
        long refresh = System.nanoTime();
        while (!closed) {
            long now = System.nanoTime();
            if (now - refresh >= 0) {
                sightings.refresh(agent);
                changed = true;
                refresh = System.nanoTime() + pace.refresh().toNanos();
            }
            if (changed) {
                changed = false;
                tag.set(agent, wanted);
            }
            works();
            answerQueries(agent);
            agent.await(Duration.ofNanos(refresh - System.nanoTime()));
        }
        tag.set(agent, Optional.empty());
    }

    private void answerQueries(SerfAgent agent) throws IOException {
        for (Long id = queries.poll(); id != null; id = queries.poll()) {
            Answer told = answer;
            if (told.announcement().isPresent()) {
                try {
                    agent.respond(id, SerfInfo.of(told.announcement().get(), told.watches()));
                } catch (SerfRefusal e) {
                    LOG.debug("Serf: an answer came too late", e);
                }
            }
        }
    }

    private void works() {
        if (connection.state() != Channel.State.WORKING) {
            LOG.info("Serf: connected to the agent at {}", address);
            connection = new Connection(Channel.State.WORKING, Optional.empty(), Instant.MAX);
        }
    }

    private void lost(Channel.State state, Optional<String> problem) {
        Connection before = connection;
        if (before.state() != state || !before.problem().equals(problem)) {
            LOG.info("Serf: {}", problem.orElse("there is no agent at " + address));
        }
        boolean worked = before.state() == Channel.State.WORKING;
        connection = new Connection(state, problem, worked ? Instant.now() : before.lost());
        tag.disconnected();
    }

    /** What the agent tells while it is asked something else; questions wait until it can be answered. */
    private final class Told implements SerfAgent.Listener {
        private int allowed = MAX_QUERIES;
        private long counted = System.nanoTime();

        @Override
        public void changed(SerfMember member) {
            sightings.changed(member);
        }

        @Override
        public void asked(long id) {
            long passed = (System.nanoTime() - counted) / pace.query().toNanos();
            counted += passed * pace.query().toNanos();
            allowed = (int) Math.min(MAX_QUERIES, allowed + passed);
            if (allowed > 0) {
                allowed--;
                queries.add(id);
            }
        }
    }
}
