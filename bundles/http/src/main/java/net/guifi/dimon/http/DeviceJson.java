// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.http;

import jakarta.json.stream.JsonGenerator;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.guifi.dimon.api.description.Description;
import net.guifi.dimon.api.health.DeviceHealth;
import net.guifi.dimon.api.health.DeviceState;
import net.guifi.dimon.api.health.DeviceView;
import net.guifi.dimon.api.health.DeviceView.Agreement;
import net.guifi.dimon.api.health.Observation;
import net.guifi.dimon.api.health.Transition;
import net.guifi.dimon.api.inventory.Device;
import net.guifi.dimon.api.inventory.Inventory;
import net.guifi.dimon.api.inventory.Link;
import net.guifi.dimon.api.inventory.Node;
import net.guifi.dimon.api.inventory.SnmpPort;
import net.guifi.dimon.api.inventory.Zone;
import net.guifi.dimon.api.measurement.Archive;
import net.guifi.dimon.api.measurement.SeriesKey;

/** Devices in JSON: short in a list, whole alone. What is not known is left out. */
final class DeviceJson {
    private static final int TRANSITIONS = 100;
    private static final Comparator<SeriesKey> BY_NAME =
            Comparator.comparing((SeriesKey key) -> key.metric().name()).thenComparing(SeriesKey::instance);

    private final JsonGenerator json;
    private final Sight sight;
    private final Monitors monitors;
    private final Optional<String> self;

    DeviceJson(JsonGenerator json, Sight sight, Monitors monitors) {
        this.json = json;
        this.sight = sight;
        this.monitors = monitors;
        this.self = monitors.self();
    }

    void list(DeviceTable table, DeviceTable.Page page, int offset, int limit) {
        json.writeStartObject()
                .write("total", page.total())
                .write("offset", offset)
                .write("limit", limit);
        counts("states", table.counts());
        counts("matching", page.matching());
        json.writeStartArray("devices");
        for (Row row : page.rows()) {
            json.writeStartObject();
            common(row.device(), row.view());
            monitors.writeWatchers(json, row.device().id());
            json.writeEnd();
        }
        json.writeEnd().writeEnd();
    }

    private void counts(String key, Map<DeviceState, Integer> counts) {
        json.writeStartObject(key);
        counts.forEach((state, count) -> json.write(Values.word(state), count));
        json.writeEnd();
    }

    void whole(
            Device device,
            Inventory inventory,
            Optional<Archive> archive,
            Optional<Description> description,
            Instant now) {
        json.writeStartObject();
        Optional<DeviceView> view = sight.of(device.id());
        common(device, view);
        Values.time(json, "lastAnswer", view.map(DeviceView::health).flatMap(DeviceHealth::lastAnswer));
        json.write("type", device.type())
                .write("status", Values.word(device.status()))
                .write("monitored", device.monitored());
        device.node().ifPresent(this::place);
        json.writeStartArray("addresses");
        device.addresses().forEach(address -> json.write(Addresses.text(address)));
        json.writeEnd();
        snmpPorts(device.snmpPorts());
        description.ifPresent(present -> new SnmpJson(json, archive, now).write(present));
        links(device.links(), inventory);
        monitors.writeWatchers(json, device.id());
        observations(view.map(DeviceView::observations).orElse(List.of()));
        transitions(sight.own().map(health -> health.transitions(device.id())).orElse(List.of()));
        archive.ifPresent(present -> series(present.series(device.id())));
        json.writeEnd();
    }

    private void common(Device device, Optional<DeviceView> view) {
        Optional<DeviceHealth> health = view.map(DeviceView::health);
        json.write("id", device.id().toString()).write("title", device.title());
        json.write("state", Values.word(health.map(DeviceHealth::state).orElse(DeviceState.UNKNOWN)));
        Values.time(json, "since", health.map(DeviceHealth::since));
        json.write("reason", health.map(DeviceHealth::reason).orElseGet(sight::silence))
                .write("agreement", Values.word(view.map(DeviceView::agreement).orElse(Agreement.NONE)));
        Values.text(json, "node", device.node().map(Node::title));
        Values.text(json, "zone", device.zone().map(Zone::title));
        Values.text(json, "address", device.addresses().stream().findFirst().map(Addresses::text));
        health.flatMap(DeviceHealth::rtt).ifPresent(rtt -> json.write("rtt", Values.milliseconds(rtt.toNanos())));
        health.flatMap(DeviceHealth::loss).ifPresent(loss -> json.write("loss", Values.rounded(loss, 4)));
        Values.time(json, "lastSample", health.flatMap(DeviceHealth::lastSample));
        // Monitors share states and summaries: only this one has figures.
        Values.text(json, "measuredBy", health.flatMap(DeviceHealth::lastSample).flatMap(sampled -> self));
    }

    private void place(Node node) {
        json.write("nodeId", node.id());
        Values.text(json, "zoneId", node.zone().map(Zone::id));
        node.position().ifPresent(position -> json.writeStartObject("position")
                .write("latitude", position.latitude())
                .write("longitude", position.longitude())
                .writeEnd());
    }

    private void snmpPorts(Collection<SnmpPort> ports) {
        json.writeStartArray("snmpPorts");
        for (SnmpPort port : ports) {
            json.writeStartObject().write("key", port.key());
            Values.text(json, "name", port.name());
            port.index().ifPresent(index -> json.write("index", index));
            json.writeEnd();
        }
        json.writeEnd();
    }

    private void links(Collection<Link> links, Inventory inventory) {
        json.writeStartArray("links");
        for (Link link : links) {
            json.writeStartObject()
                    .write("id", link.id())
                    .write("type", link.type())
                    .write("status", Values.word(link.status()))
                    .write("interface", link.interfaceId())
                    .write("peer", link.peer().toString())
                    .write("peerInterface", link.peerInterfaceId());
            Values.text(
                    json,
                    "peerTitle",
                    Optional.ofNullable(inventory.devices().get(link.peer())).map(Device::title));
            Values.text(
                    json,
                    "peerState",
                    sight.of(link.peer()).map(peer -> Values.word(peer.health().state())));
            json.writeEnd();
        }
        json.writeEnd();
    }

    private void observations(List<Observation> observations) {
        json.writeStartArray("observations");
        for (Observation observation : observations) {
            json.writeStartObject().write("monitor", observation.monitor());
            Values.text(json, "name", monitors.name(observation.monitor()));
            json.write("self", self.filter(observation.monitor()::equals).isPresent())
                    .write("state", Values.word(observation.state()));
            Values.time(json, "since", observation.since());
            json.write("reached", observation.reached())
                    .write("counts", observation.counts())
                    .writeEnd();
        }
        json.writeEnd();
    }

    private void transitions(List<Transition> transitions) {
        json.writeStartArray("transitions");
        transitions.stream().limit(TRANSITIONS).forEach(transition -> {
            json.writeStartObject()
                    .write("from", Values.word(transition.from()))
                    .write("to", Values.word(transition.to()));
            Values.time(json, "at", transition.at());
            json.write("reason", transition.reason()).writeEnd();
        });
        json.writeEnd();
    }

    private void series(Collection<SeriesKey> keys) {
        json.writeStartArray("series");
        keys.stream().sorted(BY_NAME).forEach(key -> {
            json.writeStartObject().write("metric", key.metric().name());
            if (!key.instance().isEmpty()) {
                json.write("instance", key.instance());
            }
            json.write("unit", SeriesJson.unit(key.metric()))
                    .write("kind", Values.word(key.metric().kind()))
                    .writeEnd();
        });
        json.writeEnd();
    }
}
