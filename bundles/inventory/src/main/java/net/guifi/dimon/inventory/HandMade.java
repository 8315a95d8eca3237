// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.inventory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.Deflater;
import net.guifi.dimon.api.inventory.Device;
import net.guifi.dimon.api.inventory.DeviceId;
import net.guifi.dimon.api.store.StoreException;
import net.guifi.dimon.coding.OctetReader;
import net.guifi.dimon.coding.OctetWriter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The devices added by hand, as the network has them: of each the newest version, which may say that it was removed.
 * What is done here waits for the network, and counts here at once.
 */
final class HandMade {
    private static final Logger LOG = LoggerFactory.getLogger(HandMade.class);
    private static final int STATE_VERSION = 1;

    /** A version of a device and who published it; empty when it was removed. */
    private record Kept(long number, String owner, Optional<Device> device) {}

    private final Path file;
    private final SortedMap<DeviceId, Kept> kept = new TreeMap<>();
    /** What a person did here and the network was not told yet. */
    private final SortedMap<DeviceId, Optional<Device>> done = new TreeMap<>();
    /** The devices of configurations, and what of them was done already. */
    private Map<DeviceId, Device> configured = Map.of();

    private final SortedMap<DeviceId, Device> known = new TreeMap<>();
    private String network = "";
    private String self = "";
    private Optional<Long> missingSince = Optional.empty();
    private Optional<String> problem = Optional.empty();
    private volatile Map<DeviceId, Device> devices = Map.of();

    HandMade(Path file) {
        this.file = file;
        load();
        recount();
    }

    /** Notes what is configured here; what is new of it is done here, and what is missing is not yet deleted. */
    void configured(Map<DeviceId, Device> now) {
        boolean changed = false;
        for (Device device : now.values()) {
            if (!device.equals(known.put(device.id(), device))) {
                changed = true;
                done.put(device.id(), Optional.of(device));
            }
        }
        configured = now;
        if (changed) {
            recount();
            save();
        }
    }

    /** Somebody deleted the configuration of a device: that removes it, unless something newer took its place. */
    void deleted(DeviceId id) {
        Device gone = known.remove(id);
        if (gone != null) {
            if (gone.equals(devices.get(id))) {
                done.put(id, Optional.empty());
            }
            recount();
            save();
        }
    }

    /** Removes devices whose configurations went while nobody looked. */
    void removeOrphans() {
        known.keySet().stream()
                .filter(id -> !configured.containsKey(id))
                .toList()
                .forEach(this::deleted);
    }

    /** Adds a device, or changes it. */
    void add(Device device) {
        done.put(device.id(), Optional.of(device));
        recount();
        save();
    }

    /**
     * Removes a device.
     *
     * @throws IllegalArgumentException when there is none
     */
    void remove(DeviceId id) {
        if (!devices.containsKey(id)) {
            throw new IllegalArgumentException(
                    "There is no device " + id + " that was added by hand; there are " + devices.keySet());
        }
        done.put(id, Optional.empty());
        recount();
        save();
    }

    /** The devices that count now. */
    Map<DeviceId, Device> devices() {
        return devices;
    }

    /** Configured devices that something newer has taken the place of. */
    List<DeviceId> superseded() {
        return configured.values().stream()
                .filter(device -> !device.equals(devices.get(device.id())))
                .map(Device::id)
                .toList();
    }

    Optional<String> problem() {
        return problem;
    }

    /** Takes over what is newer, publishes what is to be; returns whether other devices count. */
    boolean step(View view, Map<String, Map<DeviceId, HandMadeCoding.Version>> published) {
        Map<DeviceId, Device> devicesBefore = devices;
        Map<DeviceId, Kept> keptBefore = Map.copyOf(kept);
        boolean waited = !done.isEmpty();
        boolean entered = enter(view);
        Map<DeviceId, Kept> newest = newest(view, published);
        newest.forEach((id, version) -> {
            Kept mine = kept.get(id);
            if (mine == null || version.number() >= mine.number()) {
                kept.put(id, version);
            }
        });
        if (view.isMember()) {
            tell(view, published);
            inherit(view, newest);
        }
        forgetOldRemovals();
        if (view.isMember()) {
            publish(view);
        }
        if (waited || entered || !keptBefore.equals(kept)) {
            recount();
            save();
        }
        return !devicesBefore.equals(devices);
    }

