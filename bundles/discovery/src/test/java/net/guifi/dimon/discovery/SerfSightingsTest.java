// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.guifi.dimon.discovery.serf.PackedServices;
import net.guifi.dimon.discovery.serf.SerfMember;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class SerfSightingsTest {
    private static final String ID = "0123456789abcdef".repeat(2);
    private static final String TOKEN = "v=1,id=" + ID + ",port=8080";
    private static final Instant SEEN = Instant.EPOCH;

    private final SerfSightings sightings = new SerfSightings("Serf");

    @Test
    void aTagTellsOfOneMonitor() throws UnknownHostException {
        sightings.changed(member("node-1", Map.of("dimon", TOKEN)));

        assertThat(sightings.at(SEEN)).singleElement().satisfies(sighting -> {
            assertThat(sighting.announcement().id()).isEqualTo(ID);
            assertThat(sighting.announcement().name()).isEqualTo("node-1");
            assertThat(sighting.announcement().port()).isEqualTo(8080);
            assertThat(sighting.address()).isEqualTo(InetAddress.getByName("10.0.0.1"));
            assertThat(sighting.seen()).isEqualTo(SEEN);
        });
    }

    @Test
    void whatAMemberTellsIsWhatItToldLast() throws UnknownHostException {
        sightings.changed(member("node-1", Map.of("dimon", TOKEN)));
        sightings.changed(member("node-1", Map.of("dimon", TOKEN.replace("8080", "80"))));
        assertThat(sightings.at(SEEN))
                .extracting(sighting -> sighting.announcement().port())
                .containsExactly(80);

        sightings.changed(member("node-1", Map.of("role", "web")));
        assertThat(sightings.at(SEEN)).isEmpty();

        sightings.changed(member("node-1", Map.of("dimon", TOKEN)));
        sightings.changed(new SerfMember("node-1", address(), "failed", Map.of("dimon", TOKEN)));
        assertThat(sightings.at(SEEN)).isEmpty();
    }

    @Test
    void whatIsWrongIsCountedOnceAndTheRestGoesOn() throws UnknownHostException {
        sightings.changed(member("node-1", Map.of("dimon", "v=1,id=<script>,port=8080")));
        sightings.changed(member("node-1", Map.of("dimon", "v=1,id=<script>,port=8080")));
        sightings.changed(member("node-2", Map.of("dimon", "v=1,id=" + ID)));
        sightings.changed(member("node-3", Map.of("services", "none")));
        sightings.changed(new SerfMember("node-4", Optional.empty(), "alive", Map.of("dimon", TOKEN)));
        assertThat(sightings.refused()).isEqualTo(4);

        sightings.changed(member("node-5", Map.of("dimon", TOKEN, "services", "none")));
        assertThat(sightings.refused()).isEqualTo(5);
        assertThat(sightings.at(SEEN)).hasSize(1);
    }

    @Test
    void anAddressIsTakenOnlyWhereItIsOne() throws UnknownHostException {
        for (String no : List.of(
                "",
                "example.org",
                "0.0.0.0",
                "::",
                "224.0.0.1",
                "ff02::1",
                "999.1.1.1",
                "1.2.3",
                "01.2.3.4",
                "1:2",
                ":::",
                "fe80::1%eth0",
                "10.1.2.3 ")) {
            assertThat(addressesOf(no, "8080")).as(no).containsExactly(InetAddress.getByName("10.0.0.1"));
        }
        assertThat(addressesOf("10.1.2.3", "8080")).containsExactly(InetAddress.getByName("10.1.2.3"));
        assertThat(addressesOf("fd00::1", "8080")).containsExactly(InetAddress.getByName("fd00::1"));
        for (String no : List.of("", "0", "65536", "-1", "80 ", "8e3", "080")) {
            assertThat(addressesOf("10.1.2.3", no)).as(no).isEmpty();
        }
    }

    private Collection<InetAddress> addressesOf(String address, String port) throws UnknownHostException {
        String entry = PackedServices.entry("dimon", "name", address, port, "v=1,id=" + ID);
        sightings.changed(member("node-1", Map.of("services", PackedServices.of("[" + entry + "]"))));
        return sightings.at(SEEN).stream().map(Sighting::address).toList();
    }

    @Test
    void oneMemberTellsOfFew() throws UnknownHostException {
        String entry = PackedServices.entry("dimon", "name", "10.1.2.3", "8080", "v=1,id=" + ID);
        String services = PackedServices.of("[" + (entry + ",").repeat(99) + entry + "]");

        sightings.changed(member("node-1", Map.of("services", services)));

        assertThat(sightings.at(SEEN)).hasSize(4);
        assertThat(sightings.refused()).isEqualTo(96);
    }

    @Test
    void membersAreBounded() throws UnknownHostException {
        String nothing = PackedServices.of("[]");
        for (int i = 0; i < 10_010; i++) {
            sightings.changed(member("node-" + i, Map.of("services", nothing)));
        }

        assertThat(sightings.refused()).isEqualTo(10);
    }

    @Test
    void whoIsThereStaysWhenManyCome() throws UnknownHostException {
        sightings.changed(member("Vic", Map.of("dimon", TOKEN)));
        for (int i = 0; i < 2_000; i++) {
            sightings.changed(member("node-" + i, Map.of("dimon", TOKEN)));
        }
        assertThat(sightings.at(SEEN))
                .hasSize(1_000)
                .extracting(sighting -> sighting.announcement().name())
                .contains("Vic");
        assertThat(sightings.refused()).isEqualTo(1_001);

        sightings.changed(member("node-0", Map.of()));
        sightings.changed(member("Manlleu", Map.of("dimon", TOKEN)));
        assertThat(sightings.at(SEEN))
                .hasSize(1_000)
                .extracting(sighting -> sighting.announcement().name())
                .contains("Vic", "Manlleu");
    }

    @Property(tries = 200)
    void nothingThatMembersTellIsAnError(@ForAll String name, @ForAll String token, @ForAll String more)
            throws UnknownHostException {
        Map<String, String> tags = new HashMap<>(Map.of("dimon", token, "services", PackedServices.of(more)));
        sightings.changed(member(name, tags));
        tags.put("dimon", "v=1,id=" + ID + ",port=80," + token);
        sightings.changed(member(name, tags));

        assertThat(sightings.at(SEEN))
                .allSatisfy(
                        sighting -> assertThat(sighting.announcement().name()).matches("[^\\p{Cntrl}]{0,63}"));
    }

    private static SerfMember member(String name, Map<String, String> tags) throws UnknownHostException {
        return new SerfMember(name, address(), "alive", tags);
    }

    private static Optional<InetAddress> address() throws UnknownHostException {
        return Optional.of(InetAddress.getByName("10.0.0.1"));
    }
}
