// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.assign;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.IntStream;
import net.guifi.dimon.api.assignment.AssignmentPolicy;
import net.guifi.dimon.api.assignment.Demand;
import net.guifi.dimon.api.assignment.Monitor;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class BalancedPolicyTest {
    private final BalancedPolicy policy = new BalancedPolicy();

    private static Monitor monitor(int number, int capacity) {
        return new Monitor(
                "monitor" + number, "m", capacity, Optional.empty(), Optional.empty(), List.of(), new TreeSet<>());
    }

    private static List<Monitor> monitors(int count) {
        return IntStream.range(0, count).mapToObj(i -> monitor(i, 1000)).toList();
    }

    private static List<Demand> demands(int count, int redundancy) {
        return Devices.monitored(count).stream()
                .map(device -> new Demand(device, redundancy))
                .toList();
    }

    @Test
    void aMonitorAloneWatchesEverything() {
        assertThat(policy.assign(monitors(1), demands(300, 2)))
                .hasSize(300)
                .allMatch(order -> order.equals(List.of("monitor0")));
    }

    @Property(tries = 50)
    void everyDeviceHasAsManyDifferentWatchersAsItShould(
            @ForAll @IntRange(max = 12) int monitors,
            @ForAll @IntRange(max = 60) int devices,
            @ForAll @IntRange(min = 1, max = 4) int redundancy) {
        assertThat(policy.assign(monitors(monitors), demands(devices, redundancy)))
                .hasSize(devices)
                .allSatisfy(order -> assertThat(order)
                        .hasSize(Math.min(monitors, redundancy + AssignmentPolicy.SPARES))
                        .doesNotHaveDuplicates());
    }

    @Test
    void loadFollowsCapacity() {
        List<Monitor> monitors = List.of(monitor(0, 10_000), monitor(1, 30_000), monitor(2, 0));
        Map<String, Integer> load = new HashMap<>();
        policy.assign(monitors, demands(8000, 1)).forEach(order -> load.merge(order.get(0), 1, Integer::sum));
        assertThat(load.get("monitor0")).isBetween(1800, 2200);
        assertThat(load.get("monitor1")).isBetween(5800, 6200);
        assertThat(load).doesNotContainKey("monitor2");
    }
}
