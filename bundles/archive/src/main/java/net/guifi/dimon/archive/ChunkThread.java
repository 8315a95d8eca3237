// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.archive;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets the publisher look every few seconds whether something is due. */
final class ChunkThread {
    private static final Logger LOG = LoggerFactory.getLogger(ChunkThread.class);
    private static final Duration PERIOD = Duration.ofSeconds(10);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final ChunkPublisher publisher;
    private final Thread thread = new Thread(this::run, "dimon-archive-share");
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition ended = lock.newCondition();
    // Guarded by lock.
    private boolean stopped;
    private volatile SharingSettings settings;

    ChunkThread(ChunkPublisher publisher, SharingSettings settings) {
        this.publisher = publisher;
        this.settings = settings;
        thread.setDaemon(true);
        thread.start();
    }

    void configure(SharingSettings changed) {
        settings = changed;
    }

    private void run() {
        boolean more = false;
        while (!await(more ? Duration.ZERO : PERIOD)) {
            try {
                more = publisher.run(settings);
            } catch (RuntimeException | Error e) {
                more = false;
                LOG.error("Summaries could not be shared, and are tried again", e);
            }
        }
    }

    /** Waits, and tells whether this is the end. */
    private boolean await(Duration time) {
        lock.lock();
        try {
            long left = time.toNanos();
            while (left > 0 && !stopped) {
                left = ended.awaitNanos(left);
            }
            return stopped;
        } catch (InterruptedException e) {
            throw new IllegalStateException("Nobody interrupts this thread", e);
        } finally {
            lock.unlock();
        }
    }

    /** Ends it, without an interrupt: within the store that would close its file. */
    void close() {
        lock.lock();
        try {
            stopped = true;
            ended.signal();
        } finally {
            lock.unlock();
        }
        try {
            thread.join(PATIENCE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
