// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.assign;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import net.guifi.dimon.api.assignment.Monitor;
import net.guifi.dimon.api.inventory.Device;
import net.guifi.dimon.api.inventory.DeviceId;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RendezvousPolicyTest {
    private final RendezvousPolicy policy = new RendezvousPolicy();

    private static Monitor monitor(int number, int capacity) {
        return new Monitor("monitor" + number, "m", capacity, Optional.empty(), List.of());
    }

    private static List<Monitor> monitors(int count) {
        return IntStream.range(0, count).mapToObj(i -> monitor(i, 1000)).toList();
    }

    @Test
    void aMonitorAloneWatchesEverything() {
        List<Device> devices = Devices.monitored(300);
        Map<DeviceId, List<String>> plan = policy.assign(monitors(1), devices, 2);
        assertThat(plan).hasSize(300);
        assertThat(plan.values()).allMatch(watchers -> watchers.equals(List.of("monitor0")));
    }

    @Property(tries = 50)
    void everyDeviceHasAsManyDifferentWatchersAsItShould(
            @ForAll @IntRange(max = 12) int monitors,
            @ForAll @IntRange(max = 60) int devices,
            @ForAll @IntRange(min = 1, max = 4) int redundancy) {
        Map<DeviceId, List<String>> plan = policy.assign(monitors(monitors), Devices.monitored(devices), redundancy);
        assertThat(plan).hasSize(devices);
        assertThat(plan.values()).allSatisfy(watchers -> assertThat(watchers)
                .hasSize(Math.min(monitors, redundancy))
                .doesNotHaveDuplicates());
    }

    @Property(tries = 50)
    void theOrderOfTheInputDoesNotMatter(@ForAll long seed) {
        List<Monitor> monitors = new ArrayList<>(monitors(7));
        List<Device> devices = new ArrayList<>(Devices.monitored(40));
        Map<DeviceId, List<String>> plan = policy.assign(monitors, devices, 2);
        Collections.shuffle(monitors, new Random(seed));
        Collections.shuffle(devices, new Random(seed));
        assertThat(policy.assign(monitors, devices, 2)).isEqualTo(plan);
    }

    @Property(tries = 30)
    void whenAMonitorGoesOnlyItsDevicesMove(@ForAll @IntRange(max = 7) int gone) {
        List<Device> devices = Devices.monitored(200);
        List<Monitor> before = monitors(8);
        List<Monitor> after =
                before.stream().filter(m -> !m.id().equals("monitor" + gone)).toList();
        Map<DeviceId, List<String>> old = policy.assign(before, devices, 2);
        policy.assign(after, devices, 2).forEach((device, watchers) -> {
            if (!old.get(device).contains("monitor" + gone)) {
                assertThat(watchers).isEqualTo(old.get(device));
            }
        });
    }

    @Test
    void loadFollowsCapacity() {
        List<Monitor> monitors = List.of(monitor(0, 1000), monitor(1, 3000), monitor(2, 0));
        Map<String, Integer> load = new HashMap<>();
        policy.assign(monitors, Devices.monitored(8000), 1)
                .values()
                .forEach(watchers -> load.merge(watchers.get(0), 1, Integer::sum));
        assertThat(load.get("monitor0")).isBetween(1800, 2200);
        assertThat(load.get("monitor1")).isBetween(5800, 6200);
        assertThat(load).doesNotContainKey("monitor2");
    }
}
