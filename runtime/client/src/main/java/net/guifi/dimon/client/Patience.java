// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.client;

import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Tells the person in front of the terminal, again and again, that nothing has come from the appliance. */
final class Patience implements AutoCloseable {
    static final Duration INTERVAL = Duration.ofSeconds(2);

    private final PrintStream err;
    private final Duration interval;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "dimon-patience");
        thread.setDaemon(true);
        return thread;
    });
    private ScheduledFuture<?> notices;

    /** Begins to wait. */
    Patience(PrintStream err, Duration interval) {
        this.err = err;
        this.interval = interval;
        this.notices = schedule();
    }

    /** Something came: begins anew to wait. */
    void begin() {
        notices.cancel(false);
        notices = schedule();
    }

    private ScheduledFuture<?> schedule() {
        long start = System.nanoTime();
        return timer.scheduleAtFixedRate(
                () -> err.println("still waiting for the appliance, "
                        + TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start) + " s"),
                interval.toMillis(),
                interval.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
