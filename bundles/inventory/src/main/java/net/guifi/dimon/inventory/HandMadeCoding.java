// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.inventory;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.Deflater;
import net.guifi.dimon.api.inventory.Device;
import net.guifi.dimon.api.inventory.DeviceId;
import net.guifi.dimon.api.store.ReplicatedStore;
import net.guifi.dimon.coding.MalformedException;
import net.guifi.dimon.coding.OctetReader;
import net.guifi.dimon.coding.OctetWriter;

/** How the devices that were added and removed by hand are written. */
final class HandMadeCoding {
    /** The most devices and removals that one monitor publishes. */
    static final int MAX_VERSIONS = 10_000;

    private static final int VERSION = 1;
    private static final int MAX_INFLATED = 8 * ReplicatedStore.MAX_VALUE;

    private HandMadeCoding() {}

    /** What a device is, or that it was removed, as of a Lamport number. */
    record Version(long number, Optional<Device> device) {}

    /**
     * Writes them all with the network that their numbers are of, without the oldest removals if there are too many.
     *
     * @throws IllegalArgumentException when the devices alone are too many
     */
    static byte[] encode(SortedMap<DeviceId, Version> versions, String network) {
        SortedMap<DeviceId, Version> rest = new TreeMap<>(versions);
        List<DeviceId> removals = new ArrayList<>(rest.keySet());
        removals.removeIf(id -> versions.get(id).device().isPresent());
        removals.sort(Comparator.comparingLong(id -> versions.get(id).number()));
        int dropped = Math.max(0, rest.size() - MAX_VERSIONS);
        while (true) {
            if (dropped > removals.size()) {
                throw new IllegalArgumentException(
                        "the " + (versions.size() - removals.size()) + " devices are too many for one monitor");
            }
            rest.keySet().removeAll(removals.subList(0, dropped));
            OctetWriter out = new OctetWriter();
            out.text(network);
            write(out, rest);
            byte[] packed = out.deflated(VERSION, Deflater.BEST_COMPRESSION);
            if (out.size() <= MAX_INFLATED && packed.length <= ReplicatedStore.MAX_VALUE) {
                return packed;
            }
            int more = dropped + 1 + rest.size() / 10;
            dropped = dropped < removals.size() ? Math.min(more, removals.size()) : more;
        }
    }

    /** Reads them; what was published in another network counts for nothing. */
    static SortedMap<DeviceId, Version> decode(byte[] packed, String network) throws MalformedException {
        OctetReader in = OctetReader.inflated(packed, VERSION, MAX_INFLATED);
        boolean here = in.text().equals(network);
        SortedMap<DeviceId, Version> versions = read(in);
        in.end();
        if (versions.size() > MAX_VERSIONS) {
            throw new MalformedException("it has more than " + MAX_VERSIONS + " devices");
        }
        return here ? versions : new TreeMap<>();
    }

    static void write(OctetWriter out, SortedMap<DeviceId, Version> versions) {
        out.number(versions.size());
        List<Device> devices = new ArrayList<>();
        versions.forEach((id, version) -> {
            out.text(id.id());
            out.number(version.number());
            out.flag(version.device().isPresent());
            version.device().ifPresent(devices::add);
        });
        DeviceCoding.write(out, devices);
    }

    static SortedMap<DeviceId, Version> read(OctetReader in) throws MalformedException {
        SortedMap<DeviceId, Long> numbers = new TreeMap<>();
        List<DeviceId> there = new ArrayList<>();
        for (int left = in.integer(Integer.MAX_VALUE); left > 0; left--) {
            DeviceId id = id(in.text());
            numbers.put(id, in.number(Head.MAX_NUMBER));
            if (in.flag()) {
                there.add(id);
            }
        }
        List<Device> devices = DeviceCoding.read(in, ManualDevices.SOURCE, new DeviceCoding.Shared());
        if (!devices.stream().map(Device::id).toList().equals(there)) {
            throw new MalformedException("it has other devices than it says");
        }
        SortedMap<DeviceId, Version> versions = new TreeMap<>();
        numbers.forEach((id, number) -> versions.put(id, new Version(number, Optional.empty())));
        devices.forEach(device -> versions.computeIfPresent(
                device.id(), (id, version) -> new Version(version.number(), Optional.of(device))));
        return versions;
    }

    private static DeviceId id(String text) throws MalformedException {
        try {
            return new DeviceId(ManualDevices.SOURCE, text);
        } catch (IllegalArgumentException e) {
            throw new MalformedException(e.getMessage(), e);
        }
    }
}
