// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.demo;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.snmp4j.smi.Counter32;
import org.snmp4j.smi.Counter64;
import org.snmp4j.smi.Gauge32;
import org.snmp4j.smi.Integer32;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.TimeTicks;
import org.snmp4j.smi.Variable;

/**
 * The objects of a device, in order: the system group (RFC 3418), ifTable and, where counters of 64 bits are there,
 * ifXTable (RFC 2863). Devices with as many interfaces share one, since it reads the device that it is given.
 */
final class Mib {
    private static final long UNSIGNED32 = 0xFFFF_FFFFL;
    private static final int PACKET = 800;
    private static final int MEGABIT = 1_000_000;
    private static final int APPLICATIONS_AND_ROUTING = 76;

    /** Reads an object of a device. */
    interface Reading {
        Variable of(ManagedDevice device, Instant now);
    }

    /** Reads a column of an interface. */
    private interface Cell {
        Variable of(ManagedPort port, Instant now);
    }

    private final NavigableMap<OID, Reading> objects = new TreeMap<>();
    private final int ports;

    Mib(int ports, boolean wide) {
        this.ports = ports;
        system();
        interfaces();
        if (wide) {
            extensions();
        }
    }

    NavigableMap<OID, Reading> objects() {
        return objects;
    }

    private void system() {
        scalar("1.1", (device, now) -> text(device.snmp().model().description()));
        scalar("1.2", (device, now) -> device.snmp().model().objectId());
        scalar("1.3", (device, now) -> new TimeTicks(device.uptime(now).toMillis() / 10 & UNSIGNED32));
        scalar("1.4", (device, now) -> text("admin@example.org"));
        scalar("1.5", (device, now) -> text(device.device().title()));
        scalar("1.6", (device, now) -> text(device.node().title()));
        scalar("1.7", (device, now) -> new Integer32(APPLICATIONS_AND_ROUTING));
        scalar("2.1", (device, now) -> new Integer32(ports));
    }

    private void interfaces() {
        String entry = "2.2.1.";
        column(entry + 1, (port, now) -> new Integer32(port.kind().index()));
        column(entry + 2, (port, now) -> text(port.kind().name()));
        column(entry + 3, (port, now) -> new Integer32(port.kind().type()));
        column(entry + 4, (port, now) -> new Integer32(1500));
        column(entry + 5, (port, now) -> new Gauge32(Math.min(port.kind().speed(), UNSIGNED32)));
        column(entry + 6, (port, now) -> mac(port));
        column(entry + 7, (port, now) -> new Integer32(1));
        column(entry + 8, (port, now) -> new Integer32(port.isUp() ? 1 : 2));
        column(entry + 9, (port, now) -> new TimeTicks(0));
        column(entry + 10, (port, now) -> counter32(port.received(now)));
        column(entry + 11, (port, now) -> counter32(port.received(now) / PACKET));
        column(entry + 13, (port, now) -> new Counter32(0));
        column(entry + 14, (port, now) -> new Counter32(0));
        column(entry + 16, (port, now) -> counter32(port.sent(now)));
        column(entry + 17, (port, now) -> counter32(port.sent(now) / PACKET));
        column(entry + 19, (port, now) -> new Counter32(0));
        column(entry + 20, (port, now) -> new Counter32(0));
    }

    private void extensions() {
        String entry = "31.1.1.1.";
        column(entry + 1, (port, now) -> text(port.kind().name()));
        column(entry + 6, (port, now) -> new Counter64(port.received(now)));
        column(entry + 7, (port, now) -> new Counter64(port.received(now) / PACKET));
        column(entry + 10, (port, now) -> new Counter64(port.sent(now)));
        column(entry + 11, (port, now) -> new Counter64(port.sent(now) / PACKET));
        column(entry + 15, (port, now) -> new Gauge32(port.kind().speed() / MEGABIT));
        column(entry + 18, (port, now) -> text(port.kind().alias()));
        column(entry + 19, (port, now) -> new TimeTicks(0));
    }

    private void scalar(String number, Reading reading) {
        objects.put(new OID("1.3.6.1.2.1." + number + ".0"), reading);
    }

    private void column(String number, Cell cell) {
        for (int i = 0; i < ports; i++) {
            int port = i;
            objects.put(
                    new OID("1.3.6.1.2.1." + number + '.' + (i + 1)),
                    (device, now) -> cell.of(device.ports().get(port), now));
        }
    }

    private static Variable text(String value) {
        return new OctetString(value.getBytes(StandardCharsets.UTF_8));
    }

    private static Variable mac(ManagedPort port) {
        return new OctetString(port.kind()
                .mac()
                .map(mac -> HexFormat.ofDelimiter(":").parseHex(mac))
                .orElse(new byte[0]));
    }

    private static Variable counter32(long value) {
        return new Counter32(value & UNSIGNED32);
    }
}
