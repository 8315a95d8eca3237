// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.snmp;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import net.guifi.dimon.api.assignment.Watch;
import net.guifi.dimon.api.assignment.WatchList;
import net.guifi.dimon.api.inventory.Device;
import net.guifi.dimon.api.inventory.DeviceId;
import net.guifi.dimon.api.measurement.Sample;
import net.guifi.dimon.api.probe.ProbeReport;
import net.guifi.dimon.api.probe.SampleSink;
import net.guifi.dimon.probing.Outbox;
import net.guifi.dimon.probing.RateLimitedLog;
import net.guifi.dimon.probing.Time;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one thread that sends, receives and hands on, and what it has to do when. */
final class Poller {
    static final String THREAD = "dimon-snmp";

    private static final Logger LOG = LoggerFactory.getLogger(Poller.class);
    private static final long LONGEST_WAIT = 1_000_000_000;
    private static final long REOPEN = 10_000_000_000L;
    private static final long STOP_SECONDS = 5;
    private static final int QUEUED_SAMPLES = 200_000;
    private static final int STACK = 5;

    /**
     * A time of the schedule.
     *
     * @param at monotonic nanoseconds
     * @param agent whose
     */
    private record Due(long at, Agent agent) {}

    private final Time time;
    private final Udp udp;
    private final Tally tally = new Tally();
    private final Exchanges exchanges;
    private final Discovery discovery;
    private final Outbox outbox;
    private final Supplier<Collection<SampleSink>> sinks;
    private final RateLimitedLog failures;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final Map<DeviceId, Agent> agents = new ConcurrentHashMap<>();
    private final PriorityQueue<Due> schedule = new PriorityQueue<>(Comparator.comparingLong(Due::at));
    private final Thread thread = new Thread(this::run, THREAD);
    private WatchList watched = WatchList.empty();
    private CredentialBook book;
    private long reopenAt;
    private volatile Settings settings;
    private volatile boolean running = true;

