// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storeembedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.guifi.dimon.api.network.NetworkSettings;
import net.guifi.dimon.api.store.Reach;
import net.guifi.dimon.api.store.StoreStatus.Trust;
import net.guifi.dimon.api.store.Write;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplicaTest {
    @TempDir
    Path home;

    private World world;

    @AfterEach
    void close() {
        world.close();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private void founded(int centres, int monitors) {
        world = new World(home, 1, centres);
        for (int i = 0; i < monitors; i++) {
            world.add(i == 0, world.centres.get(i % centres));
        }
        world.admitAll();
        world.pass(Duration.ofMinutes(1));
    }

    private static Optional<String> text(World.Node reader, World.Node owner, String name) {
        return reader.replica().get(owner.key.id(), name).map(value -> new String(value, StandardCharsets.UTF_8));
    }

    private void allHave(String name) {
        for (World.Node owner : world.nodes) {
            for (World.Node reader : world.nodes) {
                if (owner.replica.isPresent() && reader.replica.isPresent()) {
                    assertThat(text(reader, owner, name))
                            .as(name + " of " + owner.home.getFileName() + " at " + reader.home.getFileName())
                            .isEqualTo(text(owner, owner, name));
                }
            }
        }
    }

    @Test
    void whatOneWritesComesToAll() {
        founded(2, 4);
        for (World.Node node : world.nodes) {
            node.replica().put("watch", bytes(node.key.id()));
        }
        world.pass(Duration.ofSeconds(20));
        allHave("watch");
        assertThat(world.nodes.get(1).replica().status().links()).allMatch(link -> link.trust() == Trust.TRUSTED);
        world.nodes.get(2).replica().remove("watch");
        world.pass(Duration.ofSeconds(20));
        allHave("watch");
    }

    @Test
    void anEmptiedEngineFillsUpAndNobodyFallsSilent() {
        founded(1, 5);
        for (World.Node node : world.nodes) {
            node.replica().put("watch", bytes(node.key.id()));
        }
        world.pass(Duration.ofMinutes(2));
        world.nodes.get(4).crash();
        world.centres.get(0).empty();
        for (int i = 0; i < 60; i++) {
            world.pass(Duration.ofSeconds(5));
            assertThat(world.nodes.get(0).replica().members().stream().filter(member -> !member.id()
                            .equals(world.nodes.get(4).key.id())))
                    .allMatch(member -> member.silence().compareTo(Duration.ofSeconds(100)) < 0);
        }
        allHave("watch");
        World.Node late = world.add(false, world.centres.get(0));
        world.admitAll();
        world.pass(Duration.ofMinutes(2));
        assertThat(late.replica().get(world.nodes.get(4).key.id(), "watch"))
                .as("what a dead monitor wrote")
                .hasValue(bytes(world.nodes.get(4).key.id()));
    }

    @Test
    void aMonitorThatSeesTwoServersJoinsThem() {
        world = new World(home, 1, 2);
        world.cut = true;
        for (int i = 0; i < 4; i++) {
            world.add(i == 0, world.centres.get(i % 2));
        }
        world.add(false, world.centres.get(0), world.centres.get(1));
        world.admitAll();
        world.pass(Duration.ofMinutes(3));
        for (World.Node node : world.nodes) {
            node.replica()
                    .apply(List.of(
                            new Write.Put("watch", bytes(node.key.id()), Reach.EVERYWHERE),
                            new Write.Put("chunk/1", bytes("of " + node.key.id()), Reach.GUARDIANS),
                            new Write.Put("nothing", new byte[0], Reach.EVERYWHERE)));
        }
        world.pass(Duration.ofMinutes(12));
        allHave("watch");
        allHave("nothing");
        for (World.Node owner : world.nodes) {
            assertThat(world.nodes.stream()
                            .filter(reader -> text(reader, owner, "chunk/1").isPresent()))
                    .as("holders of a chunk of " + owner.home.getFileName())
                    .hasSizeGreaterThanOrEqualTo(3);
            for (World.Node reader : world.nodes) {
                assertThat(world.fetch(reader, owner, "chunk/1")).hasValue(bytes("of " + owner.key.id()));
            }
        }
    }

    @Test
    void aCopyOfTheKeyIsFoundByBoth() {
        founded(1, 3);
        World.Node copy = world.copy(world.nodes.get(1));
        world.pass(Duration.ofMinutes(3));
        assertThat(copy.cloneFound || world.nodes.get(1).cloneFound).isTrue();
        assertThat(world.nodes.get(0).cloneFound).isFalse();
        long written = world.nodes.get(1).replica().status().links().get(0).updates()
                + copy.replica().status().links().get(0).updates();
        world.pass(Duration.ofMinutes(12));
        assertThat(
                        world.nodes.get(1).cloneFound && copy.cloneFound
                                ? world.nodes
                                                .get(1)
                                                .replica()
                                                .status()
                                                .links()
                                                .get(0)
                                                .updates()
                                        + copy.replica().status().links().get(0).updates()
                                : written)
                .isEqualTo(written);
    }

    @Test
    void aMonitorWithANewStoreAndItsOldKeyTakesBackWhatItOwned() throws IOException {
        founded(1, 3);
        World.Node node = world.nodes.get(2);
        node.replica().put("watch", bytes("mine"));
        world.pass(Duration.ofMinutes(2));
        node.crash();
        Files.delete(node.home.resolve("replica.mv"));
        node.start();
        world.pass(Duration.ofMinutes(2));
        assertThat(node.replica().get(node.key.id(), "watch")).hasValue(bytes("mine"));
        assertThat(node.cloneFound).isFalse();
        node.replica().put("watch", bytes("newer"));
        world.pass(Duration.ofMinutes(2));
        allHave("watch");
        assertThat(text(world.nodes.get(0), node, "watch")).hasValue("newer");
    }

    @Test
    void aNewcomerIsSeenAndWaits() {
        founded(1, 3);
        World.Node newcomer = world.add(false, world.centres.get(0));
        newcomer.replica().put("monitor", bytes("I am new"));
        newcomer.replica().put("watch", bytes("everything"));
        world.pass(Duration.ofMinutes(2));
        Replica founder = world.nodes.get(0).replica();
        assertThat(text(world.nodes.get(0), newcomer, "monitor")).hasValue("I am new");
        assertThat(text(world.nodes.get(0), newcomer, "watch")).isEmpty();
        assertThat(founder.members()).filteredOn(member -> !member.admitted()).hasSize(1);
        world.admitAll();
        world.pass(Duration.ofMinutes(2));
        allHave("watch");
        founder.change(Map.of(NetworkSettings.ADMITTED, Optional.of(founder.monitorId())));
        world.pass(Duration.ofMinutes(1));
        assertThat(text(world.nodes.get(0), newcomer, "watch")).isEmpty();
    }

    @Test
    void aNetworkMovesToAFreshGeneration() {
        founded(2, 4);
        for (World.Node node : world.nodes) {
            node.replica().put("watch", bytes(node.key.id()));
        }
        world.pass(Duration.ofMinutes(2));
        world.nodes.get(0).replica().change(Map.of(NetworkSettings.GENERATION, Optional.of("1")));
        world.pass(Duration.ofMinutes(3));
        allHave("watch");
        world.nodes.get(3).replica().put("watch", bytes("after"));
        world.pass(Duration.ofMinutes(2));
        allHave("watch");
        assertThat(world.centres.get(0).keys()).anyMatch(key -> key.contains("/1/"));
        for (World.Node node : world.nodes) {
            assertThat(node.replica().members())
                    .allMatch(member -> member.silence().compareTo(Duration.ofMinutes(2)) < 0);
        }
    }
}
