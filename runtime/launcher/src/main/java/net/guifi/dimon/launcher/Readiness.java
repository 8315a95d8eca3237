// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

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
        // Not the clock of the day: on a board without one it jumps when the network tells the time.
        long begin = System.nanoTime();
        Duration next = PROGRESS;
        Duration passed = Duration.ZERO;
        while (passed.compareTo(limit) < 0) {
            if (answers()) {
                return true;
            }
            if (passed.compareTo(next) >= 0) {
                terminal.println("Starting … " + next.toSeconds() + " s");
                next = next.plus(PROGRESS);
            }
            Thread.sleep(POLL_MILLIS);
            passed = Duration.ofNanos(System.nanoTime() - begin);
        }
        return false;
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
