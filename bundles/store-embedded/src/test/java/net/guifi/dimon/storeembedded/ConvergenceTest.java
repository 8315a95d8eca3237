// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storeembedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.guifi.dimon.api.network.NetworkSettings;
import net.guifi.dimon.api.store.Reach;
import net.guifi.dimon.api.store.Write;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Whatever happens beneath: in the end every monitor has the newest, and never did one go back or believe a lie. */
class ConvergenceTest {
    private static final List<String> NAMES = List.of("watch", "state/1", "monitor");
    private static final String CHUNK = "chunk/1";

    /** What each reader saw last of each entry: a number that its owner counts up. */
    private final Map<List<String>, Integer> seen = new HashMap<>();

    private int count;

    @Property(tries = 40)
    void everythingConvergesWhateverHappens(@ForAll long seed) throws IOException {
        Path home = Files.createTempDirectory("dimon-world");
        seen.clear();
        count = 0;
        try (World world = new World(home, seed, 2)) {
            for (int i = 0; i < 4; i++) {
                world.add(i == 0, world.centres.get(i % 2));
            }
            if (seed % 2 == 0) {
                world.add(false, world.centres.get(0), world.centres.get(1));
            }
            world.admitAll();
            world.pass(Duration.ofSeconds(30));
            for (int step = 0; step < 40; step++) {
                disturb(world);
                world.pass(Duration.ofSeconds(world.random.nextInt(40)));
                observe(world, Set.of());
            }
            calm(world);
            world.pass(Duration.ofMinutes(20));
            observe(world, Set.of());
            converged(world);
        } finally {
            delete(home);
        }
    }

    @Property(tries = 6)
    void networksClonesAndGenerationsConvergeToo(@ForAll long seed) throws IOException {
        Path home = Files.createTempDirectory("dimon-world");
        seen.clear();
        count = 0;
        try (World world = new World(home, seed, 2)) {
            world.joined = seed % 3 == 0;
            for (int i = 0; i < 7; i++) {
                world.add(i == 0, world.centres.get(i % 2));
            }
            world.add(false, world.centres.get(0), world.centres.get(1));
            SigningKey another = SigningKey.create();
            for (int i = 0; i < 3; i++) {
                world.add(another, i == 0, world.centres.get(0));
            }
            world.admitAll();
            world.pass(Duration.ofSeconds(60));
            Set<World.Node> doubtful = new HashSet<>();
            for (int step = 0; step < 40; step++) {
                if (world.random.nextInt(5) == 0) {
                    disturbMore(world, doubtful);
                } else {
                    disturb(world);
                }
                world.pass(Duration.ofSeconds(world.random.nextInt(40)));
                world.renameClones();
                observe(world, doubtful);
            }
            calm(world);
            world.pass(Duration.ofMinutes(10));
            world.renameClones();
            world.admitAll();
            world.pass(Duration.ofMinutes(40));
            assertThat(world.nodes).noneMatch(node -> node.cloneFound);
            assertThat(world.nodes.stream().map(node -> node.key.id()).distinct())
                    .hasSameSizeAs(world.nodes);
            observe(world, doubtful);
            converged(world);
        } finally {
            delete(home);
        }
    }

    /** What a network does only now and then: it moves, lets somebody go, has a card copied, or loses one. */
    private void disturbMore(World world, Set<World.Node> doubtful) throws IOException {
        World.Node node = world.nodes.get(world.random.nextInt(world.nodes.size()));
        switch (world.random.nextInt(4)) {
            case 0 ->
                world.nodes.stream()
                        .filter(each -> each.founder)
                        .flatMap(each -> each.replica.stream())
                        .forEach(founder -> founder.change(Map.of(
                                NetworkSettings.GENERATION, Optional.of(Integer.toString(world.random.nextInt(3))))));
            case 1 ->
                world.nodes.stream()
                        .filter(each -> each.founder)
                        .flatMap(each -> each.replica.stream())
                        .forEach(founder ->
                                founder.change(Map.of(NetworkSettings.ADMITTED, Optional.of(founder.monitorId()))));
            case 2 -> {
                if (world.nodes.size() < 13 && node.replica.isPresent() && !node.founder) {
                    doubtful.add(node);
                    doubtful.add(world.copy(node));
                }
            }
            default -> {
                if (!node.founder) {
                    doubtful.add(node);
                    node.crash();
                    Files.deleteIfExists(node.home.resolve("replica.mv"));
                    node.start();
                }
            }
        }
        if (world.random.nextBoolean()) {
            world.admitAll();
        }
    }

