// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import net.guifi.dimon.api.discovery.Found;
import net.guifi.dimon.api.discovery.StoreRole;
import org.junit.jupiter.api.Test;

class FoundMonitorsTest {
    private static final String SELF = id(0);
    private static final String NETWORK = "a".repeat(32);
    private static final String OTHER = "b".repeat(32);
    private static final Instant NOW = Instant.parse("2026-11-21T22:00:00Z");
    private static final Host HOST = new Host(Set.of(address("10.0.0.1")), List.of());

    private final FoundMonitors monitors = new FoundMonitors();

    private static String id(int number) {
        return "%032x".formatted(number);
    }

    private static InetAddress address(String text) {
        return Networks.literal(text);
    }

    private static Sighting sighting(int id, String network, String address, String channel) {
        return new Sighting(
                new Announcement(
                        id(id),
                        "m" + id,
                        Optional.of(network),
                        Optional.empty(),
                        8080,
                        "/api/v1",
                        OptionalInt.empty(),
                        StoreRole.OFFERS,
                        OptionalInt.of(8087),
                        OptionalInt.empty()),
                address(address),
                channel,
                NOW);
    }

    private FoundMonitors.Result merge(List<Sighting> sightings) {
        return monitors.merge(
                sightings,
                new FoundMonitors.Self(SELF, NETWORK, HOST),
                Settings.NONE.networks(),
                store -> Optional.of(Duration.ofMillis(3)));
    }

    @Test
    void whatSeveralChannelsTellIsOneMonitor() {
        FoundMonitors.Result result = merge(List.of(
                sighting(1, NETWORK, "169.254.1.1", "mDNS"),
                sighting(1, NETWORK, "10.0.0.2", "mDNS"),
                sighting(1, NETWORK, "10.0.0.2", "Serf")));
        assertThat(result.found()).singleElement().satisfies(found -> {
            assertThat(found.channels()).containsExactly("Serf", "mDNS");
            assertThat(found.address()).isEqualTo(address("10.0.0.2"));
            assertThat(found.api()).hasToString("http://10.0.0.2:8080/api/v1");
            assertThat(found.distance()).contains(Duration.ofMillis(3));
            assertThat(found.objection()).isEmpty();
        });
    }

    @Test
    void theOwnNetworkComesFirst() {
        assertThat(merge(List.of(
                                sighting(1, OTHER, "10.0.0.2", "mDNS"),
                                sighting(3, NETWORK, "10.0.0.4", "mDNS"),
                                sighting(2, NETWORK, "10.0.0.3", "mDNS")))
                        .found())
                .extracting(Found::name)
                .containsExactly("m2", "m3", "m1");
    }

    @Test
    void anAddressOutsideIsShownAndNotConnectedTo() {
        assertThat(merge(List.of(sighting(1, NETWORK, "203.0.113.5", "Serf"))).found())
                .singleElement()
                .satisfies(found -> {
                    assertThat(found.objection().orElse("")).contains("203.0.113.5", "networks");
                    assertThat(found.distance()).isEmpty();
                });
    }

    @Test
    void itselfIsLeftOutAndAnImpostorIsTold() {
        FoundMonitors.Result alone = merge(List.of(sighting(0, NETWORK, "10.0.0.1", "mDNS")));
        assertThat(alone.found()).isEmpty();
        assertThat(alone.clash()).isEmpty();
        FoundMonitors.Result copied =
                merge(List.of(sighting(0, NETWORK, "10.0.0.1", "mDNS"), sighting(0, NETWORK, "10.0.0.9", "mDNS")));
        assertThat(copied.found()).isEmpty();
        assertThat(copied.clash()).contains(address("10.0.0.9"));
    }

    @Test
    void aLiarDoesNotPushOthersOut() {
        List<Sighting> sightings = new ArrayList<>();
        for (int i = 1; i <= 10; i++) {
            sightings.add(sighting(0x1000 + i, i % 2 == 0 ? NETWORK : OTHER, "10.0.1." + i, "Serf"));
        }
        assertThat(merge(sightings).over()).isZero();
        for (int i = 1; i <= 500; i++) {
            sightings.add(sighting(i, NETWORK, "10.0.2.2", "mDNS"));
            sightings.add(sighting(0x2000 + i, NETWORK, "10.3." + i / 250 + "." + i % 250, "mDNS"));
            sightings.add(sighting(0x500 + i, NETWORK, "fd00::" + Integer.toHexString(i), "mDNS"));
        }
        FoundMonitors.Result result = merge(sightings);
        assertThat(result.found()).hasSize(FoundMonitors.MAX);
        assertThat(result.over()).isEqualTo(1510 - FoundMonitors.MAX);
        assertThat(result.found().stream().filter(found -> found.address().equals(address("10.0.2.2"))))
                .hasSize(FoundMonitors.MAX_AT_ADDRESS);
        assertThat(result.found().stream().filter(found -> found.address().getAddress().length == 16))
                .hasSize(FoundMonitors.MAX_AT_ADDRESS);
        for (int i = 1; i <= 10; i++) {
            String there = id(0x1000 + i);
            assertThat(result.found()).anyMatch(found -> found.id().equals(there));
        }
        // Nor are those kept out that come later, on another channel or of another network.
        sightings.add(sighting(0x9001, NETWORK, "10.0.5.1", "Serf"));
        sightings.add(sighting(0x9002, OTHER, "10.0.5.2", "mDNS"));
        assertThat(merge(sightings).found()).extracting(Found::id).contains(id(0x9001), id(0x9002));
    }

    @Test
    void wherePlacesAreFewTheOwnNetworkHasNoFewerThanOthers() {
        List<Sighting> sightings = new ArrayList<>();
        for (int i = 1; i <= 400; i++) {
            sightings.add(sighting(i, i % 2 == 0 ? NETWORK : OTHER, "10.0." + i / 250 + "." + i % 250, "mDNS"));
        }
        assertThat(merge(sightings).found())
                .hasSize(FoundMonitors.MAX)
                .filteredOn(found -> found.network().orElse("").equals(NETWORK))
                .hasSize(FoundMonitors.MAX / 2);
    }

    @Test
    void whoeverClaimsAnothersIdDoesNotTakeItsPlace() {
        Sighting honest = sighting(1, NETWORK, "10.0.9.9", "Serf");
        merge(List.of(honest));
        assertThat(merge(List.of(sighting(1, NETWORK, "10.0.0.2", "mDNS"), honest))
                        .found())
                .singleElement()
                .extracting(Found::address)
                .isEqualTo(address("10.0.9.9"));
    }
}
