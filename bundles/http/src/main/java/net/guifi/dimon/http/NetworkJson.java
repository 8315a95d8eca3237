// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.http;

import jakarta.json.stream.JsonGenerator;
import java.time.Instant;
import java.util.List;
import net.guifi.dimon.api.network.Member;
import net.guifi.dimon.api.network.Network;
import net.guifi.dimon.api.store.ReplicatedStore;
import net.guifi.dimon.api.store.StoreStatus;

/** The store and the network in JSON. */
final class NetworkJson {
    private final JsonGenerator json;

    NetworkJson(JsonGenerator json) {
        this.json = json;
    }

    void store(ReplicatedStore store, List<String> problems, Instant now) {
        StoreStatus status = store.status();
        json.writeStartObject()
                .write("monitor", store.monitorId())
                .write("network", store.networkId())
                .write("entries", status.entries())
                .write("octets", status.octets())
                .write("mirrored", status.mirrored());
        texts("problems", problems);
        json.writeStartArray("links");
        status.links().forEach(link -> write(link, now));
        json.writeEnd().writeStartArray("refusals");
        status.refusals().forEach(refusal -> json.writeStartObject()
                .write("reason", refusal.reason())
                .write("count", refusal.count())
                .writeEnd());
        json.writeEnd().writeEnd();
    }

    private void write(StoreStatus.Link link, Instant now) {
        json.writeStartObject().write("name", link.name()).write("trust", Values.word(link.trust()));
        Values.time(json, "since", link.since());
        Values.text(json, "problem", link.problem());
        texts("warnings", link.warnings());
        json.write("waiting", link.waiting());
        Values.time(json, "counted", link.counted());
        json.write("updates", link.updates())
                .write("octets", link.octets())
                .write("logged", link.logged())
                .write("reads", link.reads())
                .write("failures", link.failures());
        link.perDay(link.updates(), now).ifPresent(value -> json.write("updatesPerDay", value));
        link.perDay(link.logged(), now).ifPresent(value -> json.write("loggedPerDay", value));
        json.writeEnd();
    }

    private void texts(String key, List<String> texts) {
        json.writeStartArray(key);
        texts.forEach(json::write);
        json.writeEnd();
    }

    void network(Network network, Monitors names) {
        List<Member> members = network.members();
        json.writeStartObject()
                .write("id", network.id())
                .write("administrator", network.isAdministrator())
                .write("version", network.settings().version())
                .writeStartObject("settings");
        network.settings().values().forEach(json::write);
        json.writeEnd().write("total", members.size()).writeStartArray("members");
        for (Member member : members) {
            json.writeStartObject().write("id", member.id());
            Values.text(json, "name", names.name(member.id()));
            json.write("self", member.self())
                    .write("admitted", member.admitted())
                    .write("silence", member.silence().toSeconds())
                    .write("heartbeat", member.heartbeat().toSeconds())
                    .write("clockSynchronised", member.clockSynchronised())
                    .writeEnd();
        }
        json.writeEnd().writeEnd();
    }
}
