// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.inventory;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import net.guifi.dimon.api.inventory.Device;
import net.guifi.dimon.api.inventory.DeviceId;
import net.guifi.dimon.api.inventory.Link;
import net.guifi.dimon.api.inventory.Node;
import net.guifi.dimon.api.inventory.Position;
import net.guifi.dimon.api.inventory.SnmpPort;
import net.guifi.dimon.api.inventory.Status;
import net.guifi.dimon.api.inventory.Zone;

/**
 * Reads CNML 0.1, the format of guifi.net: {@code cnml > network > zone* > node > device > radio > interface > link}.
 *
 * <p>It streams. A device that makes no sense is skipped or flagged with a warning; a document that makes no sense fails.
 */
final class CnmlReader {
    private static final int MAX_DEPTH = 100;
    private static final Set<String> ENCODINGS =
            Set.of("UTF-8", "US-ASCII", "ASCII", "ISO-8859-1", "ISO-8859-15", "WINDOWS-1252");
    private static final String GRAPHS_OFF = "-1";

    /** A zone or node that encloses what is read, and the nearest explicit graph server. */
    private record Enclosing<T>(T value, String graphServer) {}

    private record InterfaceAddress(int rank, InetAddress address) {}

    /** A device as far as it is read. */
    private static final class Draft {
        final DeviceId id;
        final int line;
        final List<InetAddress> main = new ArrayList<>();
        final List<InterfaceAddress> others = new ArrayList<>();
        final List<SnmpPort> ports = new ArrayList<>();
        final Map<List<String>, Link> links = new LinkedHashMap<>();
        final Set<String> interfaces = new HashSet<>();
        String title = "";
        String type = "";
        Status status = Status.UNKNOWN;
        String graphServer = "";
        OptionalInt snmpIndex = OptionalInt.empty();
        int radios;
        String currentInterface = "";

        Draft(DeviceId id, int line) {
            this.id = id;
            this.line = line;
        }
    }

    private final DeviceCollector collector;
    private final XMLStreamReader xml;
    private final Deque<Enclosing<Zone>> zones = new ArrayDeque<>();
    private final Map<String, Enclosing<Zone>> zonesById = new HashMap<>();
    private final Map<String, String> words = new HashMap<>();
    private Enclosing<Optional<Node>> node;
    private Draft draft;

    private CnmlReader(DeviceCollector collector, XMLStreamReader xml) {
        this.collector = collector;
        this.xml = xml;
    }

    /**
     * Reads one document to its end.
     *
     * @throws ImportException when it is malformed, or no CNML
     * @throws IOException when the stream itself fails
     */
    static void read(InputStream in, DeviceCollector collector) throws ImportException, IOException {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setXMLResolver((publicId, systemId, base, namespace) -> {
            throw new XMLStreamException("an external entity is not allowed");
        });
        int line = 1;
        XMLStreamReader xml = null;
        try {
            xml = factory.createXMLStreamReader(new MarkupGuard(in));
            new CnmlReader(collector, xml).read();
            xml.close();
        } catch (XMLStreamException e) {
            if (e.getNestedException() instanceof MarkupGuard.RefusedException refused) {
                throw collector.failure(refused.line(), refused.getMessage());
            }
            if (e.getLocation() != null) {
                line = e.getLocation().getLineNumber();
            } else if (xml != null) {
                line = xml.getLocation().getLineNumber();
            }
            throw collector.failure(Math.max(1, line), reason(e));
        } catch (RuntimeException e) {
            // The parser of the JDK has thrown such on malformed input.
            throw new ImportException(collector.document() + ": no XML that can be read (" + e + ")", e);
        }
    }

    private static String reason(XMLStreamException e) {
        String message = String.valueOf(e.getMessage());
        int text = message.indexOf("\nMessage: ");
        return text < 0 ? message : message.substring(text + "\nMessage: ".length());
    }

