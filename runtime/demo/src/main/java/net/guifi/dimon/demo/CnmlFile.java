// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.demo;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import net.guifi.dimon.demo.Network.Device;
import net.guifi.dimon.demo.Network.Interface;
import net.guifi.dimon.demo.Network.Link;
import net.guifi.dimon.demo.Network.Node;
import net.guifi.dimon.demo.Network.Radio;
import net.guifi.dimon.demo.Network.Service;
import net.guifi.dimon.demo.Network.Snmp;
import net.guifi.dimon.demo.Network.Zone;

/** Writes a network as CNML 0.1. A reader sees the file before or the file after, never half of one. */
final class CnmlFile {
    // Fixed, so that the same network gives the same file.
    private static final String GENERATED = "20260101 0000";

    private final XMLStreamWriter xml;
    private final Map<Integer, String> moved;

    private CnmlFile(XMLStreamWriter xml, Map<Integer, String> moved) {
        this.xml = xml;
        this.moved = moved;
    }

    /**
     * Writes the file.
     *
     * @param moved devices, by id, all addresses of which are to be replaced by another one
     */
    static void write(Network network, Path file, Map<Integer, String> moved) throws IOException {
        Path whole = file.resolveSibling(file.getFileName() + ".new");
        try (OutputStream out = Files.newOutputStream(whole)) {
            XMLStreamWriter xml = XMLOutputFactory.newFactory().createXMLStreamWriter(out, "UTF-8");
            new CnmlFile(xml, moved).write(network);
            xml.close();
        } catch (XMLStreamException e) {
            throw new IOException("Cannot write " + whole + ": " + e.getMessage(), e);
        }
        Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private void write(Network network) throws XMLStreamException {
        xml.writeStartDocument("UTF-8", "1.0");
        xml.writeStartElement("cnml");
        attribute("version", "0.1");
        attribute("server_id", "1");
        attribute("server_url", "");
        attribute("generated", GENERATED);
        xml.writeStartElement("class");
        attribute("network_description", "demo");
        attribute("mapping", "y");
        xml.writeStartElement("network");
        attribute("devices", network.devices().size());
        attribute("nodes", network.nodes().size());
        xml.writeStartElement("zone");
        attribute("id", network.rootId());
        attribute("title", network.rootTitle());
        attribute("time_zone", "+01 2 2");
        for (Zone zone : network.zones()) {
            xml.writeStartElement("zone");
            attribute("id", zone.id());
            attribute("parent_id", network.rootId());
            attribute("title", zone.title());
            for (Node node : zone.nodes()) {
                node(node);
            }
            close();
        }
        xml.writeEndDocument();
    }

    private void node(Node node) throws XMLStreamException {
        xml.writeStartElement("node");
        attribute("id", node.id());
        attribute("title", node.title());
        attribute("lat", degrees(node.lat()));
        attribute("lon", degrees(node.lon()));
        attribute("antenna_elevation", 10);
        attribute("status", node.status());
        attribute("graph_server", node.graphed() ? "" : "-1");
        for (Device device : node.devices()) {
            device(device);
        }
        close();
    }

    private static String degrees(double value) {
        return String.format(Locale.ROOT, "%.6f", value);
    }

    private void device(Device device) throws XMLStreamException {
        Optional<String> away = Optional.ofNullable(moved.get(device.id()));
        xml.writeStartElement("device");
        attribute("id", device.id());
        attribute(
                "mainipv4",
                device.mainAddress().map(address -> away.orElse(address)).orElse(""));
        attribute("title", device.title());
        attribute("type", device.type());
        attribute("status", device.status());
        attribute("graph_server", device.graphed() ? "" : "-1");
        attribute("firmware", device.snmp().map(snmp -> snmp.model().firmware()).orElse(""));
        attribute(
                "snmp_index",
                device.radios().isEmpty() && device.snmp().isPresent() ? Integer.toString(Model.LAN_INDEX) : "");
        for (Radio radio : device.radios()) {
            xml.writeStartElement("radio");
            attribute("id", radio.id());
            attribute("device_id", device.id());
            attribute("ssid", radio.ssid());
            attribute("mode", radio.mode());
            attribute("protocol", "802.11n");
            attribute("channel", radio.channel());
            if (device.snmp().isPresent()) {
                Snmp snmp = device.snmp().get();
                attribute("snmp_name", snmp.byName() ? snmp.model().radioName() : "");
                attribute("snmp_index", snmp.byName() ? "" : Integer.toString(Model.RADIO_INDEX));
            }
            for (Interface port : radio.interfaces()) {
                port(port, away);
            }
            close();
        }
        for (Interface port : device.interfaces()) {
            port(port, away);
        }
        for (Service service : device.services()) {
            xml.writeStartElement("service");
            attribute("id", service.id());
            attribute("title", service.title());
            attribute("type", service.type());
            attribute("status", service.status());
            close();
        }
        close();
    }

    private void port(Interface port, Optional<String> away) throws XMLStreamException {
        xml.writeStartElement("interface");
        attribute("id", port.id());
        attribute("type", port.type());
        attribute("mac", port.mac());
        attribute("ipv4", port.ipv4().map(address -> away.orElse(address)).orElse(""));
        attribute("mask", port.ipv4().isPresent() ? "255.255.255.0" : "");
        attribute("ipv6", port.ipv6().map(address -> away.orElse(address)).orElse(""));
        for (Link link : port.links()) {
            xml.writeStartElement("link");
            attribute("id", link.id());
            attribute("linked_node_id", link.peerNode());
            attribute("linked_device_id", link.peerDevice());
            attribute("linked_interface_id", link.peerInterface());
            attribute("link_type", link.type());
            attribute("link_status", link.status());
            close();
        }
        close();
    }

    /** As in guifi.net's own files, an attribute without a value is left out. */
    private void attribute(String name, Object value) throws XMLStreamException {
        String text = value.toString();
        if (!text.isEmpty()) {
            xml.writeAttribute(name, text);
        }
    }

    private void close() throws XMLStreamException {
        xml.writeEndElement();
        xml.writeCharacters("\n");
    }
}
