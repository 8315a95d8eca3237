// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.archive;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;
import net.guifi.dimon.api.inventory.DeviceId;
import net.guifi.dimon.api.measurement.SharedSummaries;
import net.guifi.dimon.api.store.ReplicatedStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what other monitors shared: from this monitor's disk, or from where the monitors share it. What was fetched is
 * kept for a while, so that who asks again soon has it at once.
 */
final class ChunkReader {
    private static final Logger LOG = LoggerFactory.getLogger(ChunkReader.class);
    private static final int AT_ONCE = 32;
    // Of so many monitors what changes each 15 min is looked at, of more what changes once a day.
    private static final int FEW = 16;
    private static final int WAITING = 16;
    private static final int CACHED_OCTETS = 4 << 20;
    private static final int ENTRY_OCTETS = 250;
    private static final byte[] REFUSED = {};

    private final Supplier<Sharing> sharing;
    private final Duration patience;
    private final ThreadPoolExecutor executor;
    private final AtomicLong refusals = new AtomicLong();
    // Guarded by itself, like the octets it holds.
    private final Map<Key, byte[]> cache = new LinkedHashMap<>(16, 0.75f, true);
    private int cached;

    private record Key(String owner, ChunkName name) {}

    /** @param patience how long one question may take */
    ChunkReader(Supplier<Sharing> sharing, Duration patience) {
        this.sharing = sharing;
        this.patience = patience;
        executor = new ThreadPoolExecutor(1, 1, 10, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING), task -> {
            Thread thread = new Thread(task, "dimon-archive-read");
            thread.setDaemon(true);
            return thread;
        });
        executor.allowCoreThreadTimeOut(true);
    }

    /** How many chunks were refused. */
    long refusals() {
        return refusals.get();
    }

    /** What is being read is still answered: an interrupt within the store would close its file. */
    void close() {
        executor.shutdown();
    }

    /** The other monitors whose newest day has the device; in a small network, or before the first day, the newest slot. */
    CompletableFuture<List<String>> monitors(DeviceId device) {
        return inTurn(store -> monitors(store, device), List.of());
    }

    CompletableFuture<SharedSummaries> read(
            String monitor, DeviceId device, Instant from, Instant to, Duration resolution) {
        Duration fitting =
                resolution.compareTo(ChunkName.Span.SLOT.interval()) < 0 ? ChunkName.Span.SLOT.interval() : resolution;
        SharedPoints points = new SharedPoints(from, to, fitting);
        return inTurn(
                store -> {
                    List<List<ChunkName>> wanted =
                            ChunkNames.of(store.names(monitor)).within(from, to, fitting);
                    int missing = read(store, monitor, device, wanted, points);
                    return new SharedSummaries(monitor, points.done(), missing);
                },
                new SharedSummaries(monitor, Map.of(), 0));
    }

    private <T> CompletableFuture<T> inTurn(Function<ReplicatedStore, T> task, T alone) {
        try {
            return CompletableFuture.supplyAsync(
                    () -> sharing.get().store().map(task).orElse(alone), executor);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.failedFuture(
                    new IllegalStateException("Too many wait for summaries of other monitors, or the archive ends", e));
        }
    }

    private List<String> monitors(ReplicatedStore store, DeviceId device) {
        List<String> others = sharing.get().others();
        List<Key> newest = new ArrayList<>();
        for (String monitor : others) {
            ChunkNames.of(store.names(monitor))
                    .newest(others.size() <= FEW)
                    .forEach(name -> newest.add(new Key(monitor, name)));
        }
        Map<Key, Optional<DeviceSummaries>> found = look(store, newest, device, deadline());
        return found.entrySet().stream()
                .filter(each -> each.getValue().isPresent())
                .map(each -> each.getKey().owner())
                .distinct()
                .sorted()
                .toList();
    }

    /** Reads a device out of chunks, and tells of how many nothing is known: what it may be in cannot be had now. */
    private int read(
            ReplicatedStore store, String monitor, DeviceId device, List<List<ChunkName>> wanted, SharedPoints points) {
        if (wanted.isEmpty()) {
            return 0;
        }
        long deadline = deadline();
        Map<Key, Optional<DeviceSummaries>> seen =
                new HashMap<>(look(store, keys(monitor, wanted.get(0)), device, deadline));
        // Mostly a device is in the same part of each slot.
        int part = seen.entrySet().stream()
                .filter(each -> each.getValue().isPresent())
                .mapToInt(each -> each.getKey().name().part())
                .findFirst()
                .orElse(0);
        List<ChunkName> likely = wanted.stream()
                .skip(1)
                .map(parts -> parts.get(Math.min(part, parts.size() - 1)))
                .toList();
        seen.putAll(look(store, keys(monitor, likely), device, deadline));
        List<Key> others = wanted.stream()
                .map(parts -> keys(monitor, parts))
                .filter(parts -> parts.stream().noneMatch(key -> isIn(seen, key)))
                .flatMap(List::stream)
                .filter(key -> !seen.containsKey(key))
                .toList();
        seen.putAll(look(store, others, device, deadline));
        seen.forEach((key, found) -> found.ifPresent(summaries -> points.add(key.name(), summaries)));
        return (int) wanted.stream()
                .map(parts -> keys(monitor, parts))
                .filter(parts -> parts.stream().noneMatch(key -> isIn(seen, key))
                        && !seen.keySet().containsAll(parts))
                .count();
    }

    private static List<Key> keys(String monitor, List<ChunkName> names) {
        return names.stream().map(name -> new Key(monitor, name)).toList();
    }

    private static boolean isIn(Map<Key, Optional<DeviceSummaries>> seen, Key key) {
        return seen.getOrDefault(key, Optional.empty()).isPresent();
    }

    private long deadline() {
        return System.nanoTime() + patience.toNanos();
    }

    /** What chunks have of a device; those that cannot be had, or read, are left out. */
    private Map<Key, Optional<DeviceSummaries>> look(
            ReplicatedStore store, Collection<Key> keys, DeviceId device, long deadline) {
        Map<Key, Optional<DeviceSummaries>> seen = new HashMap<>();
        List<Key> all = List.copyOf(keys);
        for (int from = 0; from < all.size(); from += AT_ONCE) {
            List<Key> some = all.subList(from, Math.min(all.size(), from + AT_ONCE));
            Map<Key, CompletableFuture<Optional<byte[]>>> asked = new LinkedHashMap<>();
            some.forEach(key -> asked.put(key, ask(store, key)));
            asked.forEach((key, answer) -> await(answer, deadline)
                    .flatMap(encoded -> decode(key, encoded))
                    .ifPresent(chunk -> seen.put(key, chunk.find(device))));
        }
        return seen;
    }

    private CompletableFuture<Optional<byte[]>> ask(ReplicatedStore store, Key key) {
        Optional<byte[]> kept;
        synchronized (cache) {
            kept = Optional.ofNullable(cache.get(key));
        }
        Optional<byte[]> here = kept.or(() -> store.get(key.owner(), key.name().toString()));
        if (here.isPresent()) {
            return CompletableFuture.completedFuture(here);
        }
        return store.fetch(key.owner(), key.name().toString()).whenComplete((found, failure) -> {
            if (failure == null) {
                found.ifPresent(encoded -> keep(key, encoded));
            }
        });
    }

    private static Optional<byte[]> await(CompletableFuture<Optional<byte[]>> answer, long deadline) {
        try {
            return answer.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException | ExecutionException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private Optional<Chunk> decode(Key key, byte[] encoded) {
        if (encoded == REFUSED) {
            return Optional.empty();
        }
        try {
            Chunk chunk = Chunk.decode(encoded);
            if (chunk.intervals() != key.name().span().intervals()) {
                throw new MalformedChunkException("it has " + chunk.intervals() + " intervals");
            }
            return Optional.of(chunk);
        } catch (MalformedChunkException e) {
            keep(key, REFUSED);
            refusals.incrementAndGet();
            LOG.warn("{} of monitor {} is refused: {}", key.name(), key.owner(), e.getMessage());
            return Optional.empty();
        }
    }

    private void keep(Key key, byte[] encoded) {
        synchronized (cache) {
            byte[] before = cache.put(key, encoded);
            cached += ENTRY_OCTETS + encoded.length - (before == null ? 0 : ENTRY_OCTETS + before.length);
            Iterator<byte[]> eldest = cache.values().iterator();
            while (cached > CACHED_OCTETS) {
                cached -= ENTRY_OCTETS + eldest.next().length;
                eldest.remove();
            }
        }
    }
}
