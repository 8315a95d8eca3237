// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.archive;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.guifi.dimon.api.inventory.DeviceId;
import net.guifi.dimon.api.store.Reach;
import net.guifi.dimon.api.store.ReplicatedStore;
import net.guifi.dimon.api.store.StoreException;
import net.guifi.dimon.api.store.Write;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shares summaries of what this monitor measured: each slot once, when it is over, and each day. What is in the store
 * tells how far it is, so a restart goes on where it was; a slot without samples leaves nothing.
 *
 * <p>Not safe for several threads, but for {@link #report}.
 */
final class ChunkPublisher {
    /** How long after its end a slot is summarised: what is late is in the archive by then. */
    static final Duration GRACE = Duration.ofSeconds(10);
    /** Within which time after that the monitors of a network follow each other. */
    static final Duration SPREAD = Duration.ofSeconds(120);
    /** How many devices a chunk has, unless there would be more than {@value #MOST_PARTS} of a slot. */
    static final int PART = 1024;

    // The index of a monitor has to hold those of some days, and is written with each slot.
    static final int MOST_PARTS = 16;
    private static final int DEVICES_AT_ONCE = 4096;
    private static final Duration RETRY = Duration.ofMinutes(1);
    private static final String UNSYNCHRONISED =
            "the clock of this machine is not synchronised. Let a time service keep"
                    + " it right, such as chrony (apt install chrony); in a container that is up to the host.";
    private static final Logger LOG = LoggerFactory.getLogger(ChunkPublisher.class);
    private static final ChunkName.Span SLOT = ChunkName.Span.SLOT;
    private static final ChunkName.Span DAY = ChunkName.Span.DAY;

    private final Supplier<Sharing> sharing;
    private final Slots slots;
    private final Clock clock;

    private final LongSupplier nanos;
    private final ClockWatch watch = new ClockWatch();
    private Instant considered = Instant.MIN;
    private String consideredBy = "";
    private Instant retry = Instant.MIN;
    private volatile Report report = new Report(Optional.empty(), Optional.empty(), 0);

    /**
     * How it goes.
     *
     * @param waitingFor why nothing is shared now
     * @param newest start of the newest slot that was shared since this monitor started
     * @param octets what was shared since then
     */
    record Report(Optional<String> waitingFor, Optional<Instant> newest, long octets) {}

    /** What was measured in a slot. */
    interface Slots {
        /** The devices that have samples in it, in the order of their ids. */
        List<DeviceSummaries> of(Instant start, Uplinks uplinks);
    }

    ChunkPublisher(Supplier<Sharing> sharing, Slots slots, Clock clock, LongSupplier nanos) {
        this.sharing = sharing;
        this.slots = slots;
        this.clock = clock;
        this.nanos = nanos;
    }

    Report report() {
        return report;
    }

    /** Shares the oldest slot that is due, and tells whether there may be more; to be called every few seconds. */
    boolean run(SharingSettings settings) {
        Instant now = clock.instant();
        Sharing present = sharing.get();
        if (present.store().isEmpty() || present.network().isEmpty()) {
            waitFor(Optional.of("there is no store."));
            return false;
        }
        boolean synchronised = present.isClockSynchronised();
        watch.look(now, nanos.getAsLong(), synchronised);
        if (!synchronised) {
            waitFor(Optional.of(UNSYNCHRONISED));
            return false;
        }
        if (now.isBefore(retry) && now.isAfter(retry.minus(RETRY))) {
            return false;
        }
        try {
            boolean more = publish(present, settings, now);
            waitFor(Optional.empty());
            return more;
        } catch (StoreException | IllegalArgumentException | IllegalStateException e) {
            if (report.waitingFor().isEmpty()) {
                LOG.warn("Summaries cannot be shared, and are tried again: {}", e.getMessage());
            }
            waitFor(Optional.of("the store refuses them: " + e.getMessage() + "."));
            retry = now.plus(RETRY);
            return false;
        }
    }

    private void waitFor(Optional<String> reason) {
        report = new Report(reason, report.newest(), report.octets());
    }

    private boolean publish(Sharing present, SharingSettings settings, Instant now) {
        ReplicatedStore store = present.store().orElseThrow();
        String id = store.monitorId();
        if (!id.equals(consideredBy) || considered.isAfter(now)) {
            consideredBy = id;
            considered = Instant.MIN;
        }
        Instant oldest = SLOT.startOf(now.minus(settings.chunks()));
        Instant until = now.minus(GRACE).minus(phase(id)).minus(SLOT.length());
        watch.forgetBefore(oldest);
        if (considered.isAfter(until)) {
            return false;
        }
        SortedSet<ChunkName> own = own(store, id);
        Instant slot = Stream.concat(Stream.of(oldest, considered), ends(own, now))
                .max(Comparator.naturalOrder())
                .orElseThrow();
        if (!slot.isAfter(until)) {
            List<DeviceSummaries> devices = watch.isMisdated(slot) ? List.of() : slots.of(slot, present.uplinks());
            List<Write> writes = new ArrayList<>(puts(SLOT, slot, devices));
            writes.addAll(days(store, own, slot, settings));
            write(store, own, writes, now, settings);
            if (!devices.isEmpty()) {
                report = new Report(report.waitingFor(), Optional.of(slot), report.octets());
            }
            slot = slot.plus(SLOT.length());
        }
        considered = slot;
        return !considered.isAfter(until);
    }

    /** When in the minutes after a slot it is this monitor's turn. */
    static Duration phase(String monitor) {
        return Duration.ofSeconds(Math.floorMod(monitor.hashCode(), SPREAD.toSeconds()));
    }

    private static SortedSet<ChunkName> own(ReplicatedStore store, String id) {
        return store.names(id).stream()
                .flatMap(name -> ChunkName.parse(name).stream())
                .collect(Collectors.toCollection(() ->
                        new TreeSet<>(Comparator.comparing(ChunkName::span).thenComparing(Comparator.naturalOrder()))));
    }

    private static Stream<Instant> ends(Collection<ChunkName> own, Instant now) {
        return own.stream()
                .filter(name -> name.span() == SLOT && !name.start().isAfter(now))
                .map(ChunkName::end);
    }

    private void write(
            ReplicatedStore store,
            Collection<ChunkName> own,
            List<Write> writes,
            Instant now,
            SharingSettings settings) {
        long octets = 0;
        Set<String> written = new HashSet<>();
        for (Write write : writes) {
            if (write instanceof Write.Put put) {
                octets += put.value().length;
                written.add(put.name());
            }
        }
        own.stream()
                .filter(name -> isExpired(name, now, settings))
                .map(ChunkName::toString)
                .filter(name -> !written.contains(name))
                .forEach(name -> writes.add(new Write.Remove(name)));
        if (!writes.isEmpty()) {
            store.apply(writes);
            report = new Report(report.waitingFor(), report.newest(), report.octets() + octets);
        }
    }

    /** Whether it is too old, or from a time when the clock was ahead. */
    private static boolean isExpired(ChunkName name, Instant now, SharingSettings settings) {
        Duration kept = name.span() == DAY ? settings.days() : settings.chunks();
        return name.end().isBefore(now.minus(kept)) || name.start().isAfter(now);
    }

    private static List<Write> puts(ChunkName.Span span, Instant start, List<DeviceSummaries> devices) {
        if (devices.isEmpty()) {
            return List.of();
        }
        int parts = Math.min(MOST_PARTS, (devices.size() + PART - 1) / PART);
        int size = (devices.size() + parts - 1) / parts;
        List<byte[]> values = new ArrayList<>();
        for (int from = 0; from < devices.size(); from += size) {
            encode(span, devices.subList(from, Math.min(devices.size(), from + size)), values);
        }
        List<Write> puts = new ArrayList<>();
        for (byte[] value : values) {
            ChunkName name = new ChunkName(span, start, puts.size());
            puts.add(new Write.Put(name.toString(), value, Reach.GUARDIANS));
        }
        return puts;
    }

    private static void encode(ChunkName.Span span, List<DeviceSummaries> devices, Collection<byte[]> values) {
        byte[] value = new Chunk(span.intervals(), devices).encode();
        int half = devices.size() / 2;
        if (half > 0 && (value.length > ReplicatedStore.MAX_VALUE || devices.size() > Chunk.MAX_DEVICES)) {
            encode(span, devices.subList(0, half), values);
            encode(span, devices.subList(half, devices.size()), values);
        } else {
            values.add(value);
        }
    }

    /** Summaries of the days that are over when a slot begins, and of which there is none yet. */
    private static List<Write> days(
            ReplicatedStore store, SortedSet<ChunkName> own, Instant slot, SharingSettings settings) {
        List<Write> writes = new ArrayList<>();
        Set<Instant> summarised = new HashSet<>();
        Set<Instant> over = new TreeSet<>();
        for (ChunkName name : own) {
            if (name.span() == DAY) {
                summarised.add(name.start());
            } else if (!DAY.startOf(name.start()).plus(DAY.length()).isAfter(slot)
                    && !name.start().isBefore(slot.minus(settings.days()))) {
                over.add(DAY.startOf(name.start()));
            }
        }
        over.removeAll(summarised);
        over.forEach(day -> writes.addAll(puts(DAY, day, day(store, own, day))));
        return writes;
    }

    private static List<DeviceSummaries> day(ReplicatedStore store, SortedSet<ChunkName> own, Instant day) {
        List<ChunkName> names = own.stream()
                .filter(name -> name.span() == SLOT && DAY.startOf(name.start()).equals(day))
                .toList();
        List<DeviceSummaries> summaries = new ArrayList<>();
        Optional<DeviceId> after = Optional.empty();
        do {
            DaySummaries some = new DaySummaries(after, DEVICES_AT_ONCE);
            for (ChunkName name : names) {
                chunk(store, name).ifPresent(some::add);
            }
            summaries.addAll(some.done());
            after = some.next();
        } while (after.isPresent());
        return summaries;
    }

    private static Optional<Chunk> chunk(ReplicatedStore store, ChunkName name) {
        try {
            Optional<byte[]> encoded = store.get(store.monitorId(), name.toString());
            return encoded.isPresent() ? Optional.of(Chunk.decode(encoded.get())) : Optional.empty();
        } catch (MalformedChunkException e) {
            LOG.warn("{} of this monitor is left out of the summary of its day: {}", name, e.getMessage());
            return Optional.empty();
        }
    }
}