    private void read() throws XMLStreamException, ImportException {
        String encoding = xml.getCharacterEncodingScheme();
        if (encoding != null && !ENCODINGS.contains(encoding.toUpperCase(Locale.ROOT))) {
            throw collector.failure(1, "the encoding " + encoding + " is not supported, UTF-8 is");
        }
        int depth = 0;
        int skippedFrom = Integer.MAX_VALUE;
        while (xml.hasNext()) {
            switch (xml.next()) {
                case XMLStreamConstants.START_ELEMENT -> {
                    if (++depth > MAX_DEPTH) {
                        throw collector.failure(line(), "elements are nested deeper than " + MAX_DEPTH);
                    }
                    if (depth == 1 && !xml.getLocalName().equals("cnml")) {
                        throw collector.failure(line(), "the root element is <" + xml.getLocalName() + ">, not <cnml>");
                    }
                    if (depth < skippedFrom && !start(xml.getLocalName())) {
                        skippedFrom = depth;
                    }
                }
                case XMLStreamConstants.END_ELEMENT -> {
                    if (depth < skippedFrom) {
                        end(xml.getLocalName());
                    } else if (depth == skippedFrom) {
                        skippedFrom = Integer.MAX_VALUE;
                    }
                    depth--;
                }
                case XMLStreamConstants.DTD ->
                    throw collector.failure(line(), "a document type declaration (DTD) is not allowed");
                case XMLStreamConstants.ENTITY_REFERENCE ->
                    throw collector.failure(line(), "the entity &" + xml.getLocalName() + "; is not defined");
                default -> {
                    // Text between elements, comments: nothing of ours.
                }
            }
        }
    }

    /** Returns false where the element makes no sense, and is skipped with all it holds. */
    private boolean start(String element) {
        boolean fits =
                switch (element) {
                    case "zone" -> node == null && draft == null;
                    case "node" -> node == null && draft == null;
                    case "device" -> draft == null;
                    default -> true;
                };
        if (!fits) {
            collector.warn(line(), "<" + element + "> skipped: it does not belong here");
            return false;
        }
        switch (element) {
            case "zone" -> startZone();
            case "node" -> startNode();
            case "device" -> {
                return startDevice();
            }
            case "radio" -> startRadio();
            case "interface" -> startInterface();
            case "link" -> startLink();
            default -> {
                // Services, statistics and what later versions may bring.
            }
        }
        return true;
    }

    private void end(String element) throws ImportException {
        switch (element) {
            case "zone" -> zones.pop();
            case "node" -> node = null;
            case "device" -> endDevice();
            case "interface" -> {
                if (draft != null) {
                    draft.currentInterface = "";
                }
            }
            default -> {
                // Nothing was begun.
            }
        }
    }

    private void startZone() {
        Enclosing<Zone> parent = zones.isEmpty() ? zonesById.get(attribute("parent_id")) : zones.peek();
        Zone zone = new Zone(
                attribute("id"), attribute("title"), Optional.ofNullable(parent).map(Enclosing::value));
        Enclosing<Zone> enclosing = new Enclosing<>(zone, graphServer(parent));
        zones.push(enclosing);
        zonesById.putIfAbsent(zone.id(), enclosing);
    }

    private void startNode() {
        Enclosing<Zone> zone = zones.peek();
        String id = attribute("id");
        if (id.isEmpty()) {
            collector.warn(line(), "a node without an id: its devices stand on no node");
        }
        Optional<Node> value = id.isEmpty()
                ? Optional.empty()
                : Optional.of(new Node(
                        id, attribute("title"), Optional.ofNullable(zone).map(Enclosing::value), position(id)));
        node = new Enclosing<>(value, graphServer(zone));
    }

