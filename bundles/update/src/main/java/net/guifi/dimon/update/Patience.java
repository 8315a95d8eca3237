// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.update;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.osgi.framework.BundleException;

/** Calls what runs code of bundles, which may never come back: in a thread of its own, for a limited time. */
final class Patience {
    private static final long INNERMOST = 3;

    private final Duration limit;
    private final Duration grace;

    /**
     * How long is waited.
     *
     * @param limit until a call is interrupted
     * @param grace how long it then has to end
     */
    Patience(Duration limit, Duration grace) {
        this.limit = limit;
        this.grace = grace;
    }

    /** What may take long. */
    interface Call {
        void run() throws BundleException;
    }

    /** A call did not come back in time; the message tells where it hung. */
    static final class HangException extends Exception {
        private static final long serialVersionUID = 1;

        HangException(String message) {
            super(message);
        }
    }

    /**
     * Makes a call.
     *
     * @param name of the bundle, for the name of the thread
     * @throws HangException when it did not come back; it has been interrupted, and may go on nevertheless
     */
    void call(String name, Call call) throws BundleException, HangException, InterruptedException {
        FutureTask<Void> task = new FutureTask<>(() -> {
            call.run();
            return null;
        });
        Thread thread = new Thread(task, "dimon-update " + name);
        thread.setDaemon(true);
        thread.start();
        try {
            task.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            String place = place(thread);
            thread.interrupt();
            thread.join(grace.toMillis());
            throw new HangException("hangs: after " + limit.toSeconds() + " s it was at " + place);
        } catch (InterruptedException e) {
            thread.interrupt();
            throw e;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof BundleException failure) {
                throw failure;
            }
            throw new BundleException("It failed unexpectedly: " + e.getCause(), e.getCause());
        }
    }

    /** Where the code of the bundle, not that of Java, is. */
    private static String place(Thread thread) {
        return Arrays.stream(thread.getStackTrace())
                .filter(frame -> !"java.base".equals(frame.getModuleName()))
                .limit(INNERMOST)
                .map(StackTraceElement::toString)
                .collect(Collectors.joining(", called by "));
    }
}