    Poller(Time time, Settings settings, Supplier<Collection<SampleSink>> sinks) throws IOException {
        this.time = time;
        this.settings = settings;
        this.sinks = sinks;
        udp = new Udp();
        exchanges = new Exchanges(udp, time, tally);
        exchanges.settings(settings);
        discovery = new Discovery(exchanges, tally);
        outbox = new Outbox(QUEUED_SAMPLES, time);
        book = new CredentialBook(settings.defaults(), List.of());
        failures = new RateLimitedLog(time, message -> LOG.error("{}", message));
        reopenAt = time.monotonic() + REOPEN;
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Ends the thread and closes the sockets; false when it did not end in time. */
    boolean stop() {
        running = false;
        udp.wake();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(STOP_SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            return false;
        }
        outbox.deliver(sinks.get());
        udp.close();
        return true;
    }

    boolean isAlive() {
        return thread.isAlive();
    }

    private void post(Runnable task) {
        tasks.add(task);
        udp.wake();
    }

    private void run() {
        while (running) {
            try {
                step();
            } catch (IOException | RuntimeException | Error e) {
                failed("A step of " + THREAD, e);
                LockSupport.parkNanos(LONGEST_WAIT);
            }
        }
    }

    private void step() throws IOException {
        long now = time.monotonic();
        long next = exchanges.nextDeadline(now + LONGEST_WAIT);
        if (!schedule.isEmpty()) {
            next = Math.min(next, schedule.peek().at());
        }
        udp.await(TimeUnit.NANOSECONDS.toMillis(Math.min(next - now, LONGEST_WAIT) + 999_999));
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
        udp.receive(exchanges::received);
        exchanges.expire();
        pollWhoIsDue();
        exchanges.pump();
        if (time.monotonic() - reopenAt >= 0) {
            udp.open();
            reopenAt = time.monotonic() + REOPEN;
        }
        outbox.deliver(sinks.get());
    }

    private void pollWhoIsDue() {
        long now = time.monotonic();
        while (!schedule.isEmpty() && schedule.peek().at() - now <= 0) {
            Due due = schedule.remove();
            if (due.agent().due == due.at()
                    && agents.get(due.agent().watch().device().id()) == due.agent()) {
                // Half a period at least, so that a jump of the clock makes neither a burst nor a silence.
                plan(due.agent(), due.at() + settings.period().toNanos() / 2);
                due.agent().poll();
            }
        }
    }

    /** Plans the first time with the device's phase that is not before another. */
    private void plan(Agent agent, long earliest) {
        long at = aligned(earliest, settings.period(), agent.watch());
        agent.due = at;
        schedule.add(new Due(at, agent));
    }

    private long aligned(long earliest, Duration period, Watch watch) {
        long offset = time.wall() - time.monotonic();
        return earliest + Math.floorMod(watch.phase(period).toNanos() - (earliest + offset), period.toNanos());
    }

    /** Follows a list. */
    void watch(WatchList watchList) {
        post(() -> {
            watched = watchList;
            follow();
        });
    }

    /** Takes over settings and credentials. */
    void configure(Settings changed, List<CredentialRule> rules) {
        post(() -> {
            Settings before = settings;
            settings = changed;
            exchanges.settings(changed);
            book = new CredentialBook(changed.defaults(), rules);
            follow();
            boolean reread = changed.all() != before.all();
            boolean replan = !changed.period().equals(before.period());
            for (Agent agent : agents.values()) {
                if (reread || !changed.discovery().equals(before.discovery())) {
                    agent.rediscover();
                }
                if (replan) {
                    plan(agent, time.monotonic());
                }
            }
        });
    }

    private void follow() {
        agents.values().removeIf(agent -> {
            Watch watch = watched.watches().get(agent.watch().device().id());
            boolean stays = watch != null && isPolled(watch) && agent.isFor(watch.device(), book.of(watch.device()));
            if (!stays) {
                agent.forget();
            }
            return !stays;
        });
        for (Watch watch : watched.watches().values()) {
            if (!isPolled(watch)) {
                continue;
            }
            Agent agent = agents.get(watch.device().id());
            if (agent == null) {
                agent = new Agent(this, watch, book.of(watch.device()));
                agents.put(watch.device().id(), agent);
                plan(agent, time.monotonic());
            } else if (!agent.watch().equals(watch)) {
                agent.follow(watch);
            }
        }
    }

    private boolean isPolled(Watch watch) {
        Device device = watch.device();
        return watch.polled()
                && !device.addresses().isEmpty()
                && (settings.all() || !device.snmpPorts().isEmpty());
    }

    /** The ways to a device, in the order in which they are tried. */
    List<Session> sessions(Device device, Credentials credentials, boolean urgent) {
        UserKeys keys = credentials.problem().isEmpty()
                ? credentials.user().map(book::keys).orElse(null)
                : null;
        Standing standing = new Standing(urgent);
        List<Session> sessions = new ArrayList<>();
        for (Credentials.Way way : credentials.ways()) {
            if (way.version() != Version.V3 || keys != null) {
                sessions.add(new Session(device.addresses().get(0), way, credentials, keys, standing));
            }
        }
        return sessions;
    }

    /** Asks a device now. */
    void probe(Device device, CompletableFuture<ProbeReport> report) {
        post(() -> new OneProbe(this, device, book.of(device), agents.get(device.id())).run(report));
    }

    Optional<Agent> agent(DeviceId device) {
        return Optional.ofNullable(agents.get(device));
    }

    Collection<Agent> agents() {
        return agents.values();
    }

    long nextDiscovery(Watch watch) {
        Duration period = settings.discovery();
        return aligned(time.monotonic() + period.toNanos() / 2, period, watch);
    }

    /** Says that this monitor itself failed, at a limited rate. */
    void failed(String what, Throwable thrown) {
        failures.log(what + " failed: " + thrown + " at "
                + Arrays.stream(thrown.getStackTrace()).limit(STACK).toList());
    }

    void deliver(Sample sample) {
        outbox.add(sample);
    }

    Instant now() {
        return Time.instant(time.wall());
    }

    Time time() {
        return time;
    }

    Settings settings() {
        return settings;
    }

    Exchanges exchanges() {
        return exchanges;
    }

    Discovery discovery() {
        return discovery;
    }

    void skipped() {
        tally.add(Counter.SKIPPED);
    }

    long count(Counter counter) {
        return counter == Counter.DROPPED ? outbox.dropped() : tally.of(counter);
    }

    Udp udp() {
        return udp;
    }
}
