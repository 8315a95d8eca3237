// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.antidotestandin;

import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Data centres that speak the protocol of AntidoteDB 0.2.2, on loopback ports or at an address of this host, and behave
 * and fail as real ones were seen to. They know last-writer-wins registers and add-wins sets, and static reads and
 * updates. Everything is in memory; what a centre has on its "disk" lives as long as the stand-in.
 */
public final class Standin implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Standin.class);
    private static final Duration STEP = Duration.ofMillis(5);
    private static final Duration USUAL_DELAY = Duration.ofMillis(50);

    private final List<Centre> centres = new ArrayList<>();
    private final Map<Set<Centre>, Long> cutUntil = new HashMap<>();
    private final ScheduledExecutorService steps;
    private Duration delay = USUAL_DELAY;

    /**
     * Starts data centres that are not joined.
     *
     * @param ports where each listens; 0 for a free port
     * @throws IOException when a port is taken
     */
    public Standin(int... ports) throws IOException {
        this(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), ports);
    }

    private Standin(InetAddress address, int... ports) throws IOException {
        steps = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "antidote-standin-steps");
            thread.setDaemon(true);
            return thread;
        });
        try {
            for (int i = 0; i < ports.length; i++) {
                centres.add(new Centre(this, "antidote@standin" + (i + 1), new InetSocketAddress(address, ports[i])));
            }
        } catch (IOException e) {
            close();
            throw e;
        }
        centres.forEach(centre -> centre.start(Restart.AT_ONCE));
        steps.scheduleWithFixedDelay(this::step, STEP.toMillis(), STEP.toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * Starts data centres on free ports, each joined with each other.
     *
     * @param count how many
     * @return the stand-in
     * @throws IOException when there is no port
     */
    public static Standin joined(int count) throws IOException {
        return joinAll(new Standin(new int[count]));
    }

    /**
     * The same where others than this host reach them too.
     *
     * @param count how many
     * @param address an address of this host
     * @return the stand-in
     * @throws IOException when there is no port, or the address is not this host's
     */
    public static Standin joined(int count, InetAddress address) throws IOException {
        return joinAll(new Standin(address, new int[count]));
    }

    private static Standin joinAll(Standin standin) {
        standin.joinAll();
        return standin;
    }

    private void step() {
        try {
            synchronized (this) {
                centres.forEach(Centre::advance);
            }
        } catch (RuntimeException e) {
            LOG.error("A step of the stand-in failed", e);
        }
    }

    /**
     * All data centres, the first with number 0.
     *
     * @return the centres
     */
    public List<Centre> centres() {
        return List.copyOf(centres);
    }

    /**
     * One of them.
     *
     * @param number from 0
     * @return the centre
     */
    public Centre centre(int number) {
        return centres.get(number);
    }

    synchronized Duration delay() {
        return delay;
    }

    /**
     * Changes how long replication takes.
     *
     * @param newDelay from the commit until others read it
     */
    public synchronized void delay(Duration newDelay) {
        delay = newDelay;
    }

    /** Joins all data centres, or joins them again. */
    public synchronized void joinAll() {
        for (Centre one : centres) {
            for (Centre other : centres) {
                if (one != other) {
                    one.subscribe(other);
                    one.advance();
                }
            }
        }
    }

    /** Drops everything between all data centres, as a radio link that is lost. */
    public synchronized void cut() {
        setLinks(Long.MAX_VALUE);
    }

    /** Drops everything between all data centres for so long that healing does not help: they have to be joined again. */
    public synchronized void cutForGood() {
        cut();
        for (Centre one : centres) {
            centres.forEach(one::breakForGood);
        }
    }

    /** Ends the cut at once. */
    public void heal() {
        heal(Duration.ZERO);
    }

    /**
     * Ends the cut; something comes through when TCP sends again.
     *
     * @param after how long that takes
     */
    public synchronized void heal(Duration after) {
        setLinks(System.nanoTime() + after.toNanos());
    }

    private void setLinks(long until) {
        for (Centre one : centres) {
            for (Centre other : centres) {
                if (one != other) {
                    cutUntil.put(Set.of(one, other), until);
                }
            }
        }
    }

    synchronized boolean isLinked(Centre one, Centre other) {
        Long until = cutUntil.get(Set.of(one, other));
        return until == null || until != Long.MAX_VALUE && System.nanoTime() - until >= 0;
    }

    /**
     * Lets replication from one data centre to another get stuck for the partition of a key, as updates of several
     * writers at once do around a cut. Nothing mends it but {@link #emptyAll}.
     *
     * @param from the centre whose updates no longer come
     * @param to the centre where they do not come
     * @param bucket bucket of the key
     * @param key the key
     */
    public synchronized void stick(Centre from, Centre to, String bucket, String key) {
        to.stick(from, new Data.Key(bucket, key).partition());
    }

    /** Empties all data centres together and joins again those that were joined. */
    public void emptyAll() {
        Map<Centre, Set<Centre>> joined = new HashMap<>();
        for (Centre one : centres) {
            one.stop();
        }
        synchronized (this) {
            for (Centre one : centres) {
                Set<Centre> sources = new HashSet<>(centres);
                sources.removeIf(source -> !one.isSubscribed(source));
                joined.put(one, sources);
            }
        }
        centres.forEach(Centre::empty);
        centres.forEach(centre -> centre.start(Restart.AT_ONCE));
        synchronized (this) {
            joined.forEach((one, sources) -> sources.forEach(one::subscribe));
        }
    }

    @Override
    public void close() {
        steps.shutdown();
        centres.forEach(Centre::stop);
    }

    /**
     * Runs as a process until it is ended. It writes a line {@code HOST:PORT} for each data centre.
     *
     * @param args {@code --centres N} (2), {@code --port P} of the first (0: all are free ones), {@code --delay PT1S}
     * @throws IOException when a port is taken
     * @throws InterruptedException never, as nobody interrupts it
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        run(Options.parse(args), System.out);
    }

    private static void run(Options options, PrintStream out) throws IOException, InterruptedException {
        try (Standin standin = new Standin(options.ports())) {
            standin.delay(options.delay());
            standin.joinAll();
            standin.centres().forEach(centre -> out.println(centre.hostAndPort()));
            out.flush();
            new CountDownLatch(1).await();
        }
    }
}
