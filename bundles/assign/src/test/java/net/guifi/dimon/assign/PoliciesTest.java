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
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.guifi.dimon.api.assignment.AssignmentPolicy;
import net.guifi.dimon.api.assignment.Demand;
import net.guifi.dimon.api.assignment.Monitor;
import net.guifi.dimon.api.inventory.Device;
import net.guifi.dimon.api.inventory.DeviceId;
import net.guifi.dimon.api.inventory.Node;
import net.guifi.dimon.api.inventory.Zone;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PoliciesTest {
    private static final Zone WORLD = new Zone("1", "World", Optional.empty());
    private static final Zone CITY = new Zone("2", "City", Optional.of(WORLD));
    private static final Zone QUARTER = new Zone("3", "Quarter", Optional.of(CITY));
    private static final Zone VILLAGE = new Zone("4", "Village", Optional.of(WORLD));
    private static final List<Zone> ZONES = List.of(WORLD, CITY, QUARTER, VILLAGE);

    /** A policy and what it is asked. */
    record Case(AssignmentPolicy policy, List<Monitor> monitors, List<Demand> demands) {
        List<List<String>> orders() {
            return policy.assign(monitors, demands);
        }

        Map<String, Integer> capacities() {
            return monitors.stream().collect(Collectors.toMap(Monitor::id, Monitor::capacity));
        }

        Map<String, String> nodes() {
            return monitors.stream()
                    .collect(Collectors.toMap(Monitor::id, each -> each.node().orElse("of " + each.id())));
        }

        @Override
        public String toString() {
            return policy.name() + " for "
                    + monitors.stream()
                            .map(each -> each.capacity()
                                    + each.node().orElse("")
                                    + each.zone().orElse(""))
                            .toList()
                    + " and " + demands.stream().map(Demand::redundancy).toList();
        }
    }

    private static Monitor monitor(int number, int capacity, Optional<String> node, Optional<String> zone) {
        return new Monitor("monitor" + number, "m", capacity, zone, node, List.of(), new TreeSet<>());
    }

    private static List<Monitor> monitors(int count, int capacity) {
        return IntStream.range(0, count)
                .mapToObj(i -> monitor(i, capacity, Optional.empty(), Optional.empty()))
                .toList();
    }

    private static Demand demand(int number, int redundancy, Optional<Zone> zone) {
        Device plain = Devices.device(number, true);
        Node node = new Node("n" + number, "Node", zone, Optional.empty());
        Device placed = new Device(
                plain.id(),
                plain.title(),
                plain.type(),
                plain.status(),
                true,
                Optional.of(node),
                plain.addresses(),
                plain.snmpPorts(),
                plain.links());
        return new Demand(placed, redundancy);
    }

    private static List<Demand> demands(int count, int redundancy) {
        return IntStream.range(0, count)
                .mapToObj(i -> demand(i, redundancy, Optional.empty()))
                .toList();
    }

    private static Arbitrary<AssignmentPolicy> policies() {
        return Arbitraries.of(new BalancedPolicy(), new ConcentratedPolicy(), new NearPolicy());
    }

    @Provide
    Arbitrary<Case> anything() {
        return cases(Arbitraries.integers().between(0, 60));
    }

    @Provide
    Arbitrary<Case> roomy() {
        return cases(Arbitraries.integers().between(60, 400));
    }

    private static Arbitrary<Case> cases(Arbitrary<Integer> capacities) {
        Arbitrary<List<Monitor>> monitors = Combinators.combine(
                        capacities,
                        Arbitraries.of("a", "b", "c", "d", "")
                                .map(name -> Optional.of(name).filter(n -> !n.isEmpty())),
                        Arbitraries.of("2", "Quarter", "Village", "Nowhere", "")
                                .map(name -> Optional.of(name).filter(n -> !n.isEmpty())))
                .as((capacity, node, zone) -> monitor(0, capacity, node, zone))
                .list()
                .ofMaxSize(12)
                .map(list -> IntStream.range(0, list.size())
                        .mapToObj(i -> monitor(
                                i,
                                list.get(i).capacity(),
                                list.get(i).node(),
                                list.get(i).zone()))
                        .sorted(java.util.Comparator.comparing(Monitor::id))
                        .toList());
        Arbitrary<List<Demand>> demands = Combinators.combine(
                        Arbitraries.integers().between(1, 4), Arbitraries.of(ZONES))
                .as((redundancy, zone) -> demand(0, redundancy, Optional.of(zone)))
                .list()
                .ofMaxSize(60)
                .map(list -> IntStream.range(0, list.size())
                        .mapToObj(i -> demand(
                                i,
                                list.get(i).redundancy(),
                                list.get(i).device().zone()))
                        .toList());
        return Combinators.combine(policies(), monitors, demands).as(Case::new);
    }

    private static List<String> watchers(Demand demand, List<String> order) {
        return order.subList(0, Math.min(order.size(), demand.redundancy()));
    }

    private static List<List<String>> watchers(List<Demand> demands, List<List<String>> orders) {
        return IntStream.range(0, orders.size())
                .mapToObj(d -> watchers(demands.get(d), orders.get(d)))
                .toList();
    }

    private static Map<String, Integer> loads(List<Demand> demands, List<List<String>> orders) {
        Map<String, Integer> loads = new HashMap<>();
        watchers(demands, orders).forEach(each -> each.forEach(id -> loads.merge(id, 1, Integer::sum)));
        return loads;
    }

    @Property(tries = 300)
    void differentMonitorsWithinTheirCapacity(@ForAll("anything") Case asked) {
        List<List<String>> orders = asked.orders();
        assertThat(orders).hasSameSizeAs(asked.demands());
        for (int d = 0; d < orders.size(); d++) {
            assertThat(orders.get(d))
                    .doesNotHaveDuplicates()
                    .hasSizeLessThanOrEqualTo(asked.demands().get(d).redundancy() + AssignmentPolicy.SPARES);
        }
        loads(asked.demands(), orders).forEach((id, load) -> assertThat(load)
                .as(id)
                .isLessThanOrEqualTo(asked.capacities().get(id)));
    }

    @Property(tries = 200)
    void theOrderOfTheInputIsIrrelevant(@ForAll("anything") Case asked, @ForAll Random random) {
        Map<DeviceId, List<String>> expected = new HashMap<>();
        List<List<String>> orders = asked.orders();
        for (int d = 0; d < orders.size(); d++) {
            expected.put(asked.demands().get(d).device().id(), orders.get(d));
        }
        List<Monitor> monitors = new ArrayList<>(asked.monitors());
        List<Demand> demands = new ArrayList<>(asked.demands());
        Collections.shuffle(monitors, random);
        Collections.shuffle(demands, random);
        List<List<String>> again = asked.policy().assign(monitors, demands);
        for (int d = 0; d < again.size(); d++) {
            assertThat(again.get(d))
                    .isEqualTo(expected.get(demands.get(d).device().id()));
        }
    }

    @Property(tries = 300)
    void nobodyHasTwoBeforeAllHaveOne(@ForAll("anything") Case asked) {
        List<List<String>> watchers = watchers(asked.demands(), asked.orders());
        long room = asked.monitors().stream()
                .mapToLong(each -> Math.min(each.capacity(), asked.demands().size()))
                .sum();
        long given = watchers.stream().filter(each -> !each.isEmpty()).count();
        assertThat(given).isEqualTo(Math.min(room, asked.demands().size()));
        if (given < asked.demands().size()) {
            assertThat(watchers).allMatch(each -> each.size() < 2);
        }
    }

    @Property(tries = 2000)
    void withRoomEnoughAllHaveWhatTheyShouldOnDifferentNodes(@ForAll("roomy") Case asked) {
        List<List<String>> orders = asked.orders();
        Map<String, String> nodes = asked.nodes();
        long distinct = nodes.values().stream().distinct().count();
        for (int d = 0; d < orders.size(); d++) {
            int redundancy = asked.demands().get(d).redundancy();
            assertThat(orders.get(d)).hasSize(Math.min(nodes.size(), redundancy + AssignmentPolicy.SPARES));
            assertThat(watchers(asked.demands().get(d), orders.get(d)).stream()
                            .map(nodes::get)
                            .distinct()
                            .count())
                    .isEqualTo(Math.min(distinct, redundancy));
        }
    }

    /** The device that wants four gets its last two where others made room. */
    @Test
    void whoMakesRoomStaysOnDifferentNodes() {
        List<Monitor> monitors = IntStream.range(0, 4)
                .mapToObj(i -> monitor(i, 60, Optional.of(i % 2 == 0 ? "a" : "b"), Optional.of("2")))
                .toList();
        int[] redundancies = {1, 1, 3, 4, 2};
        List<Demand> demands = IntStream.range(0, redundancies.length)
                .mapToObj(i -> demand(i, redundancies[i], Optional.of(WORLD)))
                .toList();
        List<String> order = new BalancedPolicy().assign(monitors, demands).get(4);
        assertThat(watchers(demands.get(4), order))
                .extracting(
                        id -> monitors.get(Character.digit(id.charAt(7), 10)).node())
                .hasSize(2)
                .doesNotHaveDuplicates();
    }

    @Property(tries = 100)
    void theFullestIsATwentiethAboveItsShareAtMost(
            @ForAll @IntRange(min = 2, max = 30) int monitors,
            @ForAll @IntRange(min = 1, max = 600) int devices,
            @ForAll @IntRange(min = 1, max = 2) int redundancy) {
        List<Demand> demands = demands(devices, redundancy);
        int share = (devices * redundancy + monitors - 1) / monitors;
        Map<String, Integer> loads = loads(demands, new BalancedPolicy().assign(monitors(monitors, devices), demands));
        assertThat(loads.values()).allMatch(load -> load <= share * 105 / 100);
        assertThat(loads.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(devices * redundancy);
    }

    @Test
    void loadFollowsCapacityInSteps() {
        List<Monitor> monitors = List.of(
                monitor(0, 10_000, Optional.empty(), Optional.empty()),
                monitor(1, 22_000, Optional.empty(), Optional.empty()),
                monitor(2, 0, Optional.empty(), Optional.empty()));
        List<Demand> demands = demands(6000, 1);
        Map<String, Integer> loads = loads(demands, new BalancedPolicy().assign(monitors, demands));
        assertThat(loads.get("monitor0")).isBetween(1900, 2100);
        assertThat(loads.get("monitor1")).isBetween(3900, 4100);
        assertThat(loads).doesNotContainKey("monitor2");
    }

    @Test
    void aMonitorThatComesOrGoesMovesItsOwnDevicesAndFewMore() {
        // Equal and mixed: of each some, as many as a test may.
        assertThat(mostMoves(new BalancedPolicy(), 40, false)).isBetween(1.0, 1.1);
        assertThat(mostMoves(new BalancedPolicy(), 40, true)).isBetween(1.0, 1.5);
    }

    /** How many times what must move, at most over all leaves; read backwards these are joins. */
    private static double mostMoves(AssignmentPolicy policy, int count, boolean mixed) {
        List<Monitor> monitors = IntStream.range(0, count)
                .mapToObj(i -> monitor(i, 2000 << (mixed ? i % 4 : 0), Optional.empty(), Optional.empty()))
                .toList();
        List<Demand> demands = demands(8000, 2);
        List<List<String>> before = watchers(demands, policy.assign(monitors, demands));
        double most = 0;
        for (Monitor leaving : monitors) {
            List<Monitor> left =
                    monitors.stream().filter(each -> each != leaving).toList();
            List<List<String>> after = watchers(demands, policy.assign(left, demands));
            long must =
                    before.stream().filter(each -> each.contains(leaving.id())).count();
            long moved = 0;
            for (int d = 0; d < demands.size(); d++) {
                List<String> had = before.get(d);
                moved += after.get(d).stream().filter(id -> !had.contains(id)).count();
            }
            most = Math.max(most, (double) moved / must);
        }
        return most;
    }

    @Property(tries = 50)
    void concentratedLeavesAllButTheFewestIdle(
            @ForAll @IntRange(min = 1, max = 20) int monitors,
            @ForAll @IntRange(min = 1, max = 200) int devices,
            @ForAll @IntRange(min = 20, max = 300) int capacity) {
        List<Demand> demands = demands(devices, 2);
        Map<String, Integer> loads =
                loads(demands, new ConcentratedPolicy().assign(monitors(monitors, capacity), demands));
        int each = Math.min(devices, capacity);
        assertThat(loads).hasSize(Math.min(monitors, Math.max(2, (2 * devices + each - 1) / each)));
    }

    @Test
    void concentratedTakesTheLargestAndIsMovedByNoIdleOne() {
        List<Monitor> monitors = IntStream.range(0, 20)
                .mapToObj(i -> monitor(i, i < 3 ? 900 : 500, Optional.empty(), Optional.empty()))
                .toList();
        List<Demand> demands = demands(1000, 2);
        ConcentratedPolicy policy = new ConcentratedPolicy();
        List<List<String>> before = policy.assign(monitors, demands);
        assertThat(loads(demands, before)).containsOnlyKeys("monitor0", "monitor1", "monitor2");
        assertThat(policy.assign(monitors.subList(0, 10), demands).stream()
                        .map(order -> order.subList(0, 2))
                        .toList())
                .isEqualTo(watchers(demands, before));
    }

    @Test
    void nearPrefersTheZoneThenTheZonesAround() {
        List<Monitor> monitors = List.of(
                monitor(0, 500, Optional.empty(), Optional.of("Quarter")),
                monitor(1, 500, Optional.empty(), Optional.of("2")),
                monitor(2, 500, Optional.empty(), Optional.of("Village")),
                monitor(3, 500, Optional.empty(), Optional.empty()));
        List<Demand> demands = List.of(
                demand(1, 2, Optional.of(QUARTER)),
                demand(2, 2, Optional.of(VILLAGE)),
                demand(3, 1, Optional.of(CITY)),
                demand(4, 1, Optional.of(QUARTER)),
                demand(5, 1, Optional.of(VILLAGE)));
        List<List<String>> orders = new NearPolicy().assign(monitors, demands);
        assertThat(orders.get(0)).containsExactly("monitor0", "monitor1", "monitor2", "monitor3");
        assertThat(orders.get(1)).startsWith("monitor2").endsWith("monitor3");
        assertThat(orders.get(2).get(0)).isIn("monitor0", "monitor1");
        assertThat(orders.get(3)).startsWith("monitor0");
        assertThat(orders.get(4)).startsWith("monitor2");
    }

    @Test
    void farAwayAllShareAsElsewhere() {
        List<Monitor> monitors = IntStream.range(0, 10)
                .mapToObj(i -> monitor(i, 5000, Optional.empty(), Optional.of("Nowhere")))
                .toList();
        List<Demand> demands = IntStream.range(0, 4000)
                .mapToObj(i -> demand(i, 1, Optional.of(VILLAGE)))
                .toList();
        assertThat(loads(demands, new NearPolicy().assign(monitors, demands)).values())
                .hasSize(10)
                .allSatisfy(load -> assertThat(load).isBetween(300, 500));
    }

    @Test
    void moreThanAnybodyNeeds() {
        List<Demand> demands = demands(20, 50);
        for (AssignmentPolicy policy : List.of(new BalancedPolicy(), new ConcentratedPolicy(), new NearPolicy())) {
            assertThat(policy.assign(monitors(60, 100), demands))
                    .allSatisfy(order ->
                            assertThat(order).doesNotHaveDuplicates().hasSizeBetween(50, 50 + AssignmentPolicy.SPARES));
        }
    }

    @Test
    void nearGivesNobodyMoreThanTwiceItsShareWhileOthersHaveRoom() {
        List<Monitor> monitors = IntStream.range(0, 10)
                .mapToObj(i -> monitor(i, 5000, Optional.empty(), Optional.of(i == 0 ? "Village" : "City")))
                .toList();
        List<Demand> demands = IntStream.range(0, 1000)
                .mapToObj(i -> demand(i, 1, Optional.of(VILLAGE)))
                .toList();
        assertThat(loads(demands, new NearPolicy().assign(monitors, demands)))
                .containsEntry("monitor0", 200)
                .allSatisfy((id, load) -> assertThat(load).isLessThanOrEqualTo(200));
    }
}
