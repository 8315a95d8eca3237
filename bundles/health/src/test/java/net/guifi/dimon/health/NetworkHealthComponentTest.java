// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import net.guifi.dimon.api.health.DeviceState;
import net.guifi.dimon.api.health.DeviceView.Agreement;
import org.apache.felix.hc.api.Result;
import org.junit.jupiter.api.Test;

class NetworkHealthComponentTest {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final NetworkStates.Report WELL = report(Optional.empty(), 2, Set.of(), Duration.ZERO);

    private static NetworkStates.Report report(
            Optional<Instant> isolated, int others, Set<String> isolatedOthers, Duration stale) {
        return new NetworkStates.Report(
                isolated, Optional.empty(), others, isolatedOthers, stale, new TreeMap<>(), Optional.empty());
    }

    @Test
    void itSharesAndMergesOnAThreadOfItsOwn() {
        Town town = new Town();
        Town.Node self = town.add("aaaaaaaa0000");
        Town.Node other = town.add("bbbbbbbb0000");
        self.see(DeviceState.UP, 1);
        other.see(DeviceState.UP, 1, 2);
        town.passSeconds(30);

        NetworkHealthComponent component = new NetworkHealthComponent();
        try {
            assertThat(component.all()).isEmpty();
            component.health = self;
            component.store = self;
            component.network = self;
            await().atMost(LIMIT).until(() -> component.of(Town.device(2)).isPresent());
            assertThat(component.of(Town.device(1)).orElseThrow().agreement()).isEqualTo(Agreement.AGREED);
            assertThat(component.all()).hasSize(2);
            assertThat(component.isolated()).isEmpty();
            assertThat(component.unreached(other.id)).isEmpty();
            assertThat(component.execute().getStatus()).isEqualTo(Result.Status.OK);

            self.here.get(other.id).remove("state/0");
            component.storeChanged(other.id, Set.of("state/0"));
            await().atMost(LIMIT).until(() -> component.of(Town.device(2)).isEmpty());

            component.store = null;
            await().atMost(LIMIT).until(() -> component.execute().toString().contains("No other monitor"));
            assertThat(component.of(Town.device(1)).orElseThrow().agreement()).isEqualTo(Agreement.SINGLE);
            component.health = null;
            assertThat(component.all()).isEmpty();
        } finally {
            component.deactivate();
        }
    }

    @Test
    void theCheckSaysWhatIsWrongAndWhatToDo() {
        assertThat(NetworkHealthComponent.check(WELL).isOk()).isTrue();
        assertThat(NetworkHealthComponent.check(WELL).toString()).contains("2 other monitors");
        assertThat(NetworkHealthComponent.check(report(Optional.of(Instant.EPOCH), 2, Set.of(), Duration.ZERO))
                        .toString())
                .contains("taken for isolated", "cable");
        assertThat(NetworkHealthComponent.check(report(Optional.empty(), 2, Set.of("0123456789abcdef"), Duration.ZERO))
                        .toString())
                .contains("1 of 2", "012345")
                .doesNotContain("0123456");
        assertThat(NetworkHealthComponent.check(report(Optional.empty(), 2, Set.of(), Duration.ofMinutes(5)))
                        .toString())
                .contains("for 5 min");
        SortedMap<String, String> refused = new TreeMap<>();
        refused.put("0123456789abcdef state/0", "Version 9 of the coding is not known");
        Result broken = NetworkHealthComponent.check(new NetworkStates.Report(
                Optional.empty(),
                Optional.of(Instant.EPOCH),
                1,
                Set.of(),
                Duration.ZERO,
                refused,
                Optional.of("the disk is full")));
        assertThat(broken.getStatus()).isEqualTo(Result.Status.CRITICAL);
        assertThat(broken.toString()).contains("Version 9", "012345", "failed at once", "disk is full");
    }
}
