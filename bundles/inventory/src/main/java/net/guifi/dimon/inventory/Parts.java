// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.inventory;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import net.guifi.dimon.api.inventory.Device;
import net.guifi.dimon.api.inventory.DeviceId;
import net.guifi.dimon.api.store.ReplicatedStore;
import net.guifi.dimon.coding.MalformedException;
import net.guifi.dimon.coding.OctetReader;
import net.guifi.dimon.coding.OctetWriter;

/**
 * The devices of a source in a power of two of parts. Which part a device is in follows from its id alone, so one that
 * changes rewrites one part.
 */
final class Parts {
    private static final int VERSION = 1;
    /** Small enough that a few changes are a small update, large enough that deflating pays. */
    private static final int AIM = 10 << 10;
    /** What guifi.net's take about, once they are deflated. */
    private static final int OCTETS_A_DEVICE = 40;

    private static final int MAX_INFLATED = 8 * ReplicatedStore.MAX_VALUE;
    private static final long MAX_ALL = 128L << 20;

    private Parts() {}

    /**
     * Writes devices.
     *
     * @param before in how many parts they were written before, or 0
     * @throws IllegalArgumentException when a part is too long, into however many they are divided
     */
    static List<byte[]> encode(Collection<Device> devices, int before) {
        int parts = count(devices.size(), before);
        while (true) {
            List<byte[]> encoded = divided(devices, parts);
            if (encoded.size() == parts) {
                return encoded;
            }
            if (parts == Head.MAX_PARTS) {
                throw new IllegalArgumentException("its " + devices.size() + " devices do not fit into " + parts
                        + " parts of " + (ReplicatedStore.MAX_VALUE >> 10) + " KiB");
            }
            parts *= 2;
        }
    }

    /** As many as before while that is not four times too many or too few. */
    private static int count(int devices, int before) {
        int wanted = 1;
        while (wanted < Head.MAX_PARTS / 2 && (long) devices * OCTETS_A_DEVICE > (long) wanted * AIM) {
            wanted *= 2;
        }
        return before > wanted / 4 && before < wanted * 4 ? before : wanted;
    }

    /** As many parts as there are to be; fewer when the next one is too long. */
    private static List<byte[]> divided(Collection<Device> devices, int parts) {
        List<List<Device>> members = new ArrayList<>();
        for (int part = 0; part < parts; part++) {
            members.add(new ArrayList<>());
        }
        devices.forEach(device -> members.get(part(device.id(), parts)).add(device));
        List<byte[]> encoded = new ArrayList<>();
        for (List<Device> part : members) {
            part.sort(Comparator.comparing(Device::id));
            OctetWriter out = new OctetWriter();
            DeviceCoding.write(out, part);
            byte[] packed = out.deflated(VERSION, Deflater.BEST_COMPRESSION);
            if (out.size() > MAX_INFLATED || packed.length > ReplicatedStore.MAX_VALUE) {
                break;
            }
            encoded.add(packed);
        }
        return encoded;
    }

    /** Ids that differ in the last digit only are in one part: mostly they stand on one node, and came together. */
    private static int part(DeviceId device, int parts) {
        String id = device.id();
        CRC32 crc = new CRC32();
        crc.update(id.substring(0, id.length() - 1).getBytes(StandardCharsets.US_ASCII));
        return (int) (crc.getValue() % parts);
    }

    /** Reads one part after another, into a bounded memory. */
    static final class Reader {
        private final String source;
        private final int parts;
        private final Map<DeviceId, Device> known;
        private final DeviceCoding.Shared shared = new DeviceCoding.Shared();
        private final Map<DeviceId, Device> devices = new TreeMap<>();
        private long inflated;
        private int next;

        /** What is equal to a known device becomes the known object. */
        Reader(String source, int parts, Map<DeviceId, Device> known) {
            this.source = source;
            this.parts = parts;
            this.known = known;
        }

        void add(byte[] part) throws MalformedException {
            OctetReader in = OctetReader.inflated(part, VERSION, MAX_INFLATED);
            inflated += in.remaining();
            if (inflated > MAX_ALL) {
                throw new MalformedException("its parts are too long");
            }
            for (Device device : DeviceCoding.read(in, source, shared)) {
                Device old = known.get(device.id());
                if (part(device.id(), parts) != next
                        || devices.put(device.id(), device.equals(old) ? old : device) != null) {
                    throw new MalformedException("the device " + device.id() + " is where it should not be");
                }
            }
            in.end();
            next++;
        }

        /** The devices, in the order of their ids. */
        Map<DeviceId, Device> devices() {
            return devices;
        }
    }

    static String digest(byte[] part) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(part);
            return HexFormat.of().formatHex(digest, 0, Head.DIGEST);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
