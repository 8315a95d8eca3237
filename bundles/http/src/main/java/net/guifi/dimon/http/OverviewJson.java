// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.http;

import jakarta.json.stream.JsonGenerator;
import java.util.Comparator;
import java.util.List;
import net.guifi.dimon.api.inventory.DeviceId;
import net.guifi.dimon.api.inventory.Inventory;
import net.guifi.dimon.api.inventory.SourceStatus;
import net.guifi.dimon.api.probe.Probe;

/** Sources, probes and who shares summaries, in JSON. */
final class OverviewJson {
    private final JsonGenerator json;

    OverviewJson(JsonGenerator json) {
        this.json = json;
    }

    void sharers(DeviceId device, List<String> monitors) {
        json.writeStartObject().write("device", device.toString()).writeStartArray("monitors");
        monitors.forEach(json::write);
        json.writeEnd().writeEnd();
    }

    void sources(Inventory inventory, List<SourceStatus> sources) {
        json.writeStartObject()
                .write("total", sources.size())
                .write("devices", inventory.devices().size())
                .write("monitored", inventory.monitored())
                .write("version", inventory.version())
                .writeStartArray("sources");
        for (SourceStatus source : sources) {
            json.writeStartObject()
                    .write("name", source.name())
                    .write("location", source.location())
                    .write("state", Values.word(source.state()))
                    .write("message", source.message())
                    .write("devices", source.devices())
                    .write("added", source.added())
                    .write("removed", source.removed())
                    .write("changed", source.changed());
            Values.time(json, "checked", source.checked());
            Values.time(json, "imported", source.imported());
            json.write("took", source.took().toString()).writeEnd();
        }
        json.writeEnd().writeEnd();
    }

    void probes(List<Probe> probes) {
        json.writeStartObject().write("total", probes.size()).writeStartArray("probes");
        probes.stream().sorted(Comparator.comparing(Probe::name)).forEach(probe -> {
            json.writeStartObject().write("name", probe.name()).writeStartObject("counters");
            probe.counters().forEach(json::write);
            json.writeEnd().writeEnd();
        });
        json.writeEnd().writeEnd();
    }
}
