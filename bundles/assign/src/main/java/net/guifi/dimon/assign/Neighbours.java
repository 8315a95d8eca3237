// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.assign;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks processes of other monitors over HTTP whether they are alive. Each time one endpoint of a monitor is tried: those
 * that answered before come first, and after a failure it is the next one's turn.
 */
final class Neighbours implements AutoCloseable {
    /** Is told what came of it, on any thread. */
    interface Listener {
        void asked(String monitor, boolean answered);
    }

    private static final Logger LOG = LoggerFactory.getLogger(Neighbours.class);
    private static final String PATH = "/api/v1/alive";
    private static final Pattern ANSWER = Pattern.compile("\"monitor\"\\s*:\\s*\"([^\"]*)\"");
    private static final Duration LIMIT = Duration.ofSeconds(2);
    private static final int MOST_OCTETS = 1 << 10;
    private static final int THREADS = 2;
    private static final int MOST_WAITING = 16;
    private static final long IDLE_SECONDS = 30;

    private final Listener listener;
    private final ThreadPoolExecutor workers;
    private final Map<String, Contact> contacts = new HashMap<>();

    /** What is known of the way to one monitor. */
    private static final class Contact {
        private final Set<URI> answered = new HashSet<>();
        private int failures;
        private boolean asking;
        private Optional<HttpURLConnection> connection = Optional.empty();
        private long began;

        private Optional<URI> next(List<URI> endpoints) {
            List<URI> usable =
                    endpoints.stream().filter(Endpoints::isUsable).distinct().toList();
            answered.retainAll(usable);
            List<URI> ordered = Stream.concat(
                            usable.stream().filter(answered::contains),
                            usable.stream().filter(endpoint -> !answered.contains(endpoint)))
                    .toList();
            return ordered.isEmpty() ? Optional.empty() : Optional.of(ordered.get(failures % ordered.size()));
        }
    }

    Neighbours(Listener listener) {
        this.listener = listener;
        this.workers = new ThreadPoolExecutor(
                THREADS, THREADS, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(MOST_WAITING), task -> {
                    Thread thread = new Thread(task, "dimon-neighbours");
                    thread.setDaemon(true);
                    return thread;
                });
        workers.allowCoreThreadTimeOut(true);
    }

    /** Asks each of them once, unless the answer of the time before is still awaited. */
    synchronized void ask(List<Neighbour> neighbours) {
        for (Neighbour neighbour : neighbours) {
            Contact contact = contacts.computeIfAbsent(neighbour.id(), id -> new Contact());
            Optional<URI> endpoint = contact.next(neighbour.endpoints());
            if (!contact.asking && endpoint.isPresent()) {
                contact.asking = true;
                contact.began = System.nanoTime();
                try {
                    workers.execute(() -> ask(neighbour.id(), contact, endpoint.get()));
                } catch (RejectedExecutionException e) {
                    LOG.debug("Monitor {} is not asked: too many are, or this one stops", neighbour.id());
                    contact.asking = false;
                }
            }
        }
    }

    /** Forgets what is known of monitors other than these. */
    synchronized void keep(Set<String> monitors) {
        contacts.entrySet().removeIf(entry -> !entry.getValue().asking && !monitors.contains(entry.getKey()));
    }

    /** Ends what takes longer than an honest answer. */
    synchronized void endOverdue() {
        long now = System.nanoTime();
        for (Contact contact : contacts.values()) {
            if (contact.asking && now - contact.began > 2 * LIMIT.toNanos()) {
                contact.connection.ifPresent(HttpURLConnection::disconnect);
            }
        }
    }

    private void ask(String monitor, Contact contact, URI endpoint) {
        boolean alive = false;
        try {
            alive = isAlive(monitor, contact, endpoint);
        } catch (IOException | URISyntaxException | RuntimeException e) {
            LOG.debug("Monitor {} does not answer at {}", monitor, endpoint, e);
        }
        synchronized (this) {
            contact.asking = false;
            contact.connection = Optional.empty();
            contact.failures = alive ? 0 : contact.failures + 1;
            if (alive) {
                contact.answered.add(endpoint);
            }
        }
        listener.asked(monitor, alive);
    }

    private boolean isAlive(String monitor, Contact contact, URI endpoint) throws IOException, URISyntaxException {
        URI asked = new URI(endpoint.getScheme(), null, endpoint.getHost(), endpoint.getPort(), PATH, null, null);
        HttpURLConnection connection = (HttpURLConnection) asked.toURL().openConnection(Proxy.NO_PROXY);
        synchronized (this) {
            contact.began = System.nanoTime();
            contact.connection = Optional.of(connection);
        }
        connection.setConnectTimeout((int) LIMIT.toMillis());
        connection.setReadTimeout((int) LIMIT.toMillis());
        connection.setInstanceFollowRedirects(false);
        connection.setUseCaches(false);
        connection.setRequestProperty("Connection", "close");
        try {
            if (connection.getResponseCode() != HttpURLConnection.HTTP_OK) {
                return false;
            }
            try (InputStream in = connection.getInputStream()) {
                Matcher answer = ANSWER.matcher(new String(in.readNBytes(MOST_OCTETS), StandardCharsets.UTF_8));
                return answer.find() && answer.group(1).equals(monitor);
            }
        } finally {
            connection.disconnect();
        }
    }

    @Override
    public synchronized void close() {
        workers.shutdownNow();
        contacts.values().forEach(contact -> contact.connection.ifPresent(HttpURLConnection::disconnect));
    }
}
