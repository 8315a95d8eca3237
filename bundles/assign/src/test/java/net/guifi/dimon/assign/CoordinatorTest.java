// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.assign;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import net.guifi.dimon.api.assignment.AssignmentPolicy;
import net.guifi.dimon.api.assignment.AssignmentStatus;
import net.guifi.dimon.api.assignment.Demand;
import net.guifi.dimon.api.assignment.Monitor;
import net.guifi.dimon.api.assignment.MonitorStatus;
import net.guifi.dimon.api.assignment.Standing;
import net.guifi.dimon.api.assignment.Watch;
import net.guifi.dimon.api.assignment.WatchList;
import net.guifi.dimon.api.inventory.DeviceId;
import net.guifi.dimon.api.inventory.Inventory;
import net.guifi.dimon.api.network.NetworkSettings;
import net.guifi.dimon.api.store.Write;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class CoordinatorTest {
    private static final Duration LONG = Duration.ofMinutes(15);

    static Inventory inventory(int from, int to) {
        return new Inventory(from + "-" + to, Devices.monitored(to).subList(from, to));
    }

    private static VirtualNetwork network(long seed, int monitors, int devices) {
        VirtualNetwork network = new VirtualNetwork(seed);
        network.inventory = inventory(0, devices);
        for (int i = 0; i < monitors; i++) {
            network.add("m" + i, 1000);
        }
        network.pass(LONG);
        return network;
    }

    private static void assertSettled(VirtualNetwork network, int redundancy) {
        assertThat(network.violations).isEmpty();
        int each = Math.min(redundancy, network.running().size());
        assertThat(network.watched().values()).containsOnly(each);
        assertThat(network.running())
                .allSatisfy(node -> {
                    assertThat(node.coordinator.status().settled())
                            .as("%s", node.coordinator.status())
                            .isTrue();
                    assertThat(node.coordinator.status().surplus()).isZero();
                    assertThat(node.coordinator.status().unwatched()).isZero();
                })
                .extracting(node -> node.coordinator.status().view())
                .containsOnly(network.running().get(0).coordinator.status().view());
        int written = network.applied;
        List<Set<DeviceId>> lists =
                network.running().stream().map(node -> node.watching).toList();
        network.pass(LONG);
        assertThat(network.applied).as("writes while nothing happens").isEqualTo(written);
        assertThat(network.running()).extracting(node -> node.watching).isEqualTo(lists);
    }

    @Test
    void monitorsShareTheDevices() {
        VirtualNetwork network = network(1, 4, 100);
        assertSettled(network, 2);
        assertThat(network.running()).allMatch(node -> node.watching.size() < 90);
    }

    @Test
    void whoIsKilledIsReplacedSoonByThoseThatStandBy() {
        VirtualNetwork network = network(2, 5, 100);
        network.delay(Duration.ofSeconds(5));
        network.nodes.get("m3").kill();
        network.pass(Duration.ofSeconds(30));
        assertThat(network.watched().values()).allMatch(count -> count >= 2);
        assertThat(standing(network.nodes.get("m0"), "m3")).isEqualTo(Standing.SUSPECTED);
        network.pass(Duration.ofMinutes(4));
        assertThat(standing(network.nodes.get("m0"), "m3")).isEqualTo(Standing.SILENT);
        network.pass(LONG);
        assertSettled(network, 2);
    }

    @Test
    void whoIsKilledAndNeverAnsweredIsReplacedWhenItsTimeIsOver() {
        VirtualNetwork network = new VirtualNetwork(3);
        network.inventory = inventory(0, 100);
        for (int i = 0; i < 5; i++) {
            network.add("m" + i, 1000).answers = false;
        }
        network.pass(LONG);
        network.delay(Duration.ofSeconds(5));
        network.nodes.get("m3").kill();
        network.pass(Duration.ofSeconds(60));
        assertThat(network.watched().values()).contains(1);
        network.pass(Duration.ofSeconds(180 + 20 - 60));
        assertThat(network.watched().values()).allMatch(count -> count >= 2);
    }

    @Test
    void whoStopsIsReplacedAtOnceAndResumesWhatItShows() {
        VirtualNetwork network = network(4, 4, 100);
        network.delay(Duration.ofSeconds(5));
        VirtualNetwork.Node leaver = network.nodes.get("m2");
        Set<DeviceId> before = leaver.watching;
        leaver.leave();
        network.pass(Duration.ofSeconds(10));
        assertThat(network.watched().values()).allMatch(count -> count >= 2);
        assertThat(standing(network.nodes.get("m0"), "m2")).isEqualTo(Standing.LEFT);
        assertThat(watches(network.nodes.get("m0"), "m2")).isZero();
        leaver.start();
        leaver.step();
        assertThat(leaver.watching).isEqualTo(before);
        network.pass(LONG);
        assertThat(leaver.watching).isEqualTo(before);
        assertSettled(network, 2);
    }

    @Test
    void whoStoppedAndIsDismissedWatchesNothing() {
        VirtualNetwork network = network(4, 4, 100);
        assertThat(watches(network.nodes.get("m0"), "m2")).isPositive();
        network.nodes.get("m2").leave();
        network.set(NetworkSettings.ADMITTED, "m0 m1 m3");
        network.pass(LONG);
        assertThat(standing(network.nodes.get("m0"), "m2")).isEqualTo(Standing.WAITING);
        assertThat(watches(network.nodes.get("m0"), "m2")).isZero();
    }

    @Test
    void aProcessThatStandsStillIsHelpedAndItsHelpersStepBack() {
        VirtualNetwork network = network(5, 4, 100);
        network.delay(Duration.ofSeconds(5));
        VirtualNetwork.Node still = network.nodes.get("m1");
        still.stopped = true;
        network.pass(Duration.ofSeconds(30));
        assertThat(network.watched().entrySet().stream()
                        .filter(each -> still.watching.contains(each.getKey()))
                        .toList())
                .allMatch(each -> each.getValue() == 3);
        still.stopped = false;
        network.pass(Duration.ofSeconds(60));
        assertThat(network.running()).allSatisfy(node -> assertThat(node.coordinator.monitors())
                .extracting(MonitorStatus::standing)
                .containsOnly(Standing.ALIVE));
        assertSettled(network, 2);
    }

    @Test
    void whoeverAsksBySnmpIsExactlyOneAndAnotherWhenItFails() {
        VirtualNetwork network = network(6, 5, 100);
        assertThat(polled(network, "")).containsOnly(1L).hasSize(100);
        network.delay(Duration.ofSeconds(5));
        network.nodes.get("m3").stopped = true;
        network.pass(Duration.ofSeconds(40));
        assertThat(polled(network, "m3")).containsOnly(1L).hasSize(100);
        network.nodes.get("m3").stopped = false;
        network.pass(Duration.ofMinutes(3));
        assertThat(polled(network, "")).containsOnly(1L).hasSize(100);
    }

    @Test
    void theWatchersOfADeviceHavePhasesOfTheirOwn() {
        VirtualNetwork network = network(7, 5, 100);
        Map<DeviceId, Set<Integer>> ranks = new HashMap<>();
        network.running().forEach(node -> node.coordinator.watchList().watches().forEach((id, watch) -> {
            assertThat(watch.watchers()).isEqualTo(2);
            ranks.computeIfAbsent(id, any -> new TreeSet<>()).add(watch.rank());
        }));
        assertThat(ranks.values()).hasSize(100).containsOnly(Set.of(0, 1));
    }

    @Test
    void whatAMonitorNeverReachedIsWatchedByAnotherOneToo() {
        VirtualNetwork network = network(8, 5, 60);
        VirtualNetwork.Node blind = network.nodes.get("m2");
        DeviceId device = blind.watching.iterator().next();
        network.running().forEach(node -> node.unreached.put("m2", Set.of(device)));
        network.pass(Duration.ofMinutes(3));
        assertThat(network.watched().get(device)).isEqualTo(3);
        assertThat(network.running())
                .allSatisfy(
                        node -> assertThat(node.coordinator.status().below()).isZero());
        assertThat(network.nodes.get("m0").coordinator.watchers(device))
                .hasSize(3)
                .contains("m2");
        assertThat(network.violations).isEmpty();
    }

    @Test
    void noMoreJoinThanTheSettingsAllow() {
        VirtualNetwork network = network(9, 6, 60);
        network.set(NetworkSettings.REDUNDANCY, "2-2");
        DeviceId device = network.nodes.get("m2").watching.iterator().next();
        network.running().forEach(node -> node.unreached.put("m2", Set.of(device)));
        network.pass(LONG);
        assertThat(network.watched().get(device)).isEqualTo(2);
        assertThat(network.nodes.get("m0").coordinator.below(5)).containsExactly(device);
        assertThat(network.nodes.get("m0").coordinator.status().below()).isEqualTo(1);
    }

    @Test
    void devicesOfAnIsolatedMonitorAreWatchedByOthersToo() {
        VirtualNetwork network = network(10, 5, 60);
        VirtualNetwork.Node isolated = network.nodes.get("m4");
        // Only it knows, and tells the others.
        isolated.isolated = Set.of("m4");
        network.pass(Duration.ofMinutes(3));
        assertThat(standing(network.nodes.get("m0"), "m4")).isEqualTo(Standing.ISOLATED);
        assertThat(isolated.watching).allMatch(device -> network.watched().get(device) == 3);
        assertThat(isolated.coordinator.status().problems()).anyMatch(text -> text.contains("reaches next to nothing"));
        isolated.isolated = Set.of();
        network.pass(LONG);
        assertSettled(network, 2);
    }

    @Test
    void whoWaitsGetsNothingAndWhoIsDismissedLetsGoWhenOthersHaveIt() {
        VirtualNetwork network = new VirtualNetwork(11);
        network.inventory = inventory(0, 60);
        network.settings = new NetworkSettings(1, new TreeMap<>(Map.of(NetworkSettings.ADMITTED, "m0 m1 m2")));
        for (int i = 0; i < 4; i++) {
            network.add("m" + i, 1000);
        }
        network.pass(LONG);
        assertThat(network.nodes.get("m3").watching).isEmpty();
        assertThat(network.nodes.get("m3").coordinator.status().problems())
                .anyMatch(text -> text.contains("waits for being admitted"));
        assertThat(standing(network.nodes.get("m0"), "m3")).isEqualTo(Standing.WAITING);
        network.set(NetworkSettings.ADMITTED, "m0 m2 m3");
        network.pass(LONG);
        assertThat(network.violations).isEmpty();
        assertThat(network.nodes.get("m1").watching).isEmpty();
        assertThat(network.nodes.get("m3").watching).isNotEmpty();
        assertThat(network.watched().values()).containsOnly(2);
    }

    @Test
    void aPolicyThatOneMonitorLacksWaitsForIt() {
        VirtualNetwork network = network(12, 3, 30);
        AssignmentPolicy other = first(ids -> ids);
        network.nodes.get("m0").policies.add(other);
        network.nodes.get("m2").policies.add(other);
        network.set(NetworkSettings.POLICY, "first");
        network.pass(LONG);
        assertThat(network.nodes.get("m0").coordinator.status().policy()).isEqualTo("balanced/1");
        assertThat(network.nodes.get("m1").coordinator.status().problems())
                .anyMatch(text -> text.contains("first/3") && text.contains("name of m1") && !text.contains("of m0"));
        assertThat(network.watched().values()).containsOnly(2);
        network.nodes.get("m1").policies.add(other);
        network.pass(LONG);
        assertThat(network.nodes.get("m0").coordinator.status().policy()).isEqualTo("first/3");
        assertThat(network.nodes.get("m0").coordinator.status().problems()).isEmpty();
        assertThat(network.nodes.get("m2").watching).isEmpty();
        assertThat(network.violations).isEmpty();
    }

    /** All devices get the monitors in the same order. */
    private static AssignmentPolicy first(UnaryOperator<List<String>> order) {
        return new AssignmentPolicy() {
            @Override
            public String name() {
                return "first";
            }

            @Override
            public int version() {
                return 3;
            }

            @Override
            public List<List<String>> assign(List<Monitor> monitors, List<Demand> demands) {
                List<String> ids =
                        order.apply(monitors.stream().map(Monitor::id).toList());
                return demands.stream().map(demand -> ids).toList();
            }
        };
    }

    @Test
    void aPolicyThatIsNotTheSameEverywhereHandsNothingOver() {
        VirtualNetwork network = network(17, 4, 30);
        AssignmentPolicy backwards =
                first(ids -> ids.stream().sorted(Comparator.reverseOrder()).toList());
        network.running().forEach(node -> node.policies.add(node.id.equals("m0") ? backwards : first(ids -> ids)));
        List<Set<DeviceId>> before =
                network.running().stream().map(node -> node.watching).toList();
        network.set(NetworkSettings.POLICY, "first");
        network.pass(Duration.ofHours(2));
        assertThat(network.violations).isEmpty();
        VirtualNetwork.Node alone = network.nodes.get("m0");
        assertThat(alone.coordinator.status().policy()).isEqualTo("first/3");
        assertThat(alone.watching).containsAll(before.get(0));
        assertThat(network.nodes.get("m1").coordinator.status().settled()).isFalse();
        assertThat(network.nodes.get("m1").coordinator.status().problems())
                .anyMatch(text -> text.startsWith("Going by another plan") && text.contains(": name of m0."));
        assertThat(alone.coordinator.status().problems())
                .anyMatch(text -> text.contains(": name of m1, name of m2, name of m3."));
    }

    @Test
    void aPolicyThatDoesNotPlanIsLeftBehindByAll() {
        for (AssignmentPolicy bad : List.of(
                first(ids -> {
                    throw new IllegalStateException("on purpose");
                }),
                first(ids -> {
                    throw new NoClassDefFoundError("on purpose");
                }),
                first(ids -> List.of("nobody")),
                first(ids -> List.of(ids.get(0), ids.get(0))))) {
            VirtualNetwork network = network(18, 3, 30);
            network.running().forEach(node -> node.policies.add(bad));
            network.set(NetworkSettings.POLICY, "first");
            network.pass(LONG);
            assertThat(network.nodes.get("m1").coordinator.status().policy()).isEqualTo("balanced/1");
            assertThat(network.nodes.get("m1").coordinator.status().problems())
                    .anyMatch(text -> text.contains("\"first\""));
            assertSettled(network, 2);
        }
    }

    @Test
    void whatANewcomerSaysOfItsViewMovesNobody() {
        VirtualNetwork network = new VirtualNetwork(19);
        network.inventory = inventory(0, 30);
        network.settings = new NetworkSettings(1, new TreeMap<>(Map.of(NetworkSettings.ADMITTED, "m0 m1 m2")));
        for (int i = 0; i < 4; i++) {
            network.add("m" + i, 1000);
        }
        network.pass(LONG);
        VirtualNetwork.Node newcomer = network.nodes.get("m3");
        Note told = Note.decode(newcomer.note("m3").orElseThrow()).orElseThrow();
        View last = new View(7, Integer.MAX_VALUE);
        newcomer.apply(List.of(
                new Write.Note(new Note(false, false, last, told.description(), told.list(), List.of()).encode())));
        newcomer.kill();
        network.pass(Duration.ofMinutes(2));
        network.set(NetworkSettings.REDUNDANCY, "1");
        network.pass(LONG);
        assertThat(Note.decode(network.nodes.get("m0").note("m3").orElseThrow()))
                .map(Note::view)
                .contains(last);
        assertThat(network.watched().values()).containsOnly(1);
        assertThat(Note.decode(network.nodes.get("m0").note("m0").orElseThrow())
                        .orElseThrow()
                        .view()
                        .epoch())
                .isLessThan(1000);
    }

    @Test
    void tooLittleCapacityIsTold() {
        VirtualNetwork network = new VirtualNetwork(13);
        network.inventory = inventory(0, 60);
        network.add("m0", 40);
        network.add("m1", 40);
        network.pass(LONG);
        AssignmentStatus status = network.nodes.get("m0").coordinator.status();
        assertThat(status.below()).isEqualTo(40);
        assertThat(status.unwatched()).isZero();
        assertThat(network.nodes.get("m0").coordinator.below(3)).hasSize(3);
        assertThat(status.problems()).singleElement().asString().contains("40 of 60 devices", "too little capacity");
        network.nodes.get("m0").describe(10);
        network.nodes.get("m1").describe(10);
        network.pass(LONG);
        assertThat(network.nodes.get("m0").watching).hasSize(10);
        assertThat(network.nodes.get("m0").coordinator.status().unwatched()).isEqualTo(40);
        assertThat(network.nodes.get("m0").coordinator.status().problems().get(0))
                .contains("40 of them have none");
    }

    @Test
    void whileTheDiskRefusesNothingIsLetGo() {
        VirtualNetwork network = network(14, 3, 60);
        VirtualNetwork.Node full = network.nodes.get("m0");
        int before = full.watching.size();
        full.refuses = true;
        network.add("m3", 1000);
        network.pass(LONG);
        assertThat(full.watching.size()).isGreaterThanOrEqualTo(before);
        assertThat(full.coordinator.status().problems()).anyMatch(text -> text.contains("The disk is full"));
        full.refuses = false;
        network.pass(LONG);
        assertSettled(network, 2);
    }

    @Test
    void whoFindsLateThatAnotherOneIsSilentIsToldByTheOthers() {
        VirtualNetwork network = new VirtualNetwork(15);
        network.inventory = inventory(0, 100);
        for (int i = 0; i < 5; i++) {
            network.add("m" + i, 1000).answers = false;
        }
        network.pass(LONG);
        network.delay(Duration.ofSeconds(5));
        network.nodes.get("m3").kill();
        network.pass(Duration.ofSeconds(150));
        // What it heard before counts from its start.
        network.nodes.get("m1").kill();
        network.nodes.get("m1").start();
        network.pass(Duration.ofSeconds(60));
        assertThat(standing(network.nodes.get("m1"), "m3")).isEqualTo(Standing.SUSPECTED);
        assertThat(network.watched().values()).allMatch(count -> count >= 2);
    }

    @Test
    void nothingIsDoneWhileNothingHappens() {
        VirtualNetwork network = network(16, 4, 60);
        int before = network.applied;
        WatchList list = network.nodes.get("m1").coordinator.watchList();
        network.pass(Duration.ofHours(2));
        assertThat(network.applied).isEqualTo(before);
        assertThat(network.nodes.get("m1").coordinator.watchList()).isSameAs(list);
    }

    private static Standing standing(VirtualNetwork.Node seenBy, String id) {
        return status(seenBy, id).standing();
    }

    private static int watches(VirtualNetwork.Node seenBy, String id) {
        return status(seenBy, id).watches();
    }

    private static MonitorStatus status(VirtualNetwork.Node seenBy, String id) {
        return seenBy.coordinator.monitors().stream()
                .filter(status -> status.monitor().id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    /** How many monitors ask each device by SNMP, without one. */
    private static Collection<Long> polled(VirtualNetwork network, String without) {
        return network.running().stream()
                .filter(node -> !node.id.equals(without))
                .flatMap(node -> node.coordinator.watchList().watches().values().stream())
                .filter(Watch::polled)
                .collect(Collectors.groupingBy(watch -> watch.device().id(), Collectors.counting()))
                .values();
    }

    /** It watched for one that did not answer, stopped, and came back before it heard that the other one had stopped too. */
    @Example
    void whoComesBackBelievesOnlyThoseThatItHearsAgain() {
        whateverHappensNothingDipsAndInTheEndAllIsExact(-348);
    }

    @Property(tries = 8)
    void whateverHappensNothingDipsAndInTheEndAllIsExact(@ForAll long seed) {
        Random random = new Random(seed);
        VirtualNetwork network = new VirtualNetwork(seed);
        network.delay(Duration.ofSeconds(1 + random.nextInt(120)));
        network.inventory = inventory(0, 40);
        int monitors = 1 + random.nextInt(5);
        for (int i = 0; i < monitors; i++) {
            network.add("m" + i, 1000);
        }
        int redundancy = 2;
        for (int i = 0; i < 25; i++) {
            network.pass(Duration.ofSeconds(random.nextInt(random.nextBoolean() ? 20 : 400)));
            List<VirtualNetwork.Node> all = new ArrayList<>(network.nodes.values());
            VirtualNetwork.Node one = all.get(random.nextInt(all.size()));
            switch (random.nextInt(13)) {
                case 0, 1 -> {
                    if (all.size() < 9) {
                        network.add("m" + all.size(), 500 + random.nextInt(1000));
                    }
                }
                case 2 -> {
                    if (one.running && network.running().size() > 1) {
                        one.kill();
                    }
                }
                case 3 -> {
                    if (one.running && network.running().size() > 1) {
                        one.leave();
                    }
                }
                case 4, 5 -> {
                    if (!one.running) {
                        one.start();
                    }
                }
                case 6 -> {
                    redundancy = 1 + random.nextInt(3);
                    network.set(NetworkSettings.REDUNDANCY, Integer.toString(redundancy));
                }
                case 7 -> network.inventory(inventory(random.nextInt(10), 30 + random.nextInt(30)));
                case 8 ->
                    network.cut(all.stream()
                            .filter(node -> random.nextBoolean())
                            .map(node -> node.id)
                            .collect(Collectors.toSet()));
                case 9 -> network.cut(Set.of());
                case 10 -> one.stopped = one.running && random.nextBoolean();
                case 11 -> one.answers = random.nextBoolean();
                default -> one.isolated = random.nextBoolean() ? Set.of(all.get(0).id) : new HashSet<>();
            }
            assertThat(network.violations).as("seed %d", seed).isEmpty();
        }
        network.cut(Set.of());
        network.nodes.values().forEach(node -> {
            node.stopped = false;
            node.answers = true;
            node.isolated = Set.of();
        });
        network.pass(Duration.ofMinutes(40));
        assertSettled(network, redundancy);
    }
}
