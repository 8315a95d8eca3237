// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storeembedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import net.guifi.dimon.api.store.Reach;
import net.guifi.dimon.api.store.Write;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a monitor at default settings costs an engine for good: at most 5 MB a day, and 2 MB for 1,000 devices. */
class BudgetTest {
    private static final int DEVICES = 512;
    private static final double BUDGET = 5e6 + DEVICES * 2e6 / 1_000;
    // What the archive was measured to share of 512 devices each 15 min.
    private static final int CHUNK = 6_900;
    private static final int KEPT = 192;
    private static final int WATCH = 1_300;
    private static final int STATES = 1_500;

    @TempDir
    Path home;

    @Test
    void aDayIsWithinTheBudget() {
        try (World world = new World(home, 1, 1)) {
            world.add(true, world.centres.get(0));
            world.add(false, world.centres.get(0));
            world.admitAll();
            for (int slot = 0; slot < KEPT; slot++) {
                share(world, slot);
            }
            world.pass(Duration.ofMinutes(30));
            long before = world.centres.get(0).logged;
            for (int slot = KEPT; slot < KEPT + 96; slot++) {
                share(world, slot);
                world.pass(Duration.ofMinutes(10));
            }
            double day = (world.centres.get(0).logged - before) / (double) world.nodes.size();
            assertThat(day).isBetween(BUDGET / 2, BUDGET);
        }
    }

    /** A quarter of an hour: a chunk, twice a new page of states, now and then another watch list. */
    private static void share(World world, int slot) {
        for (World.Node node : world.nodes) {
            List<Write> writes = new ArrayList<>(List.of(
                    new Write.Put(chunk(slot), noise(world, CHUNK), Reach.GUARDIANS),
                    new Write.Remove(chunk(slot - KEPT)),
                    new Write.Put("states", noise(world, STATES), Reach.EVERYWHERE)));
            if (slot % 16 == 0) {
                writes.add(new Write.Put("watch", noise(world, WATCH), Reach.EVERYWHERE));
            }
            node.replica().apply(writes);
        }
        world.pass(Duration.ofMinutes(slot < KEPT ? 0 : 5));
        world.nodes.forEach(node -> node.replica().put("states", noise(world, STATES)));
    }

    private static String chunk(int slot) {
        return "chunk/day-%05d/slot-%02d/0".formatted(Math.floorDiv(slot, 96), Math.floorMod(slot, 96));
    }

    private static byte[] noise(World world, int length) {
        byte[] noise = new byte[length];
        world.random.nextBytes(noise);
        return noise;
    }
}
