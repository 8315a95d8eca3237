// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.health;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import net.guifi.dimon.api.inventory.DeviceId;
import net.guifi.dimon.api.store.Reach;
import net.guifi.dimon.api.store.ReplicatedStore;
import net.guifi.dimon.api.store.StoreException;
import net.guifi.dimon.api.store.Write;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what this monitor says of its devices to the store, in pages. What changed goes soon, together, within a
 * budget; a device that changes all the time makes no page be written, but goes with the others, or after a while. For
 * one thread.
 */
final class Publisher {
    static final String HEAD = "state";
    private static final String PAGE = "state/";
    private static final int MOST_PAGES = 1024;

    /** From one write to the next, at least. */
    static final Duration GAP = Duration.ofSeconds(10);
    /** After how long a change is written, whatever it costs. */
    static final Duration LATEST = Duration.ofMinutes(15);
    /** After how long without a change a device is no longer taken for one that changes all the time. */
    static final Duration CALM = Duration.ofHours(1);

    /** How many changes without such a calm are written at once. */
    static final int CHANGES = 4;

    /** How long it is waited for what changes at the same time. */
    private static final Duration GATHER = Duration.ofSeconds(5);

    private static final Duration START = Duration.ofMinutes(2);
    private static final Duration RETRY = Duration.ofMinutes(1);
    // What an engine's log grows by for each key, besides the value; with the pages go what changed and the manifest.
    private static final int KEY = 1_340;
    private static final int UPDATE = 2 * KEY + 500;
    private static final double BURST = 200e3;
    private static final double A_DAY = 1e6;
    private static final double A_DAY_EACH = 1e3;
    private static final Logger LOG = LoggerFactory.getLogger(Publisher.class);

    private String owner = "";
    private final Map<String, byte[]> pages = new TreeMap<>();
    private final Map<DeviceId, Sighting> published = new HashMap<>();
    private final Map<DeviceId, Restlessness> restless = new HashMap<>();
    private Optional<byte[]> head = Optional.empty();
    private Budget budget = new Budget(BURST, 0);
    private long begun;
    private boolean known;
    private long written;
    private Optional<Long> changed = Optional.empty();
    private long retry;
    private volatile String trouble;

    /** How often a device changed without a calm, and when it did last. */
    private record Restlessness(int changes, long last) {}

    /** Whether an entry in the store is one of those that are written here. */
    static boolean isState(String name) {
        return name.equals(HEAD) || isPage(name);
    }

    private static boolean isPage(String name) {
        String part = name.startsWith(PAGE) ? name.substring(PAGE.length()) : "";
        return part.matches("0|[1-9][0-9]{0,3}") && Integer.parseInt(part) < MOST_PAGES;
    }

    /** Why nothing can be written; empty when it can. */
    Optional<String> trouble() {
        return Optional.ofNullable(trouble);
    }

    /** Writes what is due; to be called every few seconds. */
    void step(ReplicatedStore store, Collection<OwnDevices.Own> own, Optional<Instant> isolatedSince, long nanos) {
        String present = store.networkId() + '/' + store.monitorId();
        if (!present.equals(owner)) {
            load(store, nanos);
            owner = present;
        }
        if (trouble != null && nanos < retry) {
            return;
        }
        byte[] nextHead = new PageHead(isolatedSince).encode();
        boolean otherHead =
                head.filter(former -> Arrays.equals(former, nextHead)).isEmpty();
        List<Sighting> sightings = own.stream().map(OwnDevices.Own::sighting).toList();
        // What an isolated monitor says does not count, so it costs nothing either.
        Changes changes = isolatedSince.isPresent() || isTooEarly(sightings, nanos)
                ? new Changes(List.of(), false)
                : changes(sightings, nanos);
        boolean urgent = otherHead || changes.urgent;
        if (!urgent && changes.devices.isEmpty()) {
            changed = Optional.empty();
            return;
        }
        if (changed.isEmpty()) {
            changed = Optional.of(nanos);
        }
        long waited = nanos - changed.get();
        boolean late = waited >= LATEST.toNanos();
        boolean gathered = otherHead || waited >= GATHER.toNanos();
        boolean affordable = budget.allows(A_DAY + A_DAY_EACH * sightings.size(), nanos);
        if (nanos - written >= GAP.toNanos() && (late || urgent && gathered && affordable)) {
            List<Write> writes = new ArrayList<>();
            if (otherHead) {
                writes.add(new Write.Put(HEAD, nextHead, Reach.EVERYWHERE));
            }
            if (!changes.devices.isEmpty()) {
                writes.addAll(turnOver(sightings));
            }
            write(store, writes, nanos);
            if (trouble == null) {
                head = Optional.of(nextHead);
                note(changes.devices, sightings, nanos);
            }
        }
    }

    private void load(ReplicatedStore store, long nanos) {
        pages.clear();
        published.clear();
        restless.clear();
        for (String name : store.names(store.monitorId())) {
            if (isPage(name)) {
                store.get(store.monitorId(), name).ifPresent(bytes -> load(name, bytes));
            }
        }
        head = store.get(store.monitorId(), HEAD);
        begun = nanos;
        known = false;
        written = nanos;
        changed = Optional.empty();
        budget = new Budget(BURST, nanos);
    }

