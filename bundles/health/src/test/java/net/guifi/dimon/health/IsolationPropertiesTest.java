// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.health;

import static net.guifi.dimon.api.health.DeviceState.DEGRADED;
import static net.guifi.dimon.api.health.DeviceState.DOWN;
import static net.guifi.dimon.api.health.DeviceState.UP;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.guifi.dimon.api.health.DeviceView;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Whatever is dead or cut off, all come to the same, it is right, and it stays so. */
class IsolationPropertiesTest {
    @Property(tries = 60)
    void allComeToTheSameAndStayThere(
            @ForAll @IntRange(min = 3, max = 6) int monitors,
            @ForAll @IntRange(min = 5, max = 60) int devices,
            @ForAll @IntRange(min = 1, max = 2) int redundancy,
            @ForAll Random random) {
        Town town = new Town();
        for (int i = 0; i < monitors; i++) {
            town.add(Character.toString('a' + i).repeat(8));
        }
        List<List<Town.Node>> watchers = new ArrayList<>();
        for (int device = 0; device < devices; device++) {
            List<Town.Node> some = new ArrayList<>(town.nodes);
            Collections.shuffle(some, random);
            watchers.add(some.subList(0, redundancy + random.nextInt(2)));
        }
        Set<Integer> dead = new TreeSet<>();
        Set<Town.Node> cut = Set.of();
        look(town, watchers, dead, cut, random);
        for (int phase = 0; phase < 3; phase++) {
            dead = random.nextInt(3) == 0
                    ? some(devices, devices, random)
                    : some(devices, random.nextInt(devices / 2 + 1), random);
            cut = some(monitors, random.nextInt(monitors), random).stream()
                    .map(town.nodes::get)
                    .collect(Collectors.toSet());
            look(town, watchers, dead, cut, random);
            Set<String> isolated = town.nodes.get(0).states.isolated();
            check(town, watchers, dead, cut, isolated, redundancy > 1);
            look(town, watchers, dead, cut, random);
            check(town, watchers, dead, cut, isolated, redundancy > 1);
        }
    }

    private static Set<Integer> some(int of, int count, Random random) {
        List<Integer> all = new ArrayList<>(IntStream.range(0, of).boxed().toList());
        Collections.shuffle(all, random);
        return new TreeSet<>(all.subList(0, count));
    }

    /** Each sees what is so within half a minute; then some minutes pass. */
    private static void look(
            Town town, List<List<Town.Node>> watchers, Set<Integer> dead, Set<Town.Node> cut, Random random) {
        for (int part = 0; part < 3; part++) {
            for (int device = 0; device < watchers.size(); device++) {
                for (Town.Node node : watchers.get(device)) {
                    if (part == 2 || random.nextBoolean()) {
                        node.see(cut.contains(node) || dead.contains(device) ? DOWN : UP, device);
                    }
                }
            }
            town.passSeconds(10);
        }
        town.pass(Duration.ofMinutes(6));
    }

    private static void check(
            Town town,
            List<List<Town.Node>> watchers,
            Set<Integer> dead,
            Set<Town.Node> cut,
            Set<String> isolated,
            boolean compared) {
        for (Town.Node node : town.nodes) {
            assertThat(node.states.isolated()).isEqualTo(isolated);
            if (!compared) {
                continue;
            }
            assertThat(cut.contains(node) || !isolated.contains(node.id)).isTrue();
            for (int device = 0; device < watchers.size(); device++) {
                DeviceView view = node.view(device);
                if (!cut.containsAll(watchers.get(device))) {
                    boolean doubted = watchers.get(device).stream()
                            .anyMatch(each -> cut.contains(each) && !isolated.contains(each.id));
                    assertThat(view.health().state()).isEqualTo(dead.contains(device) ? DOWN : doubted ? DEGRADED : UP);
                }
            }
        }
    }
}
