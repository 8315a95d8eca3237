// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storeantidote;

import com.google.protobuf.ByteString;
import eu.antidotedb.antidotepb.AntidotePB.ApbBoundObject;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keys that spoil each read that asks for them, so that they are left out for a while: what stands there is too long, or
 * somebody used the key with another type.
 */
final class Unreadable {
    private static final Logger LOG = LoggerFactory.getLogger(Unreadable.class);
    private static final int MOST = 1_000;
    private static final Duration LEFT_OUT = Duration.ofMinutes(10);
    /** A server that recovers refuses too; it does not for so long. */
    private static final Duration PERSISTENT = Duration.ofSeconds(60);

    private static final Duration OVER = Duration.ofMinutes(2);

    private record Refusals(long first, long last) {}

    private final Map<ByteString, Long> until = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ByteString, Long> eldest) {
            return size() > MOST;
        }
    };
    private Optional<Refusals> refusals = Optional.empty();

    synchronized boolean contains(ApbBoundObject object) {
        return until.containsKey(object.getKey());
    }

    synchronized int count() {
        long now = System.nanoTime();
        until.values().removeIf(end -> end - now <= 0);
        return until.size();
    }

    synchronized void add(ApbBoundObject object, String why) {
        until.put(object.getKey(), System.nanoTime() + LEFT_OUT.toNanos());
        LOG.warn("{} is not read for {}: {}", object.getKey().toStringUtf8(), LEFT_OUT, why);
    }

    synchronized void refused() {
        long now = System.nanoTime();
        long first = refusals.filter(before -> now - before.last() < OVER.toNanos())
                .map(Refusals::first)
                .orElse(now);
        refusals = Optional.of(new Refusals(first, now));
    }

    /** Whether servers have been refusing for so long that it must be because of the keys. */
    synchronized boolean isPersistent() {
        return refusals.filter(seen -> seen.last() - seen.first() >= PERSISTENT.toNanos()
                        && System.nanoTime() - seen.last() < OVER.toNanos())
                .isPresent();
    }
}
