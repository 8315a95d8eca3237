// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.webconsole;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Slows down whoever tries passwords: some wrong ones are free, each further one doubles the wait until that peer's next
 * is looked at.
 */
final class FailedAttempts {
    private static final int FREE = 4;
    private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);
    private static final Duration FORGOTTEN_AFTER = Duration.ofMinutes(10);
    private static final int MOST_PEERS = 1_000;

    private final LongSupplier nanoTime;
    private final Map<String, Failures> peers = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Failures> eldest) {
            return size() > MOST_PEERS;
        }
    };

    FailedAttempts(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** How long this peer has to wait; empty when it may try now. */
    synchronized Optional<Duration> wait(String peer) {
        Failures failures = peers.get(peer);
        if (failures == null) {
            return Optional.empty();
        }
        long passed = nanoTime.getAsLong() - failures.last;
        if (passed > FORGOTTEN_AFTER.toNanos()) {
            peers.remove(peer);
            return Optional.empty();
        }
        long left = failures.pause().toNanos() - passed;
        return left > 0 ? Optional.of(Duration.ofNanos(left)) : Optional.empty();
    }

    synchronized void add(String peer) {
        Failures failures = peers.get(peer);
        peers.put(peer, new Failures(failures == null ? 1 : failures.count + 1, nanoTime.getAsLong()));
    }

    synchronized void clear(String peer) {
        peers.remove(peer);
    }

    private record Failures(int count, long last) {
        Duration pause() {
            if (count < FREE) {
                return Duration.ZERO;
            }
            Duration wait = FIRST_WAIT.multipliedBy(1L << Math.min(count - FREE, 30));
            return wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
        }
    }
}
