// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.health;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import net.guifi.dimon.api.assignment.WatchList;
import net.guifi.dimon.api.health.DeviceHealth;
import net.guifi.dimon.api.health.DeviceState;
import net.guifi.dimon.api.health.Transition;
import net.guifi.dimon.api.inventory.DeviceId;
import net.guifi.dimon.api.measurement.Metric;
import net.guifi.dimon.api.measurement.Sample;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The devices' {@link Track}s, and the {@link Journal} of them. Samples may come from any thread and touch memory only;
 * whoever owns this calls {@link #tick} about once a second from one thread, which looks for silence and writes.
 */
final class StateKeeper implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(StateKeeper.class);
    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final int MAX_UNWRITTEN = 100_000;

    private final Clock clock;
    private final LongSupplier nanos;
    private final Path directory;
    private final Journal journal;
    private final Map<DeviceId, Track> tracks = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<Journal.Entry> unwritten = new ConcurrentLinkedQueue<>();
    private final AtomicInteger unwrittenCount = new AtomicInteger();
    private volatile Settings settings;
    private volatile long lastData;
    private volatile String trouble;
    // Used by the ticking thread alone.
    private boolean rewrite;
    private long lastTry;

    /** Reads what was kept. */
    StateKeeper(Path directory, Settings settings, Clock clock, LongSupplier nanos) {
        this.directory = directory;
        this.settings = settings;
        this.clock = clock;
        this.nanos = nanos;
        this.journal = new Journal(directory);
        this.lastData = nanos.getAsLong();
        try {
            int damaged = journal.read(
                    entry -> kept(entry.transition().device()).restore(entry),
                    state -> kept(state.device()).restore(state));
            if (damaged > 0) {
                LOG.warn("{} lines of the journal in {} are damaged and were left out", damaged, directory);
            }
        } catch (IOException e) {
            LOG.error("The journal in {} cannot be read, it begins anew: {}", directory, e.toString());
        }
        trim();
    }

    private Track kept(DeviceId device) {
        return tracks.computeIfAbsent(device, id -> new Track(id, clock.instant(), nanos.getAsLong()));
    }

    void configure(Settings changed) {
        settings = changed;
    }

    void accept(List<Sample> samples) {
        long now = nanos.getAsLong();
        Settings current = settings;
        for (Sample sample : samples) {
            if (sample.series().metric().equals(Metric.RTT)) {
                lastData = now;
                Track track = tracks.get(sample.series().device());
                if (track != null && track.isWatched()) {
                    note(track.accept(sample, current, now));
                }
            }
        }
    }

    void watch(WatchList list) {
        Instant now = clock.instant();
        long ticks = nanos.getAsLong();
        for (DeviceId device : list.watches().keySet()) {
            tracks.computeIfAbsent(device, id -> new Track(id, now, ticks)).watch(ticks);
        }
        tracks.forEach((device, track) -> {
            if (!list.watches().containsKey(device)) {
                track.leave(now);
            }
        });
    }

    Optional<DeviceHealth> of(DeviceId device) {
        return Optional.ofNullable(tracks.get(device)).filter(Track::isWatched).map(track -> track.health(settings));
    }

    Collection<DeviceHealth> all() {
        Settings current = settings;
        return tracks.values().stream()
                .filter(Track::isWatched)
                .map(track -> track.health(current))
                .toList();
    }

    List<Transition> transitions(DeviceId device) {
        Track track = tracks.get(device);
        if (track == null) {
            return List.of();
        }
        List<Transition> newestFirst = new ArrayList<>(track.history());
        Collections.reverse(newestFirst);
        return newestFirst;
    }

    /** How many of the watched devices are in each state. */
    Map<DeviceState, Integer> counts() {
        Map<DeviceState, Integer> counts = new EnumMap<>(DeviceState.class);
        tracks.values().stream()
                .filter(Track::isWatched)
                .forEach(track -> counts.merge(track.state(), 1, Integer::sum));
        return counts;
    }

    /** How long no samples of any device have come. */
    Duration silence() {
        return Duration.ofNanos(nanos.getAsLong() - lastData);
    }

    /** Why the journal cannot be written; empty when it can. */
    Optional<String> trouble() {
        return Optional.ofNullable(trouble);
    }

    /** Looks for devices of which nothing came for too long, and brings what changed to the disk. */
    void tick() {
        Settings current = settings;
        Instant now = clock.instant();
        long ticks = nanos.getAsLong();
        for (Track track : tracks.values()) {
            note(track.check(current, now, ticks, lastData));
        }
        if (trouble == null || ticks - lastTry > RETRY_NANOS) {
            lastTry = ticks;
            write();
        }
    }

    private void note(Journal.Entry entry) {
        if (entry != null && unwrittenCount.incrementAndGet() <= MAX_UNWRITTEN) {
            unwritten.add(entry);
        }
    }

    private void write() {
        int noted = unwrittenCount.getAndSet(0);
        List<Journal.Entry> entries = new ArrayList<>();
        for (Journal.Entry entry = unwritten.poll(); entry != null; entry = unwritten.poll()) {
            entries.add(entry);
        }
        if (entries.isEmpty() && !rewrite) {
            return;
        }
        try {
            if (rewrite || noted > MAX_UNWRITTEN || journal.isLong()) {
                compact();
            } else {
                entries.forEach(entry -> kept(entry.transition().device()).trim(settings.transitionsPerDevice()));
                journal.append(entries);
            }
            if (trouble != null) {
                LOG.info("The journal in {} can be written again", directory);
            }
            trouble = null;
            rewrite = false;
        } catch (IOException e) {
            if (trouble == null) {
                LOG.error("The journal in {} cannot be written, it is tried again: {}", directory, e.toString());
            }
            trouble = e.toString();
            rewrite = true;
        }
    }

    private void compact() throws IOException {
        trim();
        journal.compact(tracks.values().stream().map(Track::save).iterator());
    }

    private void trim() {
        Settings current = settings;
        Instant forgotten = clock.instant().minus(current.keepHistory());
        tracks.values().removeIf(track -> track.leftBefore(forgotten));
        int limit = current.transitionsPerDevice();
        tracks.values().forEach(track -> track.trim(current.transitionsPerDevice()));
        while (limit > 1
                && tracks.values().stream().mapToLong(Track::historyBytes).sum() > current.historyBytes()) {
            limit = limit * 3 / 4;
            int fewer = limit;
            tracks.values().forEach(track -> track.trim(fewer));
        }
    }

    /** Brings everything to the disk; nothing may be called any more but what reads. */
    @Override
    public void close() {
        rewrite = true;
        write();
        try {
            journal.close();
        } catch (IOException e) {
            LOG.warn("The journal in {} cannot be closed: {}", directory, e.toString());
        }
    }
}
