// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storeembedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.UnaryOperator;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.stream.Stream;
import net.guifi.dimon.api.store.StorageAdapter.Change;
import net.guifi.dimon.api.store.StorageException;
import net.guifi.dimon.api.store.StoreStatus.Refusal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever an adapter brings: it is skipped, said and counted, and the monitors go on. */
class BadOctetsTest {
    private static final int TEN_MEGABYTES = 10_000_000;
    private static final Logger LOGGER = Logger.getLogger(Refusals.class.getName());

    /** What happened to a value. */
    enum Damage {
        CUT_IN_HALF(value -> Arrays.copyOf(value, value.length / 2)),
        ONE_OCTET(value -> Arrays.copyOf(value, 1)),
        WITH_A_TAIL(value -> Arrays.copyOf(value, value.length + 1)),
        OF_AN_UNKNOWN_VERSION(value -> withVersion(value, 0)),
        OF_A_NEWER_RELEASE(value -> withVersion(value, 2)),
        OTHER_OCTETS(value -> "these are no octets of ours".getBytes(StandardCharsets.UTF_8)),
        TEN_MEGABYTES_LONG(value -> Arrays.copyOf(value, TEN_MEGABYTES));

        private final UnaryOperator<byte[]> damage;

        Damage(UnaryOperator<byte[]> damage) {
            this.damage = damage;
        }

        private static byte[] withVersion(byte[] value, int version) {
            byte[] other = value.clone();
            other[0] = (byte) version;
            return other;
        }
    }

    /** Where it stands. */
    enum Place {
        SETTINGS("the settings of the network"),
        MANIFEST("the manifest of"),
        INDEX("the index of"),
        RECENT("the index of"),
        VALUE("the entry");

        private final String named;

        Place(String named) {
            this.named = named;
        }

        String key(World world, World.Node owner) {
            Keys keys = new Keys(world.networkKey.id(), 0);
            String id = owner.key.id();
            return switch (this) {
                case SETTINGS -> Keys.settings(world.networkKey.id());
                case MANIFEST -> keys.manifest(id);
                case INDEX -> keys.index(id);
                case RECENT -> keys.recent(id);
                case VALUE ->
                    world.centres.get(0).keys().stream()
                            .filter(key -> key.matches(".*/" + id + "/[0-9]+"))
                            .max(String::compareTo)
                            .orElseThrow();
            };
        }
    }

    @TempDir
    Path home;

    private final Queue<String> logged = new ConcurrentLinkedQueue<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord record) {
            logged.add(new SimpleFormatter().formatMessage(record));
        }

        @Override
        public void flush() {
            // Nothing is held back.
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    };
    private World world;
    private World.Node founder;
    private World.Node owner;
    private World.Node other;

    @BeforeEach
    void found() {
        LOGGER.addHandler(handler);
        LOGGER.setUseParentHandlers(false);
        world = new World(home, 1, 1);
        founder = world.add(true, world.centres.get(0));
        owner = world.add(false, world.centres.get(0));
        other = world.add(false, world.centres.get(0));
        world.admitAll();
        owner.replica().put("watch", bytes("of the owner"));
        other.replica().put("watch", bytes("of the other"));
        world.pass(Duration.ofMinutes(2));
    }

    @AfterEach
    void close() {
        world.close();
        LOGGER.removeHandler(handler);
        LOGGER.setUseParentHandlers(true);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Optional<String> text(World.Node reader, World.Node owner, String name) {
        return reader.replica().get(owner.key.id(), name).map(value -> new String(value, StandardCharsets.UTF_8));
    }

    static Stream<Arguments> everything() {
        return Stream.of(Place.values()).flatMap(place -> Stream.of(Damage.values())
                // A value has no version: any octets are as good as any other.
                .filter(damage -> place != Place.VALUE
                        || damage != Damage.OF_A_NEWER_RELEASE && damage != Damage.OF_AN_UNKNOWN_VERSION)
                .map(damage -> Arguments.of(place, damage)));
    }

    @ParameterizedTest
    @MethodSource("everything")
    void areSkippedSaidAndCountedAndTheMonitorsGoOn(Place place, Damage damage) throws StorageException {
        World.Centre centre = world.centres.get(0);
        // It looks at everything anew.
        World.Node newcomer = world.add(false, centre);
        world.admitAll();
        String key = place.key(world, owner);
        byte[] good = centre.value(key).orElseThrow();
        byte[] bad = damage.damage.apply(good);
        other.replica().put("news", bytes("written meanwhile"));
        for (int i = 0; i < 60; i++) {
            centre.forge(key, bad);
            world.pass(Duration.ofSeconds(5));
        }

        assertThat(newcomer.replica().status().refusals())
                .as("counted, with a reason for people")
                .isNotEmpty()
                .allMatch(refusal -> refusal.count() > 0);
        assertThat(reasons(newcomer)).as("a log line of " + damage).anyMatch(reason -> expected(damage, reason, place));
        assertThat(logged)
                .anyMatch(
                        line -> line.contains("centre 0") && line.contains(place.named) && line.contains("is refused"));
        for (World.Node reader : List.of(founder, newcomer)) {
            assertThat(text(reader, other, "news")).as("the others' news").contains("written meanwhile");
        }
        assertThat(text(founder, owner, "watch")).as("what was there before").contains("of the owner");

        owner.replica().put("news", bytes("after the damage"));
        world.pass(Duration.ofMinutes(10));
        for (World.Node reader : List.of(founder, other, newcomer)) {
            assertThat(text(reader, owner, "news")).contains("after the damage");
            assertThat(text(reader, owner, "watch")).contains("of the owner");
        }
        assertThat(centre.value(key).orElseThrow())
                .as("it was mended in the engine")
                .isNotEqualTo(bad);
    }

    private static List<String> reasons(World.Node node) {
        return node.replica().status().refusals().stream().map(Refusal::reason).toList();
    }

    private static boolean expected(Damage damage, String reason, Place place) {
        if (place == Place.VALUE) {
            return reason.equals(
                    damage == Damage.TEN_MEGABYTES_LONG
                            ? "it is too long for a value"
                            : "it is not what its owner signed");
        }
        return switch (damage) {
            case CUT_IN_HALF, ONE_OCTET -> reason.equals("it is cut off");
            case WITH_A_TAIL -> reason.equals("there is something after its end");
            case OF_AN_UNKNOWN_VERSION -> reason.equals("its version is unknown");
            case OF_A_NEWER_RELEASE, OTHER_OCTETS -> reason.equals("it was written by a newer release");
            case TEN_MEGABYTES_LONG -> reason.contains("too long");
        };
    }

    @Test
    void wordsInTheRosterThatAreNoIdsAreLeftAlone() throws StorageException {
        String roster = new Keys(world.networkKey.id(), 0).roster();
        world.new Adapter(world.centres.get(0))
                .update(List.of(
                        new Change.Add(roster, "no-id"),
                        new Change.Add(roster, "0".repeat(100)),
                        new Change.Add(roster, "0123456789abcdef0123456789abcdef")));
        owner.replica().put("news", bytes("written meanwhile"));
        world.pass(Duration.ofMinutes(3));
        assertThat(text(founder, owner, "news")).contains("written meanwhile");
        assertThat(founder.replica().members()).hasSize(3);
    }
}
