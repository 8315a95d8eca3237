// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.assign;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import net.guifi.dimon.api.assignment.Monitor;
import net.guifi.dimon.api.assignment.MonitorStatus;
import net.guifi.dimon.api.network.Member;
import net.guifi.dimon.api.network.Network;
import net.guifi.dimon.api.network.NetworkSettings;
import net.guifi.dimon.api.store.ReplicatedStore;
import net.guifi.dimon.api.store.StoreStatus;
import net.guifi.dimon.api.store.Write;
import org.junit.jupiter.api.Test;

class RosterTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Duration HEARTBEAT = Duration.ofMinutes(1);

    private final Shared shared = new Shared();
    private final Roster roster = new Roster();

    private MonitorStatus only(Instant now) {
        List<MonitorStatus> others = roster.others(shared, Optional.of(shared), now);
        assertThat(others).hasSize(1);
        return others.get(0);
    }

    @Test
    void whoIsHeardIsAliveAndWhoIsSilentForThreeHeartbeatsIsNot() {
        shared.describe("a", "Tibidabo", 7);
        shared.member("a", true, Duration.ZERO);
        assertThat(only(NOON).alive()).isTrue();
        assertThat(only(NOON).since()).contains(NOON);
        assertThat(only(NOON).watches()).isEqualTo(7);
        assertThat(only(NOON).monitor().name()).isEqualTo("Tibidabo");

        shared.member("a", true, Duration.ofSeconds(179));
        assertThat(only(NOON.plusSeconds(179)).alive()).isTrue();

        shared.member("a", true, Duration.ofSeconds(600));
        MonitorStatus silent = only(NOON.plusSeconds(600));
        assertThat(silent.alive()).isFalse();
        assertThat(silent.since()).contains(NOON.plusSeconds(180));
        assertThat(only(NOON.plusSeconds(700)).since()).contains(NOON.plusSeconds(180));

        shared.member("a", true, Duration.ofSeconds(1));
        roster.look(Optional.of(shared), NOON.plusSeconds(800));
        assertThat(only(NOON.plusSeconds(900)).alive()).isTrue();
        assertThat(only(NOON.plusSeconds(900)).since()).contains(NOON.plusSeconds(800));
    }

    @Test
    void whoWaitsForBeingAdmittedDoesNotCount() {
        shared.describe("a", "Newcomer", 0);
        shared.member("a", false, Duration.ZERO);
        assertThat(only(NOON).alive()).isFalse();
        assertThat(only(NOON).since()).contains(NOON);
        shared.member("a", true, Duration.ZERO);
        assertThat(only(NOON.plusSeconds(5)).alive()).isTrue();
        assertThat(only(NOON.plusSeconds(5)).since()).contains(NOON.plusSeconds(5));
    }

    @Test
    void withoutANetworkNobodyIsKnownToBeAlive() {
        shared.describe("a", "Tibidabo", 0);
        List<MonitorStatus> others = roster.others(shared, Optional.empty(), NOON);
        assertThat(others).singleElement().satisfies(other -> {
            assertThat(other.alive()).isFalse();
            assertThat(other.since()).isEmpty();
        });
    }

    @Test
    void whatIsNotReadableHidesNobodyElse() {
        shared.entries.put("a/monitor", new byte[] {9, 9});
        shared.describe("b", "Montseny", 3);
        shared.entries.put("b/watch", new byte[] {1, 2, 3});
        shared.member("a", true, Duration.ZERO);
        shared.member("b", true, Duration.ZERO);
        assertThat(only(NOON).monitor().name()).isEqualTo("Montseny");
        assertThat(only(NOON).watches()).isZero();
        shared.describe("a", "Mended", 1);
        assertThat(roster.others(shared, Optional.of(shared), NOON))
                .extracting(status -> status.monitor().name())
                .containsExactly("Mended", "Montseny");
    }

    @Test
    void thisMonitorIsNotAmongTheOthersAndWhoLeftIsForgotten() {
        shared.describe("self", "here", 1);
        shared.describe("a", "Tibidabo", 1);
        assertThat(only(NOON).monitor().id()).isEqualTo("a");
        shared.entries.keySet().removeIf(key -> key.startsWith("a/"));
        assertThat(roster.others(shared, Optional.of(shared), NOON)).isEmpty();
    }

    /** What the others wrote, and how long they have been silent. */
    private static final class Shared implements ReplicatedStore, Network {
        final Map<String, byte[]> entries = new HashMap<>();
        private final Map<String, Member> members = new HashMap<>();

        void describe(String id, String name, int watches) {
            entries.put(
                    id + "/monitor",
                    Register.encode(new Monitor(
                            id, name, 100, Optional.of("Gràcia"), Optional.empty(), List.of(), new TreeSet<>())));
            entries.put(
                    id + "/watch",
                    Register.encode(Devices.monitored(watches).stream()
                            .map(device -> device.id())
                            .toList()));
        }

        void member(String id, boolean admitted, Duration silence) {
            members.put(id, new Member(id, false, admitted, silence, HEARTBEAT, true));
        }

        @Override
        public String monitorId() {
            return "self";
        }

        @Override
        public String networkId() {
            return "net";
        }

        @Override
        public void apply(List<Write> writes) {
            throw new AssertionError("Nothing is written here");
        }

        @Override
        public Optional<byte[]> get(String owner, String name) {
            return Optional.ofNullable(entries.get(owner + '/' + name));
        }

        @Override
        public CompletableFuture<Optional<byte[]>> fetch(String owner, String name) {
            return CompletableFuture.completedFuture(get(owner, name));
        }

        @Override
        public List<String> owners(String name) {
            return entries.keySet().stream()
                    .filter(key -> key.endsWith('/' + name))
                    .map(key -> key.substring(0, key.indexOf('/')))
                    .sorted()
                    .toList();
        }

        @Override
        public SortedSet<String> names(String owner) {
            return new TreeSet<>();
        }

        @Override
        public Optional<byte[]> note(String owner) {
            return Optional.empty();
        }

        @Override
        public StoreStatus status() {
            return new StoreStatus(0, 0, 0, List.of(), List.of());
        }

        @Override
        public String id() {
            return "net";
        }

        @Override
        public NetworkSettings settings() {
            return NetworkSettings.defaults();
        }

        @Override
        public boolean isAdministrator() {
            return false;
        }

        @Override
        public NetworkSettings change(Map<String, Optional<String>> changes) {
            throw new AssertionError("Nothing is changed here");
        }

        @Override
        public List<Member> members() {
            return new ArrayList<>(members.values());
        }
    }
}
