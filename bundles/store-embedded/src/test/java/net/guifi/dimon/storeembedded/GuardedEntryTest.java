// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storeembedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import net.guifi.dimon.api.store.Reach;
import net.guifi.dimon.api.store.Write;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a monitor measured outlives it: its chunks are read from the engine, or from what its guardians hold. */
class GuardedEntryTest {
    private static final String CHUNK = "chunk/2026-11-21T09:45Z/0";
    private static final byte[] VALUE = "what a monitor measured".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path home;

    private World world;

    @AfterEach
    void close() {
        world.close();
    }

    /** Writes a chunk, lets it spread, and kills its owner. */
    private World.Node dead(int monitors) {
        world = new World(home, 1, 1);
        for (int i = 0; i < monitors; i++) {
            world.add(i == 0, world.centres.get(0));
        }
        world.admitAll();
        world.pass(Duration.ofMinutes(2));
        World.Node owner = world.nodes.get(1);
        owner.replica().apply(List.of(new Write.Put(CHUNK, VALUE, Reach.GUARDIANS)));
        world.pass(Duration.ofMinutes(2));
        owner.crash();
        world.pass(Duration.ofMinutes(10));
        return owner;
    }

    private List<World.Node> living() {
        return world.nodes.stream().filter(node -> node.replica.isPresent()).toList();
    }

    private void allRead(World.Node owner) {
        for (World.Node reader : living()) {
            assertThat(reader.replica().names(owner.key.id())).contains(CHUNK);
            assertThat(world.fetch(reader, owner, CHUNK)).hasValue(VALUE);
        }
    }

    @Test
    void ofTwoTheOtherHoldsIt() {
        World.Node owner = dead(2);
        world.centres.get(0).answering = false;
        assertThat(world.nodes.get(0).replica().get(owner.key.id(), CHUNK)).hasValue(VALUE);
        allRead(owner);
    }

    @Test
    void ofManyWhoDoesNotHoldItFetchesIt() {
        World.Node owner = dead(5);
        assertThat(living().stream()
                        .filter(node ->
                                node.replica().get(owner.key.id(), CHUNK).isPresent()))
                .as("its guardians")
                .hasSize(2);
        allRead(owner);
    }

    @Test
    void itComesBackToAnEngineThatWasEmptied() {
        World.Node owner = dead(5);
        world.centres.get(0).empty();
        world.pass(Duration.ofMinutes(15));
        allRead(owner);
    }
}
