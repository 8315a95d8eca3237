// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.inventory;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes CNML of any size, shaped as that of guifi.net: nested zones, nodes of two devices, radios, repeated interfaces, links. */
final class CnmlGenerator {
    private static final int DEVICES_PER_NODE = 2;
    private static final int NODES_PER_ZONE = 25;

    private CnmlGenerator() {}

    /** Devices 1 to {@code devices}, all working; {@code edition} is part of the title of each hundredth. */
    static Path write(Path file, int devices, String edition) throws IOException {
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            out.write(
                    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<cnml version=\"0.1\" server_id=\"1\">\n<network>\n");
            out.write("<zone id=\"3671\" title=\"Món\"><zone id=\"1\" parent_id=\"3671\" title=\"Països\">\n");
            int nodes = (devices + DEVICES_PER_NODE - 1) / DEVICES_PER_NODE;
            for (int node = 1; node <= nodes; node++) {
                if (node % NODES_PER_ZONE == 1) {
                    out.write("<zone id=\"%d\" parent_id=\"1\" title=\"Comarca %d\" graph_server=\"7\">\n"
                            .formatted(10_000 + node, node));
                }
                node(out, node, devices, edition);
                if (node % NODES_PER_ZONE == 0 || node == nodes) {
                    out.write("</zone>\n");
                }
            }
            out.write("</zone></zone></network></cnml>\n");
        }
        return file;
    }

    private static void node(Writer out, int node, int devices, String edition) throws IOException {
        out.write(
                """
                <node id="%d" title="Poble%dCarrerMajor" lat="%.6f" lon="%.6f" antenna_elevation="5" status="Working" \
                created="20200102 1107" updated="20261121 0302">
                """
                        .formatted(node, node, 41 + node / 1e5, 1 + node / 1e5));
        for (int i = 0; i < DEVICES_PER_NODE; i++) {
            int device = (node - 1) * DEVICES_PER_NODE + i + 1;
            if (device <= devices) {
                device(out, node, device, device % 100 == 0 ? edition : "");
            }
        }
        out.write("</node>\n");
    }

    private static void device(Writer out, int node, int device, String edition) throws IOException {
        String address = "10.%d.%d.%d".formatted(device >> 16, device >> 8 & 255, device & 255);
        String link =
                """
                <interface id="%d" type="wLan/Lan" mac="00:00:00:00:00:00" ipv4="%s" mask="255.255.255.224">
                <link id="%d" linked_node_id="%d" linked_device_id="%d" linked_interface_id="%d" link_type="ap/client" link_status="Working"/>
                </interface>
                """
                        .formatted(device * 10, address, device, node + 1, device + 1, (device + 1) * 10);
        out.write(
                """
                <device id="%d" title="Poble%dCarrerMajorRd%d%s" type="radio" name="antenna" mainipv4="%s" status="Working" \
                firmware="AirOs3.x" created="20200102 1107" updated="20261121 1202">
                <radio id="0" device_id="%d" ssid="guifi.net-%d" mode="ap" protocol="802.11a" channel="0" snmp_name="ath0">
                %s</radio>
                %s<interface id="%d" type="Lan" mac="00:00:00:00:00:00" ipv4="192.168.1.1" mask="255.255.255.0"/>
                </device>
                """
                        .formatted(
                                device, node, device, edition, address, device, device, link, link, device * 10 + 1));
    }
}
