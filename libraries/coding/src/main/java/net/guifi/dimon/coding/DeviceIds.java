// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.coding;

import java.util.regex.Pattern;
import net.guifi.dimon.api.inventory.DeviceId;

/**
 * Writes or reads ids of devices in their order. Each is told as what differs from those before: the source if it is
 * another one, and how much greater the number is; an id that is no number is told as text.
 */
public final class DeviceIds {
    /** Flag: another source comes first. */
    public static final int SOURCE = 1;

    /** Flag: the id is text. */
    public static final int TEXT = 2;

    private static final long GREATEST = 999_999_999_999_999_999L;
    /** Reads back as the same text. */
    private static final Pattern NUMBER = Pattern.compile("0|[1-9][0-9]{0,17}");

    private String source = "";
    private long number;

    /**
     * What has to be known to read the next one: it is written elsewhere, in two bits.
     *
     * @param device the next one
     * @return {@link #SOURCE} and {@link #TEXT}, each or not
     */
    public int flags(DeviceId device) {
        return (device.source().equals(source) ? 0 : SOURCE)
                | (NUMBER.matcher(device.id()).matches() ? 0 : TEXT);
    }

    /**
     * Writes the next one.
     *
     * @param device after those before
     * @param out where to
     */
    public void write(DeviceId device, OctetWriter out) {
        int flags = flags(device);
        if ((flags & SOURCE) != 0) {
            source = device.source();
            number = 0;
            out.shortText(source);
        }
        if ((flags & TEXT) != 0) {
            out.shortText(device.id());
        } else {
            long before = number;
            number = Long.parseLong(device.id());
            out.number(number - before);
        }
    }

    /**
     * Reads the next one. What comes from others may be in any order.
     *
     * @param flags what {@link #flags} said of it
     * @param in where from
     * @return the id
     * @throws MalformedException when it is something else
     */
    public DeviceId read(int flags, OctetReader in) throws MalformedException {
        if ((flags & SOURCE) != 0) {
            source = in.shortText();
            number = 0;
        }
        String id;
        if ((flags & TEXT) != 0) {
            id = in.shortText();
        } else {
            number += in.number(GREATEST - number);
            id = Long.toString(number);
        }
        try {
            return new DeviceId(source, id);
        } catch (IllegalArgumentException e) {
            throw new MalformedException("the id of a device in it has the wrong shape", e);
        }
    }
}