    private void forgetOldRemovals() {
        List<DeviceId> removals = kept.entrySet().stream()
                .filter(entry -> entry.getValue().device().isEmpty())
                .sorted(Comparator.comparingLong(entry -> entry.getValue().number()))
                .map(Map.Entry::getKey)
                .toList();
        int tooMany = Math.max(0, removals.size() - HandMadeCoding.MAX_VERSIONS);
        kept.keySet().removeAll(removals.subList(0, tooMany));
    }

    /** Of what another network had only that stays which was made here, and counts where there is nothing else. */
    private boolean enter(View view) {
        boolean changed = !network.equals(view.network()) || !self.equals(view.self());
        if (!network.isEmpty() && !network.equals(view.network())) {
            for (Map.Entry<DeviceId, Kept> entry : List.copyOf(kept.entrySet())) {
                Kept version = entry.getValue();
                boolean here = version.owner().equals(self) || configured.containsKey(entry.getKey());
                if (here && version.device().isPresent()) {
                    kept.put(entry.getKey(), new Kept(0, view.self(), version.device()));
                } else {
                    kept.remove(entry.getKey());
                }
            }
            done.values().removeIf(Optional::isEmpty);
        }
        network = view.network();
        self = view.self();
        return changed;
    }

    private static Map<DeviceId, Kept> newest(View view, Map<String, Map<DeviceId, HandMadeCoding.Version>> published) {
        Map<DeviceId, Kept> newest = new HashMap<>();
        for (String owner : view.members()) {
            published.getOrDefault(owner, Map.of()).forEach((id, version) -> {
                Kept found = newest.get(id);
                // Of two with one number that of the greater id counts, and the ids come in order.
                if (found == null || found.number() <= version.number()) {
                    newest.put(id, new Kept(version.number(), owner, version.device()));
                }
            });
        }
        return newest;
    }

    /** Gives what was done here the next number, unless it is so already. */
    private void tell(View view, Map<String, Map<DeviceId, HandMadeCoding.Version>> published) {
        long last = 0;
        for (Kept version : kept.values()) {
            last = Math.max(last, version.number());
        }
        for (Map<DeviceId, HandMadeCoding.Version> versions : published.values()) {
            for (HandMadeCoding.Version version : versions.values()) {
                last = Math.max(last, version.number());
            }
        }
        for (Map.Entry<DeviceId, Optional<Device>> each : done.entrySet()) {
            Kept mine = kept.get(each.getKey());
            Optional<Device> now = mine == null ? Optional.empty() : mine.device();
            if (!now.equals(each.getValue())) {
                long number = Math.min(last + 1, Head.MAX_NUMBER);
                kept.put(each.getKey(), new Kept(number, view.self(), each.getValue()));
            }
        }
        done.clear();
    }

    /** Publishes what nobody publishes any longer. */
    private void inherit(View view, Map<DeviceId, Kept> newest) {
        List<DeviceId> missing = kept.entrySet().stream()
                .filter(entry -> !entry.getValue().owner().equals(view.self()))
                .filter(entry -> {
                    Kept found = newest.get(entry.getKey());
                    return found == null || found.number() < entry.getValue().number();
                })
                .map(Map.Entry::getKey)
                .toList();
        if (missing.isEmpty()) {
            missingSince = Optional.empty();
            return;
        }
        if (missingSince.isEmpty()) {
            missingSince = Optional.of(view.nanos());
        }
        if (view.nanos() - missingSince.get() < SharedSource.HEIR_AFTER.toNanos() * (view.rank() + 1)) {
            return;
        }
        missing.forEach(id -> kept.computeIfPresent(
                id, (same, version) -> new Kept(version.number(), view.self(), version.device())));
        missingSince = Optional.empty();
    }

