// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.bench;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A network on the loopback device: its addresses, and its description in CNML, shaped as that of guifi.net. */
final class Network {
    private static final int DEVICES_PER_NODE = 2;
    private static final int NODES_PER_ZONE = 25;
    private static final int PER_OCTET = 250;

    private Network() {}

    /** The address of a device, counted from 1. */
    static String address(int device) {
        return "127.%d.%d.%d"
                .formatted(
                        10 + device / (PER_OCTET * PER_OCTET), device / PER_OCTET % PER_OCTET, device % PER_OCTET + 1);
    }

    /** Describes so many devices, numbered from 1, all of them working. */
    static Path write(Path file, int devices) throws IOException {
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            out.write(
                    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<cnml version=\"0.1\" server_id=\"1\">\n<network>\n");
            out.write("<zone id=\"3671\" title=\"Món\">\n");
            int nodes = (devices + DEVICES_PER_NODE - 1) / DEVICES_PER_NODE;
            for (int node = 1; node <= nodes; node++) {
                if (node % NODES_PER_ZONE == 1) {
                    out.write("<zone id=\"%d\" parent_id=\"3671\" title=\"Comarca %d\">\n"
                            .formatted(10_000 + node, node));
                }
                out.write(
                        "<node id=\"%d\" title=\"Poble%dCarrerMajor\" lat=\"%d.%04d\" lon=\"%d.%04d\" status=\"Working\">\n"
                                .formatted(node, node, 41, node % 10_000, 2, node % 10_000));
                int first = (node - 1) * DEVICES_PER_NODE + 1;
                for (int device = first; device < first + DEVICES_PER_NODE && device <= devices; device++) {
                    out.write(device(device));
                }
                out.write("</node>\n");
                if (node % NODES_PER_ZONE == 0 || node == nodes) {
                    out.write("</zone>\n");
                }
            }
            out.write("</zone>\n</network>\n</cnml>\n");
        }
        return file;
    }

    private static String device(int device) {
        return """
                <device id="%1$d" title="Poble%1$dRd" type="radio" name="NanoStation M5" status="Working" mainipv4="%2$s">
                <radio id="0" device_id="%1$d" ssid="guifi.net-%1$d" mode="ap" protocol="802.11an" channel="5500">
                <interface id="%1$d" type="wLan/Lan" mac="00:00:00:00:00:00" ipv4="%2$s" mask="255.255.255.224"/>
                </radio>
                </device>
                """
                .formatted(device, address(device));
    }
}
