// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.guifi.dimon.api.inventory.Device;
import net.guifi.dimon.api.inventory.DeviceId;
import net.guifi.dimon.inventory.FakeWorld.FakeMonitor;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Whatever is done in whatever order, and however late it is heard: in the end all monitors have the same devices. */
class SharingConvergenceTest {
    private static final List<String> SOURCES = List.of("net", "other");
    private static final List<String> BY_HAND = List.of("roof", "cellar");

    @Property(tries = 60)
    void allEndWithTheSameDevices(@ForAll @IntRange(min = 2, max = 4) int monitors, @ForAll long seed)
            throws IOException {
        FakeWorld world = FakeWorld.of(monitors);
        Random random = new Random(seed);
        for (int i = 0; i < 60; i++) {
            anything(world, random);
        }
        end(world);
        same(world);
        int writes = world.writes;
        Map<DeviceId, Device> before = world.monitors.get(0).devices();
        world.monitors.forEach(FakeMonitor::restart);
        world.settle();
        same(world);
        assertThat(world.monitors.get(0).devices()).isEqualTo(before);
        assertThat(world.writes).isEqualTo(writes);
        world.delete();
    }

    @Property(tries = 30)
    void whatIsRemovedInTheEndIsGone(@ForAll @IntRange(min = 2, max = 4) int monitors, @ForAll long seed)
            throws IOException {
        FakeWorld world = FakeWorld.of(monitors);
        Random random = new Random(seed);
        for (int i = 0; i < 40; i++) {
            anything(world, random);
        }
        end(world);
        for (DeviceId id : List.copyOf(world.monitors.get(0).devices().keySet())) {
            FakeMonitor one = any(world, random);
            if (id.source().equals(ManualDevices.SOURCE)) {
                one.removeByHand(id.id());
            } else {
                one.noDocument(id.source());
            }
        }
        for (int i = 0; i < 60; i++) {
            nothingNew(world, random);
        }
        end(world);
        for (FakeMonitor monitor : world.monitors) {
            assertThat(monitor.devices()).isEmpty();
            assertThat(monitor.configured()).isEmpty();
        }
        world.delete();
    }

    private static void end(FakeWorld world) {
        world.monitors.forEach(monitor -> monitor.storeAway = false);
        world.settle();
    }

    private static void same(FakeWorld world) {
        Map<DeviceId, Device> first = world.monitors.get(0).devices();
        for (FakeMonitor monitor : world.monitors) {
            assertThat(monitor.devices()).as(monitor.monitorId()).isEqualTo(first);
            for (String id : monitor.configured()) {
                assertThat(first).containsKey(new DeviceId(ManualDevices.SOURCE, id));
            }
        }
        for (String source : SOURCES) {
            assertThat(world.monitors.stream()
                            .filter(monitor ->
                                    monitor.names(monitor.monitorId()).contains(Sharing.entry(source)))
                            .count())
                    .isLessThanOrEqualTo(1);
        }
    }

    private static FakeMonitor any(FakeWorld world, Random random) {
        return world.monitors.get(random.nextInt(world.monitors.size()));
    }

    private static <T> T any(List<T> list, Random random) {
        return list.get(random.nextInt(list.size()));
    }

    private static void anything(FakeWorld world, Random random) {
        FakeMonitor one = any(world, random);
        switch (random.nextInt(8)) {
            case 0 -> {
                String source = any(SOURCES, random);
                one.document(source, FakeWorld.content(source, random.nextInt(3)));
            }
            case 1 -> {
                if (random.nextInt(4) == 0) {
                    one.noDocument(any(SOURCES, random));
                }
            }
            case 2 -> one.configure(FakeWorld.byHand(any(BY_HAND, random), "Title " + random.nextInt(3)));
            case 3 -> byHand(one, random);
            default -> nothingNew(world, random);
        }
    }

    private static void byHand(FakeMonitor one, Random random) {
        String id = any(BY_HAND, random);
        if (random.nextBoolean()) {
            one.add(FakeWorld.byHand(id, "Title " + random.nextInt(3)));
        } else if (one.configured().contains(id)) {
            one.unconfigure(id);
        } else if (one.devices().containsKey(new DeviceId(ManualDevices.SOURCE, id))) {
            one.removeByHand(id);
        }
    }

    private static void nothingNew(FakeWorld world, Random random) {
        FakeMonitor one = any(world, random);
        switch (random.nextInt(6)) {
            case 0, 1 -> one.hear(any(world, random), random);
            case 2, 3 -> one.step();
            case 4 -> one.restart();
            default -> {
                one.storeAway = random.nextInt(4) == 0;
                world.pass(Duration.ofSeconds(random.nextInt(200)));
            }
        }
    }
}