    private void publish(View view) {
        SortedMap<DeviceId, HandMadeCoding.Version> mine = new TreeMap<>();
        kept.forEach((id, version) -> {
            if (version.owner().equals(view.self())) {
                mine.put(id, new HandMadeCoding.Version(version.number(), version.device()));
            }
        });
        try {
            Optional<byte[]> old = view.store().get(view.self(), Sharing.MANUAL);
            if (mine.isEmpty()) {
                old.ifPresent(value -> view.store().remove(Sharing.MANUAL));
            } else {
                byte[] value = HandMadeCoding.encode(mine, network);
                if (old.filter(there -> Arrays.equals(there, value)).isEmpty()) {
                    view.store().put(Sharing.MANUAL, value);
                }
            }
            problem = Optional.empty();
        } catch (StoreException | IllegalArgumentException e) {
            if (problem.isEmpty()) {
                LOG.warn("The devices added by hand could not be shared", e);
            }
            problem = Optional.of("The devices added by hand could not be shared: " + e.getMessage());
        }
    }

    private void recount() {
        SortedMap<DeviceId, Device> counted = new TreeMap<>();
        kept.forEach((id, version) -> version.device().ifPresent(device -> counted.put(id, device)));
        done.forEach((id, device) -> device.ifPresentOrElse(there -> counted.put(id, there), () -> counted.remove(id)));
        counted.replaceAll((id, device) -> device.equals(devices.get(id)) ? devices.get(id) : device);
        devices = counted;
    }

    private void load() {
        try {
            OctetReader in = OctetReader.inflated(Files.readAllBytes(file), STATE_VERSION, Integer.MAX_VALUE);
            network = in.text();
            self = in.text();
            List<String> owners = new ArrayList<>();
            for (int left = in.integer(Integer.MAX_VALUE); left > 0; left--) {
                owners.add(in.text());
            }
            Map<DeviceId, HandMadeCoding.Version> versions = HandMadeCoding.read(in);
            int place = 0;
            for (Map.Entry<DeviceId, HandMadeCoding.Version> entry : versions.entrySet()) {
                kept.put(
                        entry.getKey(),
                        new Kept(
                                entry.getValue().number(),
                                owners.get(place++),
                                entry.getValue().device()));
            }
            HandMadeCoding.read(in).forEach((id, version) -> done.put(id, version.device()));
            HandMadeCoding.read(in)
                    .forEach((id, version) -> version.device().ifPresent(device -> known.put(id, device)));
            in.end();
        } catch (NoSuchFileException e) {
            LOG.debug("No device was added by hand", e);
        } catch (IOException | IndexOutOfBoundsException e) {
            LOG.warn("{} is not readable, and is not used: {}", file, e.getMessage());
        }
    }

    private void save() {
        OctetWriter out = new OctetWriter();
        out.text(network);
        out.text(self);
        out.number(kept.size());
        kept.values().forEach(version -> out.text(version.owner()));
        SortedMap<DeviceId, HandMadeCoding.Version> versions = new TreeMap<>();
        kept.forEach((id, version) -> versions.put(id, new HandMadeCoding.Version(version.number(), version.device())));
        HandMadeCoding.write(out, versions);
        versions.clear();
        done.forEach((id, device) -> versions.put(id, new HandMadeCoding.Version(0, device)));
        HandMadeCoding.write(out, versions);
        versions.clear();
        known.forEach((id, device) -> versions.put(id, new HandMadeCoding.Version(0, Optional.of(device))));
        HandMadeCoding.write(out, versions);
        try {
            KeptFile.write(file, out.deflated(STATE_VERSION, Deflater.BEST_COMPRESSION));
        } catch (IOException e) {
            LOG.warn("{} could not be written: {}", file, e.getMessage());
        }
    }
}
