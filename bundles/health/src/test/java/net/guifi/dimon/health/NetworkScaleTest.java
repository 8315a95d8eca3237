// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import net.guifi.dimon.api.health.DeviceState;
import net.guifi.dimon.api.health.DeviceView.Agreement;
import net.guifi.dimon.api.inventory.DeviceId;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** 43,000 devices, each watched by two of 200 monitors: what that takes of memory and time at one of them. */
class NetworkScaleTest {
    private static final Logger LOG = LoggerFactory.getLogger(NetworkScaleTest.class);
    private static final int DEVICES = 43_000;
    private static final int MONITORS = 200;

    private final Town town = new Town();
    private final Random random = new Random(3);

    @Test
    void theWholeOfGuifi() {
        Town.Node self = town.add("%08x0000".formatted(0));
        List<Town.Node> others = new ArrayList<>();
        for (int i = 1; i < MONITORS; i++) {
            Town.Node node = town.add("%08x0000".formatted(i));
            node.running = false;
            others.add(node);
            publish(node, DeviceState.UP);
        }
        for (int device = 0; device < DEVICES; device += MONITORS) {
            self.see(DeviceState.UP, device);
        }
        long before = heap();
        double taken = millis(() -> {
            town.passSeconds(1);
            return "";
        });
        long compact = heap() - before;
        double first = millis(self.states::all);
        long whole = heap() - before;
        double again = 1e9;
        for (int i = 0; i < 20; i++) {
            again = Math.min(again, millis(self.states::all));
        }
        for (int i = 0; i < 20; i++) {
            publish(others.get(i), DeviceState.DOWN);
        }
        double changed = millis(() -> {
            town.passSeconds(1);
            return "";
        });
        town.skip(Peers.PASSING);
        double afterwards = millis(self.states::all);
        double one = millis(() -> {
            for (int i = 0; i < DEVICES; i++) {
                assertThat(self.states.of(Town.device(i))).isPresent();
            }
            return "";
        });
        double unreached = millis(() -> {
            others.forEach(node -> assertThat(self.states.unreached(node.id)).isEmpty());
            return "";
        });
        LOG.info(
                "{} pages taken in in {} ms, {} MB; all() {} ms at first, {} ms again, {} MB with its views; 20 pages"
                        + " changed: {} ms, all() {} ms; of() {} us; unreached() of all {} ms",
                MONITORS - 1,
                taken,
                compact / 100_000 / 10.0,
                first,
                again,
                whole / 100_000 / 10.0,
                changed,
                afterwards,
                one * 1000 / DEVICES,
                unreached);
        assertThat(self.states.all())
                .hasSize(DEVICES)
                .anyMatch(view -> view.agreement() == Agreement.DISPUTED)
                .anyMatch(view -> view.agreement() == Agreement.AGREED);
        assertThat(compact / DEVICES).isLessThan(1000);
        assertThat(whole / DEVICES).isLessThan(2000);
    }

    /** Each monitor watches the devices of its own number, and those of the next one. */
    private void publish(Town.Node node, DeviceState state) {
        int number = Integer.parseInt(node.id.substring(0, 8), 16);
        List<Sighting> sightings = new ArrayList<>();
        for (int device = 0; device < DEVICES; device++) {
            int owner = device % MONITORS;
            if (owner == number || (owner + 1) % MONITORS == number) {
                DeviceId id = Town.device(device);
                sightings.add(new Sighting(id, state, 1_700_000_000 + random.nextInt(30_000_000), true, true));
            }
        }
        sightings.sort((one, other) -> one.device().compareTo(other.device()));
        node.own.put("state", new PageHead(Optional.empty()).encode());
        node.own.put("state/0", StatePage.of(sightings).encode());
    }

    private static double millis(Supplier<?> task) {
        long start = System.nanoTime();
        assertThat(task.get()).isNotNull();
        return (System.nanoTime() - start) / 100_000 / 10.0;
    }

    private static long heap() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
