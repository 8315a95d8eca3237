// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.assign;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import net.guifi.dimon.api.assignment.Monitor;
import net.guifi.dimon.api.inventory.DeviceId;

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
        return write(out -> {
            out.writeUTF(monitor.name());
            out.writeInt(monitor.capacity());
            out.writeUTF(monitor.zone().orElse(""));
            out.writeUTF(monitor.node().orElse(""));
            out.writeInt(monitor.policies().size());
            for (String policy : monitor.policies()) {
                out.writeUTF(policy);
            }
            out.writeInt(monitor.endpoints().size());
            for (URI endpoint : monitor.endpoints()) {
                out.writeUTF(endpoint.toString());
            }
        });
    }

    /**
     * Reads a description back.
     *
     * @throws IOException when the bytes are something else, or from a newer version
     */
    static Monitor decodeMonitor(String id, byte[] bytes) throws IOException {
        return read(bytes, inflated -> {
            // 4 KiB of zeros take a newcomer nothing to send, and 4 MiB of memory here.
            byte[] description = inflated.readNBytes(MOST_DESCRIPTION + 1);
            if (description.length > MOST_DESCRIPTION) {
                throw new IOException("It is longer than " + MOST_DESCRIPTION + " octets");
            }
            DataInputStream in = new DataInputStream(new ByteArrayInputStream(description));
            String name = legible(in.readUTF());
            int capacity = in.readInt();
            String zone = legible(in.readUTF());
            String node = legible(in.readUTF());
            int policyCount = bounded(in.readInt(), MOST_POLICIES);
            SortedSet<String> policies = new TreeSet<>();
            for (int i = 0; i < policyCount; i++) {
                policies.add(legible(in.readUTF()));
            }
            int count = bounded(in.readInt(), MOST_ENDPOINTS);
            List<URI> endpoints = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                endpoints.add(URI.create(URI.create(in.readUTF()).toASCIIString()));
            }
            return new Monitor(
                    id,
                    name,
                    capacity,
                    Optional.of(zone).filter(text -> !text.isEmpty()),
                    Optional.of(node).filter(text -> !text.isEmpty()),
                    endpoints,
                    policies);
        });
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

    /** Ids in their order; each tells only how it differs from the one before. */
    static byte[] encodeInOrder(List<DeviceId> devices) {
        return write(out -> {
            out.writeInt(devices.size());
            String source = "";
            BigInteger last = BigInteger.ZERO;
            for (DeviceId device : devices) {
                boolean sameSource = device.source().equals(source);
                Optional<BigInteger> number = number(device.id());
                // Bit 0: another source follows; bit 1: the id is text.
                out.writeByte((sameSource ? 0 : 1) | (number.isPresent() ? 0 : 2));
                if (!sameSource) {
                    source = device.source();
                    last = BigInteger.ZERO;
                    out.writeUTF(source);
                }
                if (number.isPresent()) {
                    writeUnsigned(out, number.get().subtract(last).longValueExact());
                    last = number.get();
                } else {
                    out.writeUTF(device.id());
                }
            }
        });
    }

    /**
     * Reads ids back, and keeps none of them: few octets of a newcomer can stand for very many.
     *
     * @return how many there are
     * @throws IOException when the bytes are something else, or from a newer version; some ids may have come before
     */
    static int decodeDevices(byte[] bytes, Consumer<DeviceId> taker) throws IOException {
        return read(bytes, in -> {
            int count = bounded(in.readInt(), MOST_DEVICES);
            String source = "";
            long last = 0;
            for (int i = 0; i < count; i++) {
                int flags = in.readUnsignedByte();
                if ((flags & 1) != 0) {
                    source = in.readUTF();
                    last = 0;
                }
                if ((flags & 2) != 0) {
                    taker.accept(new DeviceId(source, in.readUTF()));
                } else {
                    last += readUnsigned(in);
                    taker.accept(new DeviceId(source, Long.toString(last)));
                }
            }
            return count;
        });
    }

    /** A number that reads back as the same text: no leading zero, and within 18 digits. */
    private static Optional<BigInteger> number(String id) {
        boolean digits = !id.isEmpty() && id.length() <= 18 && id.chars().allMatch(c -> c >= '0' && c <= '9');
        return digits && (id.length() == 1 || id.charAt(0) != '0') ? Optional.of(new BigInteger(id)) : Optional.empty();
    }

    private static void writeUnsigned(DataOutputStream out, long value) throws IOException {
        long rest = value;
        while (rest >= 0x80) {
            out.writeByte((int) (rest & 0x7F | 0x80));
            rest >>>= 7;
        }
        out.writeByte((int) rest);
    }

    private static long readUnsigned(DataInputStream in) throws IOException {
        long value = 0;
        for (int shift = 0; shift < 63; shift += 7) {
            int octet = in.readUnsignedByte();
            value |= (long) (octet & 0x7F) << shift;
            if (octet < 0x80) {
                return value;
            }
        }
        throw new IOException("A number is too long");
    }

    private static int bounded(int count, int most) throws IOException {
        if (count < 0 || count > most) {
            throw new IOException("A count of " + count + " is out of bounds");
        }
        return count;
    }

    private interface Writer {
        void write(DataOutputStream out) throws IOException;
    }

    private interface Reader<T> {
        T read(DataInputStream in) throws IOException;
    }

    private static byte[] write(Writer writer) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(VERSION);
        try (DataOutputStream out = new DataOutputStream(new DeflaterOutputStream(bytes))) {
            writer.write(out);
        } catch (IOException e) {
            throw new UncheckedIOException("Writing to memory failed", e);
        }
        return bytes.toByteArray();
    }

    private static <T> T read(byte[] bytes, Reader<T> reader) throws IOException {
        ByteArrayInputStream raw = new ByteArrayInputStream(bytes);
        int version = raw.read();
        if (version != VERSION) {
            throw new IOException("Version " + version + " of the coding is not known here");
        }
        try (DataInputStream in = new DataInputStream(new InflaterInputStream(raw))) {
            return reader.read(in);
        } catch (IllegalArgumentException e) {
            throw new IOException("A value has the wrong shape: " + legible(e.getMessage()), e);
        }
    }
}
