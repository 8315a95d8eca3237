// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.health;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.guifi.dimon.api.health.DeviceHealth;
import net.guifi.dimon.api.health.DeviceState;
import net.guifi.dimon.api.health.DeviceView;
import net.guifi.dimon.api.health.Observation;
import net.guifi.dimon.api.inventory.DeviceId;

/**
 * What the other monitors say: their pages, decoded once, and for each device where it stands in them. What it comes to
 * does not depend on the order in which it came. Guarded by its own monitor.
 */
final class Peers {
    /**
     * How long monitors may differ before that is a dispute: a watcher needs some periods to find that a device went down,
     * and its page comes ten seconds and more after that.
     */
    static final Duration PASSING = Duration.ofMinutes(1);

    private final Map<String, Peer> peers = new TreeMap<>();
    private final Map<DeviceId, Entry> entries = new HashMap<>();
    private final LongSupplier nanos;
    /** Whether what the others say is of now. */
    private boolean fresh = true;

    private Names names = Names.NONE;

    /** Another monitor that is heard. */
    private static final class Peer {
        private final String id;
        private final Map<String, Sheet> sheets = new TreeMap<>();
        private Optional<Instant> isolatedSince = Optional.empty();
        /** Whether a device may stand on two pages: that of the last name counts. */
        private boolean overlaps;
        /** Whether its process does not answer: what it said last may be of before it died. */
        private boolean suspected;

        private Peer(String id) {
            this.id = id;
        }

        private boolean isIsolated() {
            return isolatedSince.isPresent();
        }
    }

    /** One page of one of them. */
    private record Sheet(Peer peer, StatePage page) {}

    /** Where a device stands: at most one place a monitor, in the order of their ids. */
    private static final class Entry {
        private static final Sheet[] NONE = {};

        private final DeviceId device;
        private Sheet[] sheets = NONE;
        private int[] places = {};
        /** What it comes to without this monitor; null when that is to be worked out. */
        private DeviceView view;
        /** When one of the monitors began to reach the device, or ceased to, by this one's monotonic clock. */
        private long turned;
        /** Whether the view was made while that was new. */
        private boolean young;

        private Entry(DeviceId device) {
            this.device = device;
        }

        private int indexOf(Peer peer) {
            for (int i = 0; i < sheets.length; i++) {
                if (sheets[i].peer == peer) {
                    return i;
                }
            }
            return -1;
        }

        private void put(Sheet sheet, int place, long now) {
            int index = indexOf(sheet.peer);
            if (index < 0
                    || Sighting.reaches(sheets[index].page.state(places[index]))
                            != Sighting.reaches(sheet.page.state(place))) {
                turned = now;
            }
            if (index < 0 || !sheet.page.says(place, sheets[index].page, places[index])) {
                view = null;
            }
            if (index >= 0 && sheets[index] != sheet && sheet.peer.sheets.containsValue(sheets[index])) {
                sheet.peer.overlaps = true;
            }
            if (index < 0) {
                index = 0;
                while (index < sheets.length && sheets[index].peer.id.compareTo(sheet.peer.id) < 0) {
                    index++;
                }
                sheets = Arrays.copyOf(sheets, sheets.length + 1);
                places = Arrays.copyOf(places, places.length + 1);
                System.arraycopy(sheets, index, sheets, index + 1, sheets.length - 1 - index);
                System.arraycopy(places, index, places, index + 1, places.length - 1 - index);
            }
            sheets[index] = sheet;
            places[index] = place;
        }

        private void remove(Sheet sheet) {
            int index = indexOf(sheet.peer);
            if (index < 0 || sheets[index] != sheet) {
                return;
            }
            view = null;
            int[] kept =
                    IntStream.range(0, sheets.length).filter(i -> i != index).toArray();
            sheets = IntStream.of(kept).mapToObj(i -> sheets[i]).toArray(Sheet[]::new);
            places = IntStream.of(kept).map(i -> places[i]).toArray();
        }
    }

