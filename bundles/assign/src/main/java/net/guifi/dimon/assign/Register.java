// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.assign;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.zip.Deflater;
import java.util.zip.InflaterInputStream;
import net.guifi.dimon.api.assignment.Monitor;
import net.guifi.dimon.api.inventory.DeviceId;
import net.guifi.dimon.coding.DeviceIds;
import net.guifi.dimon.coding.MalformedException;
import net.guifi.dimon.coding.OctetReader;
import net.guifi.dimon.coding.OctetWriter;

/**
 * The two entries that each monitor has in the store: what it is, and what it watches. Both begin with the version of
 * their coding.
 */
final class Register {
    /** Name of the entry that describes a monitor. */
    static final String MONITOR = "monitor";

    /** Name of the entry with the ids of the devices that a monitor watches. */
    static final String WATCH = "watch";

    private static final int VERSION = 2;
    private static final int MOST_DEVICES = 1_000_000;
    private static final int MOST_ENDPOINTS = 100;
    private static final int MOST_POLICIES = 100;
    private static final int MOST_LETTERS = 64;
    private static final int MOST_DESCRIPTION = 32 << 10;

    private Register() {}

    static byte[] encode(Monitor monitor) {
        OctetWriter out = new OctetWriter();
        out.shortText(monitor.name());
        out.fixed(monitor.capacity());
        out.shortText(monitor.zone().orElse(""));
        out.shortText(monitor.node().orElse(""));
        out.fixed(monitor.policies().size());
        monitor.policies().forEach(out::shortText);
        out.fixed(monitor.endpoints().size());
        monitor.endpoints().forEach(endpoint -> out.shortText(endpoint.toString()));
        return out.deflated(VERSION, Deflater.DEFAULT_COMPRESSION);
    }

    /**
     * Reads a description back.
     *
     * @throws IOException when the bytes are something else, or from a newer version
     */
    static Monitor decodeMonitor(String id, byte[] bytes) throws IOException {
        // 4 KiB of zeros take a newcomer nothing to send, and 4 MiB of memory here.
        OctetReader in = OctetReader.inflated(bytes, VERSION, MOST_DESCRIPTION);
        try {
            String name = legible(in.shortText());
            int capacity = in.fixed();
            String zone = legible(in.shortText());
            String node = legible(in.shortText());
            SortedSet<String> policies = new TreeSet<>();
            for (int left = count(in, MOST_POLICIES); left > 0; left--) {
                policies.add(legible(in.shortText()));
            }
            List<URI> endpoints = new ArrayList<>();
            for (int left = count(in, MOST_ENDPOINTS); left > 0; left--) {
                endpoints.add(URI.create(URI.create(in.shortText()).toASCIIString()));
            }
            return new Monitor(
                    id,
                    name,
                    capacity,
                    Optional.of(zone).filter(text -> !text.isEmpty()),
                    Optional.of(node).filter(text -> !text.isEmpty()),
                    endpoints,
                    policies);
        } catch (IllegalArgumentException e) {
            throw new MalformedException("a value in it has the wrong shape: " + legible(e.getMessage()), e);
        }
    }

    /** A newcomer may call itself anything: nothing that steers a terminal, turns the line round, or fills the page. */
    private static String legible(String text) {
        return String.valueOf(text)
                .codePoints()
                .filter(each -> !Character.isISOControl(each) && Character.getType(each) != Character.FORMAT)
                .limit(MOST_LETTERS)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString()
                .strip();
    }

    static byte[] encode(Collection<DeviceId> devices) {
        return encodeInOrder(devices.stream().sorted().toList());
    }

    /** Ids in their order. */
    static byte[] encodeInOrder(List<DeviceId> devices) {
        OctetWriter out = new OctetWriter();
        out.fixed(devices.size());
        DeviceIds ids = new DeviceIds();
        for (DeviceId device : devices) {
            out.octet(ids.flags(device));
            ids.write(device, out);
        }
        return out.deflated(VERSION, Deflater.DEFAULT_COMPRESSION);
    }

    /**
     * Reads ids back, and keeps none of them: few octets of a newcomer can stand for very many.
     *
     * @return how many there are
     * @throws IOException when the bytes are something else, or from a newer version; some ids may have come before
     */
    static int decodeDevices(byte[] bytes, Consumer<DeviceId> taker) throws IOException {
        InputStream packed = new ByteArrayInputStream(bytes);
        new OctetReader(packed).version(VERSION);
        try (InputStream inflated = new BufferedInputStream(new InflaterInputStream(packed))) {
            OctetReader in = new OctetReader(inflated);
            int count = count(in, MOST_DEVICES);
            DeviceIds ids = new DeviceIds();
            for (int left = count; left > 0; left--) {
                taker.accept(ids.read(in.octet(), in));
            }
            return count;
        }
    }

    private static int count(OctetReader in, int most) throws MalformedException {
        int count = in.fixed();
        if (count < 0 || count > most) {
            throw new MalformedException("a count of " + count + " is out of bounds");
        }
        return count;
    }
}