    private Optional<Position> position(String nodeId) {
        String latitude = attribute("lat");
        String longitude = attribute("lon");
        if (latitude.isEmpty() || longitude.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Position(Double.parseDouble(latitude), Double.parseDouble(longitude)));
        } catch (IllegalArgumentException e) {
            collector.warn(line(), "node " + nodeId + ": \"" + latitude + ", " + longitude + "\" is no place on Earth");
            return Optional.empty();
        }
    }

    private boolean startDevice() {
        Optional<DeviceId> id = collector.deviceId(attribute("id"), line());
        if (id.isEmpty()) {
            return false;
        }
        draft = new Draft(id.get(), line());
        draft.title = attribute("title");
        draft.type = word(attribute("type"));
        draft.status = status(attribute("status"), "device", draft.id.id());
        draft.graphServer = graphServer(node != null ? node : zones.peek());
        draft.snmpIndex = index(attribute("snmp_index"));
        for (String name : List.of("mainipv4", "mainipv6")) {
            address(name).ifPresent(draft.main::add);
        }
        return true;
    }

    private void startRadio() {
        if (draft == null) {
            return;
        }
        String id = attribute("id");
        String name = attribute("snmp_name");
        OptionalInt index = index(attribute("snmp_index"));
        if (!name.isEmpty() || index.isPresent()) {
            draft.ports.add(new SnmpPort(
                    word(id.isEmpty() ? Integer.toString(draft.radios) : id),
                    name.isEmpty() ? Optional.empty() : Optional.of(word(name)),
                    index));
        }
        draft.radios++;
    }

    private void startInterface() {
        if (draft == null) {
            return;
        }
        String id = attribute("id");
        draft.currentInterface = id;
        // The same interface stands under its radio and under its device.
        if (!id.isEmpty() && !draft.interfaces.add(id)) {
            return;
        }
        int rank =
                switch (attribute("type")) {
                    case "wLan/Lan" -> 0;
                    case "Lan" -> 1;
                    case "Wan" -> 2;
                    case "wLan" -> 3;
                    case "wds/p2p" -> 4;
                    default -> 5;
                };
        for (String name : List.of("ipv4", "ipv6")) {
            address(name).ifPresent(address -> draft.others.add(new InterfaceAddress(rank, address)));
        }
    }

    private void startLink() {
        if (draft == null) {
            return;
        }
        String id = attribute("id");
        DeviceId peer;
        try {
            peer = collector.id(attribute("linked_device_id"));
        } catch (IllegalArgumentException e) {
            collector.warn(line(), owner() + ": link " + id + " skipped: " + e.getMessage());
            return;
        }
        Link link = new Link(
                id,
                word(attribute("link_type")),
                status(attribute("link_status"), "link", id),
                draft.currentInterface,
                peer,
                attribute("linked_interface_id"));
        draft.links.putIfAbsent(List.of(id, draft.currentInterface), link);
    }

    private void endDevice() throws ImportException {
        Draft done = draft;
        draft = null;
        Set<InetAddress> addresses = new LinkedHashSet<>(done.main);
        done.others.sort(Comparator.comparingInt(InterfaceAddress::rank));
        done.others.forEach(other -> addresses.add(other.address()));
        if (done.ports.isEmpty() && done.snmpIndex.isPresent()) {
            done.ports.add(new SnmpPort("0", Optional.empty(), done.snmpIndex));
        }
        boolean wanted = done.status.isInService() && !done.graphServer.equals(GRAPHS_OFF);
        if (wanted && addresses.isEmpty()) {
            collector.warn(
                    done.line, "device " + done.id.id() + " has no address: it is listed, but cannot be watched");
        }
        collector.add(
                new Device(
                        done.id,
                        done.title,
                        done.type,
                        done.status,
                        wanted && !addresses.isEmpty(),
                        node == null ? Optional.empty() : node.value(),
                        List.copyOf(addresses),
                        done.ports,
                        List.copyOf(done.links.values())),
                done.line);
    }

    private Optional<InetAddress> address(String attribute) {
        String text = attribute(attribute);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Addresses.parse(text));
        } catch (IllegalArgumentException e) {
            collector.warn(line(), owner() + ": " + e.getMessage());
            return Optional.empty();
        }
    }

    private String owner() {
        return "device " + draft.id.id();
    }

    /** The graph server named here, or else by what encloses it: the nearest explicit value counts. */
    private String graphServer(Enclosing<?> enclosing) {
        String explicit = attribute("graph_server");
        if (!explicit.isEmpty() && !explicit.equals("0")) {
            return explicit;
        }
        return enclosing == null ? "" : enclosing.graphServer();
    }

    private Status status(String word, String what, String id) {
        Status status = Statuses.parse(word);
        if (status == Status.UNKNOWN && !word.isEmpty()) {
            collector.warn(line(), what + " " + id + ": \"" + word + "\" is no status of CNML");
        }
        return status;
    }

    private OptionalInt index(String text) {
        if (text.isEmpty()) {
            return OptionalInt.empty();
        }
        try {
            int index = Integer.parseInt(text);
            if (index > 0) {
                return OptionalInt.of(index);
            }
        } catch (NumberFormatException e) {
            // Told below, as an index that is not positive is.
        }
        collector.warn(line(), owner() + ": \"" + text + "\" is no snmp_index");
        return OptionalInt.empty();
    }

    private String attribute(String name) {
        String value = xml.getAttributeValue(null, name);
        if (value == null) {
            return "";
        }
        // The line is dear, and seldom needed.
        String stripped = value.strip();
        return DeviceCollector.isShort(stripped) ? stripped : collector.text(stripped, line());
    }

    /** One object for each of the few words that repeat all over a document. */
    private String word(String text) {
        return words.computeIfAbsent(text, same -> same);
    }

    private int line() {
        return xml.getLocation().getLineNumber();
    }
}
