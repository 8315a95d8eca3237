// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.http;

import jakarta.json.stream.JsonGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import net.guifi.dimon.api.description.Description;
import net.guifi.dimon.api.description.Interface;
import net.guifi.dimon.api.description.SystemGroup;
import net.guifi.dimon.api.measurement.Archive;
import net.guifi.dimon.api.measurement.Metric;
import net.guifi.dimon.api.measurement.Point;
import net.guifi.dimon.api.measurement.SeriesKey;

/** What a device says of itself, in JSON, with the traffic that there is now. What is not known is left out. */
final class SnmpJson {
    /** More than the longest period of SNMP, so that each poll is in time. */
    private static final Duration RECENT = Duration.ofMinutes(6);

    private static final Duration FINEST = Duration.ofSeconds(1);
    private static final int BITS = 8;

    private final JsonGenerator json;
    private final Optional<Archive> archive;
    private final Instant now;

    SnmpJson(JsonGenerator json, Optional<Archive> archive, Instant now) {
        this.json = json;
        this.archive = archive;
        this.now = now;
    }

    void write(Description description) {
        json.writeStartObject("snmp");
        text("endpoint", description.endpoint());
        Values.time(json, "lastAnswer", description.lastAnswer());
        Values.text(json, "problem", description.problem());
        description.system().ifPresent(this::system);
        json.writeStartArray("interfaces");
        description.interfaces().forEach(each -> write(description, each));
        json.writeEnd().writeEnd();
    }

    private void system(SystemGroup system) {
        json.writeStartObject("system");
        text("name", system.name());
        text("description", system.description());
        text("objectId", system.objectId());
        text("contact", system.contact());
        text("location", system.location());
        json.write("uptime", system.uptime().toSeconds()).writeEnd();
    }

    private void write(Description description, Interface each) {
        json.writeStartObject().write("index", each.index()).write("instance", each.instance());
        Values.text(json, "port", each.port());
        text("name", each.name());
        text("description", each.description());
        text("alias", each.alias());
        json.write("type", each.type());
        each.speed().ifPresent(speed -> json.write("speed", speed));
        json.write("admin", Values.word(each.admin()))
                .write("oper", Values.word(each.oper()))
                .write("measured", each.measured());
        if (each.measured()) {
            rate("in", new SeriesKey(description.device(), Metric.IN_OCTETS, each.instance()));
            rate("out", new SeriesKey(description.device(), Metric.OUT_OCTETS, each.instance()));
        }
        json.writeEnd();
    }

    private void text(String key, String text) {
        Values.text(json, key, Optional.of(text).filter(present -> !present.isEmpty()));
    }

    private void rate(String key, SeriesKey series) {
        archive.flatMap(present -> present.points(series, now.minus(RECENT), now, FINEST).stream()
                        .filter(point -> point.lost() < point.count())
                        .reduce((former, latter) -> latter))
                .map(Point::mean)
                .ifPresent(octets -> json.write(key, Math.round(octets * BITS)));
    }
}
