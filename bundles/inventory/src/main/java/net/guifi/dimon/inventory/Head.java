// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.inventory;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import net.guifi.dimon.coding.MalformedException;
import net.guifi.dimon.coding.OctetReader;
import net.guifi.dimon.coding.OctetWriter;

/**
 * What a monitor says of a version of a source that it has published.
 *
 * @param network id of the network that it was published in; its number means nothing in another one
 * @param number Lamport number: of two versions the one with the greater number is newer
 * @param content name of what it contains, as {@link InventoryVersion} makes it
 * @param removed whether it says that the source is no more
 * @param devices how many devices it has
 * @param imported when it was imported, by the clock of the monitor that did
 * @param location where it was imported, without any password
 * @param parts digests of its parts; their number is a power of two, or 0 when it is removed
 */
record Head(
        String network,
        long number,
        String content,
        boolean removed,
        int devices,
        Instant imported,
        String location,
        List<String> parts) {
    static final int DIGEST = 16;
    static final int MAX_PARTS = 1024;
    static final int MAX_DEVICES = 500_000;
    /** Far from any that is reached by counting, so that the next one is always a number too. */
    static final long MAX_NUMBER = 1L << 60;

    private static final int VERSION = 1;
    private static final int MAX_LOCATION = 1000;
    private static final HexFormat HEX = HexFormat.of();
    /** Names the content of a source without devices. */
    static final String NOTHING = "0".repeat(2 * DIGEST);

    Head {
        imported = imported.isBefore(Instant.EPOCH) ? Instant.EPOCH : imported.truncatedTo(ChronoUnit.MILLIS);
        location = location.substring(0, Math.min(location.length(), MAX_LOCATION));
        parts = List.copyOf(parts);
    }

    /** Says that there is no such source any longer. */
    static Head removal(String network, long number, Instant when) {
        return new Head(network, number, NOTHING, true, 0, when, "", List.of());
    }

    Head withParts(List<String> digests) {
        return new Head(network, number, content, removed, devices, imported, location, digests);
    }

    boolean hasContentOf(Head other) {
        return !removed && !other.removed && content.equals(other.content);
    }

    byte[] encode() {
        OctetWriter out = new OctetWriter();
        out.octet(VERSION);
        out.text(network);
        out.number(number);
        out.octets(HEX.parseHex(content));
        out.flag(removed);
        out.number(devices);
        out.number(imported.toEpochMilli());
        out.text(location);
        out.number(parts.size());
        parts.forEach(digest -> out.octets(HEX.parseHex(digest)));
        return out.done();
    }

    static Head decode(byte[] octets) throws MalformedException {
        OctetReader in = new OctetReader(octets);
        in.version(VERSION);
        String network = in.text();
        long number = in.number(MAX_NUMBER);
        String content = HEX.formatHex(in.octets(DIGEST));
        boolean removed = in.flag();
        int devices = in.integer(removed ? 0 : MAX_DEVICES);
        Instant imported = Instant.ofEpochMilli(in.number(Long.MAX_VALUE));
        String location = in.text();
        if (location.length() > MAX_LOCATION) {
            throw new MalformedException("the location in it is too long");
        }
        int count = in.integer(removed ? 0 : MAX_PARTS);
        if (!removed && Integer.bitCount(count) != 1) {
            throw new MalformedException("it has " + count + " parts");
        }
        List<String> parts = new ArrayList<>();
        for (int left = count; left > 0; left--) {
            parts.add(HEX.formatHex(in.octets(DIGEST)));
        }
        in.end();
        return new Head(network, number, content, removed, devices, imported, location, parts);
    }
}