    private void disturb(World world) {
        World.Node node = world.nodes.get(world.random.nextInt(world.nodes.size()));
        World.Centre centre = world.centres.get(world.random.nextInt(world.centres.size()));
        switch (world.random.nextInt(16)) {
            case 0, 1, 2, 3, 4 -> write(world, node);
            case 5 -> node.replica.ifPresent(replica -> replica.remove(NAMES.get(world.random.nextInt(2))));
            case 6 -> {
                node.crash();
                node.start();
            }
            case 7 -> {
                if (node.replica.isPresent()) {
                    node.crash();
                } else {
                    node.start();
                }
            }
            case 8 -> world.cut = !world.cut;
            case 9 -> centre.empty();
            case 10 -> centre.answering = !centre.answering;
            case 11 -> centre.failing = centre.failing > 0 ? 0 : 0.3;
            case 12 -> centre.lagging = !centre.lagging;
            case 13 -> world.losing = world.losing > 0 ? 0 : 0.2;
            case 14 -> world.doubling = world.doubling > 0 ? 0 : 0.3;
            default -> forge(world, centre);
        }
    }

    private void write(World world, World.Node node) {
        String name = NAMES.get(world.random.nextInt(NAMES.size()));
        node.replica.ifPresent(replica -> {
            byte[] value = Integer.toString(++count).getBytes(StandardCharsets.US_ASCII);
            replica.apply(List.of(
                    new Write.Put(name, value, Reach.EVERYWHERE), new Write.Put(CHUNK, value, Reach.GUARDIANS)));
        });
    }

    /** Replaces a value by another's, by an earlier one of another key, or by nonsense. */
    private static void forge(World world, World.Centre centre) {
        List<String> keys = List.copyOf(centre.keys());
        if (!keys.isEmpty()) {
            byte[] nonsense = new byte[world.random.nextInt(300)];
            world.random.nextBytes(nonsense);
            byte[] other =
                    centre.value(keys.get(world.random.nextInt(keys.size()))).orElse(nonsense);
            centre.forge(keys.get(world.random.nextInt(keys.size())), world.random.nextBoolean() ? nonsense : other);
        }
    }

    private static void calm(World world) {
        world.cut = false;
        world.losing = 0;
        world.doubling = 0;
        for (World.Centre centre : world.centres) {
            centre.answering = true;
            centre.lagging = false;
            centre.failing = 0;
        }
        world.nodes.stream().filter(node -> node.replica.isEmpty()).forEach(World.Node::start);
    }

    /**
     * Nothing that was read before is followed by something older.
     *
     * @param doubtful those that shared a key with another one for a while, or lost what they wrote
     */
    private void observe(World world, Set<World.Node> doubtful) {
        for (World.Node reader : world.nodes) {
            for (World.Node owner : world.nodes) {
                for (String name : NAMES) {
                    Optional<Integer> value = number(reader, owner, name);
                    if (value.isPresent()) {
                        assertThat(value.get()).isLessThanOrEqualTo(count);
                        assertThat(reader.network).as("network of a reader").isEqualTo(owner.network);
                        if (!doubtful.contains(owner) && !doubtful.contains(reader)) {
                            Integer before = seen.put(List.of(reader.key.id(), owner.key.id(), name), value.get());
                            assertThat(before == null || before <= value.get())
                                    .as("%s after %s", value, before)
                                    .isTrue();
                        }
                    }
                }
            }
            assertThat(reader.cloneFound && !doubtful.contains(reader)).isFalse();
        }
    }

    private static Optional<Integer> number(World.Node reader, World.Node owner, String name) {
        return reader.replica
                .flatMap(replica -> replica.get(owner.key.id(), name))
                .map(value -> Integer.valueOf(new String(value, StandardCharsets.US_ASCII)));
    }

    private static void converged(World world) {
        for (World.Node owner : world.nodes) {
            long copies = 0;
            for (World.Node reader : world.nodes) {
                if (reader.network != owner.network) {
                    assertThat(reader.replica().members())
                            .noneMatch(member -> member.id().equals(owner.key.id()));
                    continue;
                }
                for (String name : NAMES) {
                    assertThat(number(reader, owner, name))
                            .as("%s of %s at %s", name, owner.home.getFileName(), reader.home.getFileName())
                            .isEqualTo(number(owner, owner, name));
                }
                if (reader != owner && number(reader, owner, CHUNK).equals(number(owner, owner, CHUNK))) {
                    copies++;
                }
            }
            assertThat(copies).as("guardians of " + owner.home.getFileName()).isGreaterThanOrEqualTo(2);
        }
    }

    private static void delete(Path home) throws IOException {
        Files.walkFileTree(home, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, IOException problem) throws IOException {
                Files.delete(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
