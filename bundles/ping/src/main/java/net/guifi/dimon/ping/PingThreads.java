// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.ping;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import net.guifi.dimon.probing.RateLimitedLog;
import net.guifi.dimon.probing.Time;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The two threads of an engine: one sends, one receives and hands on the outcomes. */
final class PingThreads {
    private static final Logger LOG = LoggerFactory.getLogger(PingThreads.class);
    private static final long LONGEST_WAIT = 1_000_000_000;
    /** Round-trip times come from the kernel's stamps, so answers may wait until one wake-up serves several. */
    private static final long COALESCING = 20_000_000;
    /** When few come. */
    private static final long SPARSE_COALESCING = 100_000_000;
    /** When many come, and the receive buffer would fill. */
    private static final long CROWDED_COALESCING = 2_000_000;

    private static final long STOP_SECONDS = 5;
    private static final int STACK = 5;

    private final PingEngine engine;
    private final IcmpNetwork network;
    private final Time time;
    private final Runnable deliver;
    private final RateLimitedLog failures;
    private final Thread sender = new Thread(() -> run(this::send), "dimon-ping-send");
    private final Thread receiver = new Thread(() -> run(this::receive), "dimon-ping-receive");
    private volatile boolean running = true;
    private int answers;

    PingThreads(PingEngine engine, IcmpNetwork network, Time time, Runnable deliver) {
        this.engine = engine;
        this.network = network;
        this.time = time;
        this.deliver = deliver;
        failures = new RateLimitedLog(time, message -> LOG.error("{}", message));
        sender.setDaemon(true);
        receiver.setDaemon(true);
    }

    void start() {
        receiver.start();
        sender.start();
    }

    /** Something is due earlier than before. */
    void wake() {
        LockSupport.unpark(sender);
        LockSupport.unpark(receiver);
        network.wake();
    }

    /** Ends both threads; false when one did not end in time. */
    boolean stop() {
        running = false;
        wake();
        try {
            sender.join(TimeUnit.SECONDS.toMillis(STOP_SECONDS));
            receiver.join(TimeUnit.SECONDS.toMillis(STOP_SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return !sender.isAlive() && !receiver.isAlive();
    }

    boolean areAlive() {
        return sender.isAlive() && receiver.isAlive();
    }

    private void run(Runnable step) {
        while (running) {
            try {
                step.run();
            } catch (RuntimeException | Error e) {
                failures.log(Thread.currentThread().getName() + " goes on after " + e + " at "
                        + Arrays.stream(e.getStackTrace()).limit(STACK).toList());
                LockSupport.parkNanos(LONGEST_WAIT);
            }
        }
    }

    private void send() {
        boolean sparse = engine.isSparse();
        long wait = engine.send() - time.monotonic();
        if (sparse && !engine.isSparse()) {
            LockSupport.unpark(receiver);
        }
        if (wait > 0 && running) {
            LockSupport.parkNanos(this, wait);
        }
    }

    private void receive() {
        if (engine.isStamped() && (answers > 0 || engine.underWay() > 0)) {
            LockSupport.parkNanos(this, coalescing());
        } else {
            long timeout = engine.nextTimeout();
            long wait = timeout == Long.MAX_VALUE ? LONGEST_WAIT : Math.min(timeout - time.monotonic(), LONGEST_WAIT);
            network.await(Math.max(wait, 0));
        }
        answers = engine.receive();
        deliver.run();
    }

    private long coalescing() {
        if (answers >= EchoBatch.CAPACITY) {
            return CROWDED_COALESCING;
        }
        return engine.isSparse() ? SPARSE_COALESCING : COALESCING;
    }
}
