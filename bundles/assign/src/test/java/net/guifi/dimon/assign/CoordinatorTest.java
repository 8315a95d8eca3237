// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.assign;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import net.guifi.dimon.api.inventory.DeviceId;
import net.guifi.dimon.api.inventory.Inventory;
import net.guifi.dimon.api.network.NetworkSettings;
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

    @Property(tries = 10)
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
