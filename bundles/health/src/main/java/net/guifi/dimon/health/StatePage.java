// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.health;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import net.guifi.dimon.api.health.DeviceState;
import net.guifi.dimon.api.inventory.DeviceId;

/**
 * What a monitor says of some of its devices, as it stands in the store: the version of the coding, and deflated the
 * number of devices, an octet of flags for each, then their ids and then the times, each as what differs from the one
 * before.
 */
final class StatePage {
    /** The most devices of a page. */
    static final int MOST = 1024;

    static final int VERSION = 1;
    /** The most that a page may be when inflated: ids and names of sources as long as they can be. */
    private static final int MOST_OCTETS = MOST * 160;
    /** By their codes: new ones join at the end. */
    private static final List<DeviceState> STATES = List.of(
            DeviceState.UNKNOWN,
            DeviceState.UP,
            DeviceState.DEGRADED,
            DeviceState.DOWN,
            DeviceState.UNREACHABLE,
            DeviceState.MAINTENANCE);

    private static final int STATE = 7;
    private static final int REACHED = 1 << 3;
    private static final int TRIED = 1 << 4;
    private static final int SAID = STATE | REACHED | TRIED;
    private static final int SOURCE = 1 << 5;
    private static final int TEXT = 1 << 6;
    private static final int MOST_DIGITS = 18;
    private static final long LATEST = 0xFFFF_FFFFL;

    private final DeviceId[] devices;
    private final byte[] flags;
    private final int[] since;

    private StatePage(int size) {
        devices = new DeviceId[size];
        flags = new byte[size];
        since = new int[size];
    }

    /** A page of devices in the order of their ids. */
    static StatePage of(List<Sighting> sightings) {
        StatePage page = new StatePage(sightings.size());
        for (int i = 0; i < sightings.size(); i++) {
            Sighting each = sightings.get(i);
            page.devices[i] = each.device();
            page.flags[i] =
                    (byte) (STATES.indexOf(each.state()) | (each.reached() ? REACHED : 0) | (each.tried() ? TRIED : 0));
            page.since[i] = (int) Math.max(0, Math.min(LATEST, each.since()));
        }
        return page;
    }

    int size() {
        return devices.length;
    }

    DeviceId device(int place) {
        return devices[place];
    }

    /** Puts an equal id, so that there is one object for each device. */
    void intern(int place, DeviceId equal) {
        devices[place] = equal;
    }

    DeviceState state(int place) {
        return STATES.get(flags[place] & STATE);
    }

    /** Whether the monitor ever had an answer. */
    boolean reached(int place) {
        return (flags[place] & REACHED) != 0;
    }

    /** Whether it never had one, although it has had time to. */
    boolean failed(int place) {
        return (flags[place] & (REACHED | TRIED)) == TRIED;
    }

    /** Since when the device is in its state: seconds from the epoch, by the clock of the monitor. */
    long since(int place) {
        return Integer.toUnsignedLong(since[place]);
    }

    /** Whether it says the same in one place as another page in another. */
    boolean says(int place, StatePage other, int otherPlace) {
        return flags[place] == other.flags[otherPlace] && since[place] == other.since[otherPlace];
    }

    Sighting sighting(int place) {
        return new Sighting(devices[place], state(place), since(place), reached(place), (flags[place] & TRIED) != 0);
    }

    byte[] encode() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(VERSION);
        try (DataOutputStream out = new DataOutputStream(new DeflaterOutputStream(bytes))) {
            out.writeShort(devices.length);
            String source = "";
            for (int i = 0; i < devices.length; i++) {
                boolean another = !devices[i].source().equals(source);
                source = devices[i].source();
                out.writeByte(flags[i] | (another ? SOURCE : 0) | (isNumber(devices[i].id()) ? 0 : TEXT));
            }
            writeIds(out);
            long before = 0;
            for (int i = 0; i < devices.length; i++) {
                long difference = since(i) - before;
                writeUnsigned(out, difference << 1 ^ difference >> 63);
                before = since(i);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Writing to memory failed", e);
        }
        return bytes.toByteArray();
    }

    private void writeIds(DataOutputStream out) throws IOException {
        String source = "";
        long before = 0;
        for (DeviceId device : devices) {
            if (!device.source().equals(source)) {
                source = device.source();
                before = 0;
                out.writeUTF(source);
            }
            if (isNumber(device.id())) {
                long number = Long.parseLong(device.id());
                writeUnsigned(out, number - before);
                before = number;
            } else {
                out.writeUTF(device.id());
            }
        }
    }

    /**
     * Reads a page back.
     *
     * @throws IOException when the octets are something else, or from a newer release; the message says what
     */
    static StatePage decode(byte[] bytes) throws IOException {
        int version = bytes.length == 0 ? -1 : bytes[0] & 0xFF;
        if (version != VERSION) {
            throw new IOException(version < 0 ? "It is empty" : "Version " + version + " of the coding is not known");
        }
        byte[] inflated;
        try (InflaterInputStream in = new InflaterInputStream(new ByteArrayInputStream(bytes, 1, bytes.length - 1))) {
            inflated = in.readNBytes(MOST_OCTETS + 1);
        }
        if (inflated.length > MOST_OCTETS) {
            throw new IOException("It is longer than " + MOST_OCTETS + " octets");
        }
        ByteArrayInputStream rest = new ByteArrayInputStream(inflated);
        StatePage page = read(new DataInputStream(rest));
        if (rest.available() > 0) {
            throw new IOException("It has " + rest.available() + " octets too many");
        }
        return page;
    }

    private static StatePage read(DataInputStream in) throws IOException {
        int size = in.readUnsignedShort();
        if (size > MOST) {
            throw new IOException("It has " + size + " devices, more than " + MOST);
        }
        StatePage page = new StatePage(size);
        in.readFully(page.flags);
        page.readIds(in);
        long time = 0;
        for (int i = 0; i < size; i++) {
            long coded = readUnsigned(in);
            time += coded >>> 1 ^ -(coded & 1);
            if (time < 0 || time > LATEST) {
                throw new IOException("A time is out of bounds");
            }
            page.since[i] = (int) time;
        }
        return page;
    }

    private void readIds(DataInputStream in) throws IOException {
        String source = "";
        long before = 0;
        for (int i = 0; i < devices.length; i++) {
            int flag = flags[i];
            if (flag < 0 || (flag & STATE) >= STATES.size()) {
                throw new IOException("The flags of a device are unknown");
            }
            if ((flag & SOURCE) != 0) {
                source = in.readUTF();
                before = 0;
            }
            String id;
            if ((flag & TEXT) != 0) {
                id = in.readUTF();
            } else {
                before += readUnsigned(in);
                id = Long.toString(before);
            }
            devices[i] = device(source, id);
            if (i > 0 && devices[i - 1].compareTo(devices[i]) >= 0) {
                throw new IOException("Its devices are not in order");
            }
            flags[i] = (byte) (flag & SAID);
        }
    }

    private static DeviceId device(String source, String id) throws IOException {
        try {
            return new DeviceId(source, id);
        } catch (IllegalArgumentException e) {
            throw new IOException("The id of a device has the wrong shape", e);
        }
    }

    /** Whether it is a number that reads back as the same text. */
    private static boolean isNumber(String id) {
        return id.length() <= MOST_DIGITS
                && id.chars().allMatch(letter -> letter >= '0' && letter <= '9')
                && (id.length() == 1 || id.charAt(0) != '0');
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
}
