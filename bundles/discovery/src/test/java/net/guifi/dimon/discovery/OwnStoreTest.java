// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import net.guifi.dimon.api.discovery.StoreRole;
import org.junit.jupiter.api.Test;

/** Another loopback address stands for the outside one. */
class OwnStoreTest {
    private static final InetAddress OUTSIDE = Networks.literal("127.0.0.77");
    private static final Host HOST =
            new Host(Set.of(Networks.literal("10.0.0.1")), List.of(new Host.Place("eth0", OUTSIDE)));

    @Test
    void withoutAdapterThereIsNone() {
        assertThat(OwnStore.of(List.of(), HOST, true)).isEqualTo(OwnStore.NONE);
    }

    @Test
    void aFolderOrAnotherHostIsUsed() {
        assertThat(OwnStore.of(List.of(List.of()), HOST, true)).isEqualTo(OwnStore.USES);
        assertThat(OwnStore.of(List.of(List.of("10.0.0.2:8087", "server.example")), HOST, true))
                .isEqualTo(OwnStore.USES);
    }

    @Test
    void aServerOfThisHostIsOfferedWhereOthersReachIt() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 5, OUTSIDE)) {
            List<List<String>> adapters = List.of(List.of("localhost:" + server.getLocalPort()));
            OwnStore offered = OwnStore.of(adapters, HOST, true);
            assertThat(offered.role()).isEqualTo(StoreRole.OFFERS);
            assertThat(offered.port()).hasValue(server.getLocalPort());
            assertThat(OwnStore.of(adapters, HOST, false)).isEqualTo(OwnStore.USES);
            assertThat(OwnStore.of(List.of(List.of("10.0.0.1:" + server.getLocalPort())), HOST, true))
                    .isEqualTo(offered);
        }
    }

    @Test
    void aServerThatOnlyThisHostReachesIsNotOffered() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            OwnStore own = OwnStore.of(List.of(List.of("127.0.0.1:" + server.getLocalPort())), HOST, true);
            assertThat(own.role()).isEqualTo(StoreRole.USES);
            assertThat(own.problem().orElse("")).contains("127.0.0.77", "offerStore");
        }
    }

    @Test
    void distancesAreMeasuredNowAndThen() throws IOException {
        Distances distances = new Distances();
        Instant now = Instant.parse("2026-11-21T22:00:00Z");
        InetSocketAddress closed;
        InetSocketAddress open;
        try (ServerSocket server = new ServerSocket(0, 5, OUTSIDE)) {
            open = new InetSocketAddress(OUTSIDE, server.getLocalPort());
            closed = new InetSocketAddress(Networks.literal("127.0.0.78"), server.getLocalPort());
            distances.measure(List.of(open, closed), now);
            assertThat(distances.of(open))
                    .hasValueSatisfying(took -> assertThat(took).isBetween(Duration.ZERO, Distances.LIMIT));
            assertThat(distances.of(closed)).isEmpty();
        }
        distances.measure(List.of(open, closed), now.plus(Distances.AGAIN).minusSeconds(1));
        assertThat(distances.of(open)).isPresent();
        distances.measure(List.of(open, closed), now.plus(Distances.AGAIN));
        assertThat(distances.of(open)).isEmpty();
    }
}
