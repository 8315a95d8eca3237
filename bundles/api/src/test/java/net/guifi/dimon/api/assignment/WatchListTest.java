// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.api.assignment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import net.guifi.dimon.api.inventory.Device;
import net.guifi.dimon.api.inventory.DeviceId;
import net.guifi.dimon.api.inventory.Status;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class WatchListTest {
    private static Watch watch(int id, String title, int rank, int watchers) {
        Device device = new Device(
                new DeviceId("guifi", Integer.toString(id)),
                title,
                "radio",
                Status.WORKING,
                true,
                Optional.empty(),
                List.of(InetAddress.getLoopbackAddress()),
                List.of(),
                List.of());
        return new Watch(device, rank, watchers, rank == 0);
    }

    @Property
    void differencesLeadFromOneListToTheOther(
            @ForAll Set<@IntRange(max = 30) Integer> before, @ForAll Set<@IntRange(max = 30) Integer> after) {
        WatchList earlier =
                new WatchList(before.stream().map(i -> watch(i, "a", 0, 1)).toList());
        WatchList later = new WatchList(
                after.stream().map(i -> watch(i, i % 3 == 0 ? "b" : "a", 0, 1)).toList());
        WatchList.Difference difference = later.since(earlier);

        List<Watch> followed = new ArrayList<>(earlier.watches().values());
        followed.removeIf(w -> difference.removed().contains(w.device().id()));
        for (Watch changed : difference.changed()) {
            assertThat(followed.removeIf(
                            w -> w.device().id().equals(changed.device().id())))
                    .isTrue();
        }
        followed.addAll(difference.changed());
        followed.addAll(difference.added());
        assertThat(followed).containsExactlyInAnyOrderElementsOf(later.watches().values());
        assertThat(later.since(later).isEmpty()).isTrue();
    }

    @Property
    void phasesLieWithinThePeriodAndStaggerTheWatchers(
            @ForAll @IntRange(max = 100_000) int id,
            @ForAll @IntRange(min = 2, max = 5) int watchers,
            @ForAll @IntRange(min = 1, max = 600) int seconds) {
        Duration period = Duration.ofSeconds(seconds);
        long[] phases = IntStream.range(0, watchers)
                .mapToLong(rank -> watch(id, "", rank, watchers).phase(period).toNanos())
                .sorted()
                .toArray();
        for (int i = 0; i < watchers; i++) {
            assertThat(phases[i]).isBetween(0L, period.toNanos() - 1);
            long gap = i == 0 ? phases[0] + period.toNanos() - phases[watchers - 1] : phases[i] - phases[i - 1];
            assertThat(gap).isCloseTo(period.toNanos() / watchers, offset(10L));
        }
    }

    @Test
    void phasesOfManyDevicesAreSpreadOverThePeriod() {
        int[] slots = new int[10];
        for (int id = 50_000; id < 60_000; id++) {
            slots[(int) (watch(id, "", 0, 1).phase(Duration.ofSeconds(10)).toMillis() / 1000)]++;
        }
        assertThat(IntStream.of(slots).boxed())
                .allSatisfy(count -> assertThat(count).isBetween(800, 1200));
    }
}
