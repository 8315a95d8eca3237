// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.discovery;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnsupportedAddressTypeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How long it takes to connect to the stores that others offer. That one answers says nothing of what it is. */
final class Distances {
    static final int MAX_AT_ONCE = 16;
    static final Duration AGAIN = Duration.ofMinutes(5);
    static final Duration LIMIT = Duration.ofSeconds(2);

    private record Measured(Optional<Duration> distance, Instant when) {}

    private final Map<InetSocketAddress, Measured> known = new HashMap<>();

    /** Empty where none was tried or there was no answer. */
    synchronized Optional<Duration> of(InetSocketAddress store) {
        return Optional.ofNullable(known.get(store)).flatMap(Measured::distance);
    }

    /**
     * Connects to those that it is time for, those asked the longest ago first, and forgets all others. It lasts
     * {@link #LIMIT} at most.
     */
    void measure(Collection<InetSocketAddress> stores, Instant now) {
        List<InetSocketAddress> due;
        synchronized (this) {
            known.keySet().retainAll(new HashSet<>(stores));
            due = stores.stream()
                    .distinct()
                    .filter(store -> !last(store).plus(AGAIN).isAfter(now))
                    .sorted(Comparator.comparing(this::last))
                    .limit(MAX_AT_ONCE)
                    .toList();
        }
        if (due.isEmpty()) {
            return;
        }
        Map<InetSocketAddress, Duration> answered = connect(due, LIMIT);
        synchronized (this) {
            due.forEach(store -> known.put(store, new Measured(Optional.ofNullable(answered.get(store)), now)));
        }
    }

    private Instant last(InetSocketAddress store) {
        Measured measured = known.get(store);
        return measured == null ? Instant.MIN : measured.when();
    }

    /** Who answered within the limit, and how soon. */
    static Map<InetSocketAddress, Duration> connect(Collection<InetSocketAddress> stores, Duration limit) {
        Map<InetSocketAddress, Duration> answered = new HashMap<>();
        try (Selector selector = Selector.open()) {
            for (InetSocketAddress store : stores) {
                begin(selector, store, answered);
            }
            long end = System.nanoTime() + limit.toNanos();
            while (hasOpen(selector) && !Thread.currentThread().isInterrupted()) {
                long left = (end - System.nanoTime()) / 1_000_000;
                if (left <= 0) {
                    break;
                }
                selector.select(key -> finish(key, answered), left);
            }
            for (SelectionKey key : selector.keys()) {
                key.channel().close();
            }
        } catch (IOException e) {
            // No more can be opened: whoever did not answer until now did not answer.
            return answered;
        }
        return answered;
    }

    private static boolean hasOpen(Selector selector) {
        return selector.keys().stream().anyMatch(SelectionKey::isValid);
    }

    private static void begin(Selector selector, InetSocketAddress store, Map<InetSocketAddress, Duration> answered)
            throws IOException {
        SocketChannel channel = SocketChannel.open();
        try {
            channel.configureBlocking(false);
            Attempt attempt = new Attempt(store, System.nanoTime());
            if (channel.connect(store)) {
                answered.put(store, attempt.elapsed());
                channel.close();
            } else {
                channel.register(selector, SelectionKey.OP_CONNECT, attempt);
            }
        } catch (IOException | UnsupportedAddressTypeException e) {
            // Refused at once, there is no route, or this host has no IPv6.
            channel.close();
        }
    }

    private static void finish(SelectionKey key, Map<InetSocketAddress, Duration> answered) {
        Attempt attempt = (Attempt) key.attachment();
        try (SocketChannel channel = (SocketChannel) key.channel()) {
            if (channel.finishConnect()) {
                answered.put(attempt.store(), attempt.elapsed());
            }
        } catch (IOException e) {
            // It does not answer, which is what is asked.
            key.cancel();
        }
    }

    private record Attempt(InetSocketAddress store, long begun) {
        Duration elapsed() {
            return Duration.ofNanos(System.nanoTime() - begun);
        }
    }
}