    private void load(String name, byte[] bytes) {
        pages.put(name, bytes);
        try {
            StatePage page = StatePage.decode(bytes);
            for (int i = 0; i < page.size(); i++) {
                published.put(page.device(i), page.sighting(i));
            }
        } catch (IOException e) {
            LOG.info("{} of this monitor is written anew: {}", name, e.getMessage());
        }
    }

    /** After a start it takes a moment until the devices are known: what was said of them stays meanwhile. */
    private boolean isTooEarly(List<Sighting> sightings, long nanos) {
        known |= !sightings.isEmpty();
        return !known && nanos - begun < START.toNanos();
    }

    /** What differs from what is written, and whether something of it is to be known soon. */
    private record Changes(List<DeviceId> devices, boolean urgent) {}

    private Changes changes(List<Sighting> sightings, long nanos) {
        List<DeviceId> devices = new ArrayList<>();
        boolean urgent = false;
        int known = 0;
        for (Sighting each : sightings) {
            Sighting former = published.get(each.device());
            known += former == null ? 0 : 1;
            if (!each.equals(former)) {
                devices.add(each.device());
                urgent |= isNews(former, each) && !isRestless(each.device(), nanos);
            }
        }
        if (known < published.size()) {
            urgent = true;
            Set<DeviceId> gone = new HashSet<>(published.keySet());
            sightings.forEach(each -> gone.remove(each.device()));
            devices.addAll(gone);
        }
        return new Changes(devices, urgent);
    }

    private static boolean isNews(Sighting former, Sighting present) {
        return former == null
                ? present.tried()
                : former.state() != present.state()
                        || former.reached() != present.reached()
                        || former.tried() != present.tried();
    }

    private boolean isRestless(DeviceId device, long nanos) {
        Restlessness of = restless.get(device);
        return of != null && of.changes >= CHANGES && nanos - of.last < CALM.toNanos();
    }

    /** The pages that are to be written anew, and those that are no longer needed. */
    private List<Write> turnOver(List<Sighting> sightings) {
        Map<String, byte[]> next = new TreeMap<>();
        split(sightings).forEach((part, devices) -> {
            devices.sort(Comparator.comparing(Sighting::device));
            next.put(PAGE + part, StatePage.of(devices).encode());
        });
        List<Write> writes = new ArrayList<>();
        next.forEach((name, value) -> {
            if (!Arrays.equals(value, pages.get(name))) {
                writes.add(new Write.Put(name, value, Reach.EVERYWHERE));
            }
        });
        pages.keySet().stream()
                .filter(name -> !next.containsKey(name))
                .forEach(name -> writes.add(new Write.Remove(name)));
        return writes;
    }

    /** By a hash of their ids, so that a device that comes or goes changes one page. */
    private Map<Integer, List<Sighting>> split(List<Sighting> sightings) {
        int bits = 0;
        Map<Integer, List<Sighting>> parts = split(sightings, bits);
        while (parts.values().stream().anyMatch(part -> part.size() > StatePage.MOST)) {
            bits++;
            parts = split(sightings, bits);
        }
        // Twice as many as there need be are left alone, lest all be written at each step over the limit.
        return pages.size() == 2 << bits ? split(sightings, bits + 1) : parts;
    }

    private static Map<Integer, List<Sighting>> split(List<Sighting> sightings, int bits) {
        Map<Integer, List<Sighting>> parts = new TreeMap<>();
        for (Sighting each : sightings) {
            int hash = each.device().toString().hashCode() * 0x9E3779B9;
            parts.computeIfAbsent(bits == 0 ? 0 : hash >>> -bits, part -> new ArrayList<>())
                    .add(each);
        }
        return parts;
    }

    private void write(ReplicatedStore store, List<Write> writes, long nanos) {
        try {
            if (!writes.isEmpty()) {
                store.apply(writes);
            }
            trouble = null;
        } catch (StoreException | IllegalArgumentException e) {
            if (trouble == null) {
                LOG.warn("The states cannot be shared, it is tried again: {}", e.getMessage());
            }
            trouble = String.valueOf(e.getMessage());
            retry = nanos + RETRY.toNanos();
            return;
        }
        written = nanos;
        changed = Optional.empty();
        double cost = UPDATE;
        for (Write each : writes) {
            if (each instanceof Write.Put put) {
                cost += KEY + put.value().length;
                if (!put.name().equals(HEAD)) {
                    pages.put(put.name(), put.value());
                }
            } else if (each instanceof Write.Remove remove) {
                pages.remove(remove.name());
            }
        }
        budget.spend(cost);
    }

    private void note(List<DeviceId> changes, List<Sighting> sightings, long nanos) {
        if (changes.isEmpty()) {
            return;
        }
        restless.values().removeIf(each -> nanos - each.last >= CALM.toNanos());
        changes.forEach(device -> restless.merge(
                device,
                new Restlessness(1, nanos),
                (former, one) -> new Restlessness(former.changes + one.changes, one.last)));
        published.clear();
        sightings.forEach(each -> published.put(each.device(), each));
    }
}
