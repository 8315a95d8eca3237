// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Tells when the appliance answers over HTTP, and knows what it watches. */
final class Readiness {
    private static final int CONNECT_MILLIS = 1_000;
    private static final int READ_MILLIS = 5_000;
    private static final long POLL_MILLIS = 100;

    private static final Duration PROGRESS = Duration.ofSeconds(2);

    private final PrintStream terminal;
    private final URI probe;

    Readiness(int port, PrintStream terminal) {
        this.terminal = terminal;
        this.probe = URI.create("http://127.0.0.1:" + port + "/api/v1/monitors");
    }

    /**
     * Waits until it answers.
     *
     * @return false when it did not within the limit
     */
    boolean await(Duration limit) throws InterruptedException {
        CountDownLatch answered = new CountDownLatch(1);
        ScheduledExecutorService asking = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "dimon-readiness");
            thread.setDaemon(true);
            return thread;
        });
        try {
            asking.scheduleWithFixedDelay(
                    () -> {
                        if (answers()) {
                            answered.countDown();
                        }
                    },
                    0,
                    POLL_MILLIS,
                    TimeUnit.MILLISECONDS);
            Duration passed = PROGRESS;
            while (passed.compareTo(limit) < 0) {
                if (answered.await(PROGRESS.toMillis(), TimeUnit.MILLISECONDS)) {
                    return true;
                }
                terminal.println("Starting … " + passed.toSeconds() + " s");
                passed = passed.plus(PROGRESS);
            }
            Duration rest = limit.minus(passed.minus(PROGRESS));
            return answered.await(rest.toMillis(), TimeUnit.MILLISECONDS);
        } finally {
            asking.shutdownNow();
        }
    }

    private boolean answers() {
        try {
            HttpURLConnection connection = (HttpURLConnection) probe.toURL().openConnection();
            connection.setConnectTimeout(CONNECT_MILLIS);
            connection.setReadTimeout(READ_MILLIS);
            if (connection.getResponseCode() != HttpURLConnection.HTTP_OK) {
                return false;
            }
            try (InputStream body = connection.getInputStream()) {
                return new String(body.readAllBytes(), StandardCharsets.UTF_8).contains("\"self\":true");
            }
        } catch (IOException e) {
            // Not yet.
            return false;
        }
    }
}
