// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.http;

import jakarta.json.stream.JsonGenerator;
import java.util.Map;

/** Why a request has no answer, as problem details (RFC 9457). */
final class Problem extends RuntimeException {
    private static final long serialVersionUID = 1;
    // A tag URI (RFC 4151), as RFC 9457 has it for types that are names and no addresses.
    private static final String TYPE = "tag:guifi.net,2026:dimon:";

    private final int status;
    private final String type;
    private final String title;
    private final transient Map<String, String> extensions;

    private Problem(int status, String type, String title, String detail, Map<String, String> extensions) {
        super(detail);
        this.status = status;
        this.type = type;
        this.title = title;
        this.extensions = extensions;
    }

    static Problem badParameter(String parameter, String value, String expected) {
        return new Problem(
                400,
                "bad-parameter",
                "Bad parameter",
                "The parameter \"" + parameter + "\" is \"" + value + "\": " + expected,
                Map.of("parameter", parameter, "value", value));
    }

    static Problem badQuery(String query, String reason) {
        return new Problem(
                400, "bad-query", "Bad query", "The query \"" + query + "\" is malformed: " + reason, Map.of());
    }

    static Problem notFound(String path) {
        return new Problem(
                404,
                "not-found",
                "Nothing here",
                "There is no \"" + path
                        + "\". There are alive, monitors, assignments, devices, devices/{id},"
                        + " devices/{id}/series, devices/{id}/monitors, sources, probes, store, network,"
                        + " discovered.",
                Map.of());
    }

    static Problem unknownDevice(String device) {
        return new Problem(
                404,
                "unknown-device",
                "Unknown device",
                "The inventory has no device \"" + device + "\", or more than one: the whole id is source:id.",
                Map.of("device", device));
    }

    static Problem unknownSeries(String detail) {
        return new Problem(404, "unknown-series", "Unknown series", detail, Map.of());
    }

    static Problem methodNotAllowed(String method) {
        return new Problem(
                405,
                "method-not-allowed",
                "Method not allowed",
                "This API is read only: " + method + " is refused, GET and HEAD are answered.",
                Map.of());
    }

    static Problem unavailable(String service) {
        return new Problem(
                503,
                "unavailable",
                "Part of the monitor is away",
                "The service \"" + service + "\" is not there: its bundle is stopped or being updated.",
                Map.of("service", service));
    }

    static Problem late() {
        return new Problem(
                503,
                "late",
                "Not in time",
                "What other monitors shared did not come in time, because too many ask for it: ask again in a while.",
                Map.of());
    }

    static Problem internal() {
        return new Problem(500, "internal", "Internal error", "The log of the monitor tells what happened.", Map.of());
    }

    int status() {
        return status;
    }

    void write(JsonGenerator json, String instance) {
        json.writeStartObject()
                .write("type", TYPE + type)
                .write("title", title)
                .write("status", status)
                .write("detail", getMessage())
                .write("instance", instance);
        extensions.forEach(json::write);
        json.writeEnd();
    }
}
