// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.probing;

import java.util.function.Consumer;

/** Passes on one message a minute, with how many were left out since. */
public final class RateLimitedLog {
    private static final long INTERVAL = 60_000_000_000L;

    private final Time time;
    private final Consumer<String> log;
    private boolean logged;
    private long last;
    private long leftOut;

    /**
     * Begins with nothing logged.
     *
     * @param time tells when a minute is over
     * @param log takes the messages
     */
    public RateLimitedLog(Time time, Consumer<String> log) {
        this.time = time;
        this.log = log;
    }

    /**
     * Passes on a message, or counts it.
     *
     * @param message the message
     */
    public synchronized void log(String message) {
        long now = time.monotonic();
        if (logged && now - last < INTERVAL) {
            leftOut++;
            return;
        }
        log.accept(leftOut == 0 ? message : message + " (and " + leftOut + " more like this)");
        logged = true;
        last = now;
        leftOut = 0;
    }
}
