// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.discovery;

import jakarta.json.Json;
import jakarta.json.JsonObjectBuilder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.OptionalInt;
import net.guifi.dimon.api.discovery.StoreRole;

/** What this monitor answers to the query {@value #QUERY}. All of it fits into the 1,024 octets of an answer. */
final class SerfInfo {
    static final String QUERY = "dimon-info";

    private SerfInfo() {}

    /**
     * The answer.
     *
     * @param watches how many devices this monitor watches; empty where nobody knows
     */
    static byte[] of(Announcement announcement, OptionalInt watches) {
        JsonObjectBuilder json = Json.createObjectBuilder()
                .add("v", 1)
                .add("id", announcement.id())
                .add("name", announcement.name())
                .add("port", announcement.port())
                .add("api", announcement.api())
                .add("store", announcement.role().name().toLowerCase(Locale.ROOT));
        announcement.network().ifPresent(network -> json.add("net", network));
        announcement.version().ifPresent(version -> json.add("ver", version));
        announcement.httpsPort().ifPresent(port -> json.add("https", port));
        if (announcement.role() == StoreRole.OFFERS) {
            json.add("storePort", announcement.storePort().getAsInt());
        }
        announcement.snpServer().ifPresent(number -> json.add("snp", number));
        watches.ifPresent(number -> json.add("watches", number));
        return json.build().toString().getBytes(StandardCharsets.UTF_8);
    }
}
