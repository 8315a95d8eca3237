// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.health;

import java.util.List;
import java.util.zip.Deflater;
import net.guifi.dimon.api.health.DeviceState;
import net.guifi.dimon.api.inventory.DeviceId;
import net.guifi.dimon.coding.DeviceIds;
import net.guifi.dimon.coding.MalformedException;
import net.guifi.dimon.coding.OctetReader;
import net.guifi.dimon.coding.OctetWriter;

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
    /** Where the two flags of the id begin. */
    private static final int ID = 5;

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
        OctetWriter out = new OctetWriter();
        out.octet(devices.length >> Byte.SIZE);
        out.octet(devices.length);
        DeviceIds ids = new DeviceIds();
        OctetWriter told = new OctetWriter();
        for (int i = 0; i < devices.length; i++) {
            out.octet(flags[i] | ids.flags(devices[i]) << ID);
            ids.write(devices[i], told);
        }
        out.octets(told.done());
        long before = 0;
        for (int i = 0; i < devices.length; i++) {
            long difference = since(i) - before;
            out.number(difference << 1 ^ difference >> 63);
            before = since(i);
        }
        return out.deflated(VERSION, Deflater.DEFAULT_COMPRESSION);
    }

    /**
     * Reads a page back.
     *
     * @throws MalformedException when the octets are something else, or from a newer release; the message says what
     */
    static StatePage decode(byte[] bytes) throws MalformedException {
        OctetReader in = OctetReader.inflated(bytes, VERSION, MOST_OCTETS);
        int size = in.octet() << Byte.SIZE | in.octet();
        if (size > MOST) {
            throw new MalformedException("it has " + size + " devices, more than " + MOST);
        }
        StatePage page = new StatePage(size);
        for (int i = 0; i < size; i++) {
            page.flags[i] = (byte) in.octet();
        }
        page.readIds(in);
        long time = 0;
        for (int i = 0; i < size; i++) {
            long coded = in.number(Long.MAX_VALUE);
            time += coded >>> 1 ^ -(coded & 1);
            if (time < 0 || time > LATEST) {
                throw new MalformedException("a time in it is out of bounds");
            }
            page.since[i] = (int) time;
        }
        in.end();
        return page;
    }

    private void readIds(OctetReader in) throws MalformedException {
        DeviceIds ids = new DeviceIds();
        for (int i = 0; i < devices.length; i++) {
            int flag = flags[i];
            if (flag < 0 || (flag & STATE) >= STATES.size()) {
                throw new MalformedException("the flags of a device in it are unknown");
            }
            devices[i] = ids.read(flag >> ID, in);
            if (i > 0 && devices[i - 1].compareTo(devices[i]) >= 0) {
                throw new MalformedException("its devices are not in order");
            }
            flags[i] = (byte) (flag & SAID);
        }
    }
}