    Peers(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** Forgets all. */
    synchronized void clear() {
        peers.clear();
        entries.clear();
    }

    /** Those that are there from now on; tells which are new: nothing is known of them yet. */
    synchronized Set<String> heard(Set<String> ids) {
        List.copyOf(peers.keySet()).stream().filter(id -> !ids.contains(id)).forEach(this::leave);
        Set<String> newcomers = new TreeSet<>(ids);
        newcomers.removeAll(peers.keySet());
        newcomers.forEach(id -> peers.put(id, new Peer(id)));
        return newcomers;
    }

    private void leave(String id) {
        Peer peer = peers.remove(id);
        peer.sheets.values().forEach(this::forget);
    }

    /** Whether what stands here is of now: otherwise nobody counts. */
    synchronized void setFresh(boolean present) {
        if (fresh != present) {
            fresh = present;
            entries.values().forEach(entry -> entry.view = null);
        }
    }

    /** Those whose word does not count until they answer again. */
    synchronized void suspect(Set<String> ids) {
        for (Peer peer : peers.values()) {
            boolean suspected = ids.contains(peer.id);
            if (peer.suspected != suspected) {
                peer.suspected = suspected;
                entriesOf(peer).forEach(entry -> entry.view = null);
            }
        }
    }

    private Stream<Entry> entriesOf(Peer peer) {
        return peer.sheets.values().stream()
                .flatMap(sheet -> IntStream.range(0, sheet.page.size()).mapToObj(sheet.page::device))
                .flatMap(device -> Stream.ofNullable(entries.get(device)));
    }

    /** What the monitors are called from now on. */
    synchronized void name(Names present) {
        if (!names.equals(present)) {
            names = present;
            forgetViews();
        }
    }

    synchronized int size() {
        return peers.size();
    }

    synchronized boolean contains(String id) {
        return peers.containsKey(id);
    }

    /** Takes what a monitor says of itself. */
    synchronized void head(String id, Optional<Instant> isolatedSince) {
        Peer peer = peers.get(id);
        if (peer != null && !peer.isolatedSince.equals(isolatedSince)) {
            peer.isolatedSince = isolatedSince;
            relist(peer);
        }
    }

    /** Takes pages of a monitor that came together, and those that went. */
    synchronized void pages(String id, Map<String, Optional<StatePage>> changed) {
        Peer peer = peers.get(id);
        if (peer == null) {
            return;
        }
        changed.forEach((name, page) -> {
            Sheet former = peer.sheets.remove(name);
            page.ifPresent(present -> peer.sheets.put(name, list(new Sheet(peer, present))));
            if (former != null) {
                forget(former);
            }
        });
        if (peer.overlaps) {
            peer.overlaps = false;
            relist(peer);
        }
    }

    private void relist(Peer peer) {
        peer.sheets.values().forEach(this::forget);
        peer.sheets.values().forEach(this::list);
    }

    private Sheet list(Sheet sheet) {
        StatePage page = sheet.page;
        long now = nanos.getAsLong();
        for (int i = 0; i < page.size(); i++) {
            Entry entry = entries.computeIfAbsent(page.device(i), Entry::new);
            page.intern(i, entry.device);
            entry.put(sheet, i, now);
        }
        return sheet;
    }

    private void forget(Sheet sheet) {
        for (int i = 0; i < sheet.page.size(); i++) {
            Entry entry = entries.get(sheet.page.device(i));
            if (entry != null) {
                entry.remove(sheet);
                if (entry.sheets.length == 0) {
                    entries.remove(entry.device);
                }
            }
        }
    }

    /**
     * How a device is that this monitor watches.
     *
     * @param now by the clock that its own times come from
     */
    synchronized DeviceView view(DeviceHealth own, Observation ownObservation, Optional<String> remark, Instant now) {
        Entry entry = entries.get(own.device());
        Duration age = Duration.between(own.since(), now);
        boolean young = !age.isNegative() && age.compareTo(PASSING) < 0 || entry != null && isYoung(entry);
        List<Observation> others = entry == null ? List.of() : observations(entry);
        return new Merging(names, young).view(own, ownObservation, others, remark);
    }

    private boolean isYoung(Entry entry) {
        return nanos.getAsLong() - entry.turned < PASSING.toNanos();
    }

    private List<Observation> observations(Entry entry) {
        Observation[] observations = new Observation[entry.sheets.length];
        for (int i = 0; i < observations.length; i++) {
            observations[i] = observation(entry.sheets[i], entry.places[i]);
        }
        return List.of(observations);
    }

    private Observation observation(Sheet sheet, int place) {
        StatePage page = sheet.page;
        Peer peer = sheet.peer;
        return new Observation(
                peer.id,
                peer.isIsolated() ? DeviceState.UNKNOWN : page.state(place),
                peer.isolatedSince.orElseGet(() -> Instant.ofEpochSecond(page.since(place))),
                page.reached(place),
                !peer.suspected && counts(sheet, place));
    }

    private boolean counts(Sheet sheet, int place) {
        DeviceState state = sheet.page.state(place);
        return counts(sheet.peer) && (Sighting.reaches(state) || Sighting.fails(state));
    }

    private boolean counts(Peer peer) {
        return fresh && !peer.isIsolated();
    }

    /** How a device is without this monitor; empty when no other one watches it. */
    synchronized Optional<DeviceView> view(DeviceId device) {
        return Optional.ofNullable(entries.get(device)).map(this::view);
    }

    private DeviceView view(Entry entry) {
        boolean young = isYoung(entry);
        if (entry.view == null || entry.young && !young) {
            entry.view = new Merging(names, young).view(entry.device, observations(entry));
            entry.young = young;
        }
        return entry.view;
    }

    /** How all devices are without this monitor, besides some. */
    synchronized void views(Predicate<DeviceId> excluded, Consumer<DeviceView> consumer) {
        entries.values().stream()
                .filter(entry -> !excluded.test(entry.device))
                .forEach(entry -> consumer.accept(view(entry)));
    }

    /** Makes room: views are worked out again when somebody wants them. */
    synchronized void forgetViews() {
        entries.values().forEach(entry -> entry.view = null);
    }

    /** The ids of those that say that they are isolated. */
    synchronized Set<String> isolated() {
        Set<String> ids = new TreeSet<>();
        peers.values().stream().filter(Peer::isIsolated).forEach(peer -> ids.add(peer.id));
        return ids;
    }

    synchronized boolean anyCounts() {
        return peers.values().stream().anyMatch(this::counts);
    }

    /** Whether one that counts reaches a device. */
    synchronized boolean reach(DeviceId device) {
        Entry entry = entries.get(device);
        return entry != null && reach(entry, null);
    }

    private boolean reach(Entry entry, Peer besides) {
        for (int i = 0; i < entry.sheets.length; i++) {
            Sheet sheet = entry.sheets[i];
            if (sheet.peer != besides && counts(sheet.peer) && Sighting.reaches(sheet.page.state(entry.places[i]))) {
                return true;
            }
        }
        return false;
    }

    /** Whether one of them watches a device, isolated or not, and has asked it. */
    synchronized boolean watch(DeviceId device) {
        Entry entry = entries.get(device);
        return fresh
                && entry != null
                && IntStream.range(0, entry.sheets.length)
                        .anyMatch(i -> entry.sheets[i].page.state(entry.places[i]) != DeviceState.UNKNOWN);
    }

    /** What a monitor watches and never reached, while another one that counts does, or this one. */
    synchronized Set<DeviceId> unreached(String id, Predicate<DeviceId> reachedHere) {
        Set<DeviceId> unreached = new HashSet<>();
        Peer peer = peers.get(id);
        Collection<Sheet> sheets = peer == null ? List.of() : peer.sheets.values();
        for (Sheet sheet : sheets) {
            for (int i = 0; i < sheet.page.size(); i++) {
                DeviceId device = sheet.page.device(i);
                Entry entry = entries.get(device);
                if (sheet.page.failed(i) && (reachedHere.test(device) || entry != null && reach(entry, peer))) {
                    unreached.add(device);
                }
            }
        }
        return unreached;
    }
}
