// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.http;

import jakarta.json.stream.JsonGenerator;
import java.util.Optional;
import net.guifi.dimon.api.discovery.Channel;
import net.guifi.dimon.api.discovery.Discovery;
import net.guifi.dimon.api.discovery.Found;
import net.guifi.dimon.api.store.ReplicatedStore;

/** What discovery found, and how this monitor is announced, in JSON. */
final class DiscoveryJson {
    private final JsonGenerator json;

    DiscoveryJson(JsonGenerator json) {
        this.json = json;
    }

    void whole(Discovery discovery, Optional<ReplicatedStore> self) {
        json.writeStartObject();
        self.ifPresent(store -> json.write("monitor", store.monitorId()).write("network", store.networkId()));
        json.write("announced", discovery.isAnnounced()).writeStartArray("channels");
        discovery.channels().forEach(this::write);
        json.writeEnd();
        discovery.proposal().ifPresent(this::proposal);
        json.writeStartArray("found");
        discovery.found().forEach(this::write);
        json.writeEnd().writeEnd();
    }

    private void write(Channel channel) {
        json.writeStartObject()
                .write("name", channel.name())
                .write("state", Values.word(channel.state()))
                .write("announced", channel.announced())
                .write("found", channel.found());
        Values.text(json, "problem", channel.problem());
        json.writeEnd();
    }

    private void proposal(Found proposal) {
        json.writeStartObject("proposal")
                .write("id", proposal.id())
                .write("name", proposal.name())
                .write("address", proposal.address().getHostAddress());
        proposal.storePort().ifPresent(port -> json.write("storePort", port));
        json.writeEnd();
    }

    private void write(Found found) {
        json.writeStartObject().write("id", found.id()).write("name", found.name());
        Values.text(json, "network", found.network());
        Values.text(json, "version", found.version());
        json.write("address", found.address().getHostAddress())
                .write("api", found.api().toString());
        found.httpsPort().ifPresent(port -> json.write("httpsPort", port));
        json.write("role", Values.word(found.role()));
        found.storePort().ifPresent(port -> json.write("storePort", port));
        json.writeStartArray("channels");
        found.channels().forEach(json::write);
        json.writeEnd();
        Values.time(json, "seen", found.seen());
        found.distance().ifPresent(distance -> json.write("distance", Values.milliseconds(distance.toNanos())));
        Values.text(json, "objection", found.objection());
        json.writeEnd();
    }
}
