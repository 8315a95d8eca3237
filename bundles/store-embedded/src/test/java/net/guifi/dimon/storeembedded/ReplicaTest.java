// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storeembedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import net.guifi.dimon.api.network.Member;
import net.guifi.dimon.api.network.NetworkSettings;
import net.guifi.dimon.api.store.Reach;
import net.guifi.dimon.api.store.StoreException;
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

    private static Optional<String> text(World.Node reader, String owner, String name) {
        return reader.replica().get(owner, name).map(value -> new String(value, StandardCharsets.UTF_8));
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
    void whatASmallChangeTellsDoesNotWaitForWhatAnImportCost() {
        founded(1, 2);
        Replica importer = world.nodes.get(0).replica();
        Replica reader = world.nodes.get(1).replica();
        for (int i = 0; i < 10; i++) {
            byte[] part = new byte[200_000];
            world.random.nextBytes(part);
            importer.put("part/" + i, part);
        }
        world.pass(Duration.ofMinutes(1));
        assertThat(reader.get(importer.monitorId(), "part/9")).isPresent();

        importer.apply(List.of(new Write.Put("watch", bytes("now"), Reach.EVERYWHERE), new Write.Note(bytes("noted"))));
        world.pass(Duration.ofSeconds(15));

        assertThat(reader.get(importer.monitorId(), "watch")).hasValue(bytes("now"));
        assertThat(reader.note(importer.monitorId())).hasValue(bytes("noted"));

        importer.put("part/9", new byte[100_000]);
        world.pass(Duration.ofSeconds(15));
        assertThat(reader.get(importer.monitorId(), "part/9").orElseThrow()).hasSize(200_000);
        world.pass(Duration.ofMinutes(11));
        assertThat(reader.get(importer.monitorId(), "part/9").orElseThrow()).hasSize(100_000);
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
    void whoIsHeardOverARelayAloneIsNotSilentForThreeHeartbeatsHoweverShortTheyAre() {
        world = new World(home, 1, 2);
        world.joined = false;
        world.add(true, world.centres.get(0));
        world.add(false, world.centres.get(1));
        world.add(false, world.centres.get(0), world.centres.get(1));
        world.admitAll();
        Duration heartbeat = Duration.ofSeconds(15);
        world.nodes
                .get(0)
                .replica()
                .change(new TreeMap<>(Map.of(NetworkSettings.HEARTBEAT, Optional.of(heartbeat.toString()))));
        world.pass(Duration.ofMinutes(5));
        for (int i = 0; i < 600; i++) {
            world.pass(Duration.ofSeconds(1));
            for (World.Node node : world.nodes) {
                assertThat(node.replica().members())
                        .hasSize(3)
                        .allMatch(member -> member.silence().compareTo(heartbeat.multipliedBy(3)) < 0);
            }
        }
    }

    @Test
    void anIndexThatIsSpoiledWhereItWasOnlyCarriedIsCarriedAgain() {
        world = new World(home, 1, 2);
        world.joined = false;
        World.Node owner = world.add(true, world.centres.get(0));
        world.add(false, world.centres.get(0), world.centres.get(1));
        world.admitAll();
        owner.replica().put("watch", bytes("mine"));
        world.pass(Duration.ofMinutes(10));
        world.centres.get(1).forge(new Keys(owner.replica().networkId(), 0).recent(owner.key.id()), bytes("spoiled"));
        World.Node late = world.add(false, world.centres.get(1));
        world.admitAll();
        world.pass(Duration.ofMinutes(20));
        assertThat(text(late, owner, "watch")).hasValue("mine");
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
    void whoHasTheKeyBelongsToTheNetworkWhateverIsSet() {
        founded(1, 2);
        Replica founder = world.nodes.get(0).replica();
        founder.change(Map.of(NetworkSettings.ADMITTED, Optional.empty()));
        assertThat(founder.settings().admitted()).containsExactly(founder.monitorId());
        String other = "ab".repeat(16);
        founder.change(Map.of(NetworkSettings.ADMITTED, Optional.of(other)));
        assertThat(founder.settings().admitted()).containsExactlyInAnyOrder(founder.monitorId(), other);
    }

    @Test
    void whatARuleRefusesIsNotSigned() {
        founded(1, 1);
        World.Node node = world.nodes.get(0);
        node.rule = settings -> settings.value("mood").ifPresent(text -> {
            throw new IllegalArgumentException("mood is \"" + text + "\"");
        });
        NetworkSettings before = node.replica().settings();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> node.replica().change(Map.of("mood", Optional.of("bad"))))
                .withMessage("mood is \"bad\"");
        assertThat(node.replica().settings()).isEqualTo(before);
    }

    @Test
    void whatChangesWhileAChangeIsCheckedIsKept() {
        founded(1, 1);
        World.Node node = world.nodes.get(0);
        node.rule = settings -> {
            node.rule = any -> {};
            node.replica().change(Map.of("other", Optional.of("first")));
        };
        node.replica().change(Map.of("mood", Optional.of("good")));
        assertThat(node.replica().settings().values())
                .containsEntry("other", "first")
                .containsEntry("mood", "good");
    }

    @Test
    void whyNothingIsWrittenIsToldWhileTheEngineAnswers() {
        world = new World(home, 1, 1);
        World.Centre centre = world.centres.get(0);
        centre.full = true;
        Replica replica = world.add(true, centre).replica();
        world.pass(Duration.ofMinutes(2));
        assertThat(replica.status().links()).singleElement().satisfies(link -> {
            assertThat(link.trust()).isEqualTo(Trust.DOUBTED);
            assertThat(link.problem().orElseThrow()).contains("its disk is full");
        });
        centre.full = false;
        world.pass(Duration.ofMinutes(5));
        assertThat(replica.status().links()).singleElement().satisfies(link -> {
            assertThat(link.trust()).isEqualTo(Trust.TRUSTED);
            assertThat(link.problem()).isEmpty();
        });
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

    @Test
    void whatWasWrittenAtOnceIsSeenAtOnceAlsoWhenAPartIsLateAndLaterInPart() {
        founded(1, 3);
        World.Node owner = world.nodes.get(1);
        World.Node reader = world.nodes.get(2);
        owner.replica().apply(List.of(put("one", "old"), put("two", "old"), put("gone", "old")));
        world.pass(Duration.ofSeconds(20));
        world.centres.get(0).swallows = key -> key.contains(owner.key.id() + "/1");
        owner.replica().apply(List.of(put("one", "new"), put("two", "new"), new Write.Remove("gone")));
        world.pass(Duration.ofSeconds(60));
        assertThat(text(reader, owner, "one")).hasValue("old");
        assertThat(text(reader, owner, "two")).hasValue("old");
        assertThat(text(reader, owner, "gone")).hasValue("old");
        world.pass(Duration.ofMinutes(5));
        assertThat(text(reader, owner, "one"))
                .as("one lost value must not hold up the others for ever")
                .hasValue("new");
        world.centres.get(0).swallows = key -> false;
        world.pass(Duration.ofMinutes(40));
        allHave("one");
        allHave("two");
        allHave("gone");
    }

    private static Write put(String name, String value) {
        return new Write.Put(name, bytes(value), Reach.EVERYWHERE);
    }

    @Test
    void twoAdaptersOfOneEngineDoNotDoubtEachOther() {
        world = new World(home, 1, 1);
        world.add(true, world.centres.get(0));
        World.Node twice = world.add(false, world.centres.get(0), world.centres.get(0));
        world.admitAll();
        world.pass(Duration.ofMinutes(2));
        long before = world.updates;
        for (int i = 0; i < 60; i++) {
            if (i % 10 == 0) {
                twice.replica().put("watch", bytes("at " + i));
            }
            world.pass(Duration.ofSeconds(20));
            assertThat(twice.replica().status().links())
                    .allMatch(link -> link.trust() == Trust.TRUSTED, "trusted at " + i);
        }
        assertThat(world.updates - before).as("keys written in 20 minutes").isLessThan(110);
        allHave("watch");
    }

    @Test
    void whoIsHeardOnTwoLinksFallsSilentAlsoWhenOneOfThemEndsWithIt() {
        world = new World(home, 1, 2);
        world.joined = false;
        World.Node observer = world.add(true, world.centres.get(0), world.centres.get(1));
        World.Node other = world.add(false, world.centres.get(0), world.centres.get(1));
        world.admitAll();
        world.pass(Duration.ofMinutes(10));
        other.crash();
        world.centres.get(0).answering = false;
        world.pass(Duration.ofMinutes(6));
        assertThat(silence(observer, other)).isGreaterThan(Duration.ofMinutes(5));
    }

    @Test
    void whereAMonitorIsHeardCountsForItsSilenceWhoeverBroughtItFirst() {
        world = new World(home, 1, 2);
        world.joined = false;
        World.Node observer = world.add(true, world.centres.get(0), world.centres.get(1));
        world.pass(Duration.ofMinutes(3));
        Manifest onBoth = stranger(observer.replica().networkId());
        Manifest onFirst = stranger(observer.replica().networkId());
        Link first = observer.links.get(0);
        observer.replica().hear(first, onBoth);
        observer.replica().hear(observer.links.get(1), onBoth);
        observer.replica().hear(first, onFirst);
        world.centres.get(0).answering = false;
        world.pass(Duration.ofMinutes(6));
        assertThat(silence(observer, onBoth.owner())).isGreaterThan(Duration.ofMinutes(5));
        assertThat(silence(observer, onFirst.owner()))
                .as("where it could not be heard it is not silent")
                .isLessThan(Duration.ofSeconds(20));
    }

    @Test
    void afterMuchAtOnceTheNextChangeWaitsTenMinutesAtMost() {
        founded(1, 2);
        World.Node node = world.nodes.get(1);
        for (int i = 0; i < 8; i++) {
            node.replica().put("much/" + i, new byte[250_000]);
        }
        world.pass(Duration.ofMinutes(1));
        node.replica().put("watch", bytes("after it"));
        world.pass(Duration.ofMinutes(11));
        assertThat(text(world.nodes.get(0), node, "watch")).hasValue("after it");
    }

    private static Duration silence(World.Node observer, World.Node other) {
        return silence(observer, other.key.id());
    }

    private static Duration silence(World.Node observer, String other) {
        return observer.replica().members().stream()
                .filter(member -> member.id().equals(other))
                .findFirst()
                .orElseThrow()
                .silence();
    }

    @Test
    void aMonitorThatWasStoppedForAMinuteFindsNobodySilent() {
        founded(1, 3);
        world.pass(Duration.ofMinutes(3));
        world.nodes.get(2).crash();
        Duration before = silence(world.nodes.get(0), world.nodes.get(2));
        world.now += 3_600_000;
        world.pass(Duration.ofSeconds(6));
        assertThat(silence(world.nodes.get(0), world.nodes.get(2)).minus(before))
                .isLessThan(Duration.ofSeconds(20));
    }

    @Test
    void aRecoveringEngineIsNotTrustedForTheManifestAlone() {
        founded(1, 2);
        World.Node node = world.nodes.get(1);
        node.replica().put("watch", bytes("mine"));
        world.pass(Duration.ofMinutes(2));
        World.Centre centre = world.centres.get(0);
        centre.answering = false;
        world.pass(Duration.ofSeconds(30));
        centre.answering = true;
        centre.hides = key -> key.endsWith(node.key.id() + "/0");
        long before = world.updates;
        world.pass(Duration.ofSeconds(80));
        assertThat(node.replica().status().links()).allMatch(link -> link.trust() != Trust.TRUSTED);
        centre.hides = key -> false;
        world.pass(Duration.ofSeconds(30));
        assertThat(node.replica().status().links()).allMatch(link -> link.trust() == Trust.TRUSTED);
        assertThat(world.updates - before).as("nothing was written again").isLessThan(8);
    }

    @Test
    void aKeyWithoutItsStoreGetsBackWhatGuardiansHoldAlsoFromAnEmptiedEngine() throws IOException {
        founded(1, 4);
        World.Node node = world.nodes.get(2);
        node.replica().apply(List.of(put("watch", "mine"), new Write.Put("chunk/1", bytes("chunk"), Reach.GUARDIANS)));
        world.pass(Duration.ofMinutes(30));
        String id = node.key.id();
        node.crash();
        Files.delete(node.home.resolve("replica.mv"));
        world.centres.get(0).empty();
        node.start();
        world.pass(Duration.ofMinutes(20));
        assertThat(node.cloneFound).isFalse();
        assertThat(node.key.id()).isEqualTo(id);
        assertThat(text(node, node, "watch")).hasValue("mine");
        assertThat(text(node, node, "chunk/1")).hasValue("chunk");
        allHave("watch");
    }

    @Test
    void aKeyWithoutItsStoreGetsBackWhatItOwnedAlsoWhenItWritesMoreMeanwhileThanItEverDid() throws IOException {
        founded(1, 4);
        World.Node node = world.nodes.get(2);
        node.replica().put("watch", bytes("mine"));
        world.pass(Duration.ofMinutes(12));
        node.crash();
        Files.delete(node.home.resolve("replica.mv"));
        world.centres.get(0).empty();
        node.start();
        for (int i = 0; i < 48; i++) {
            node.replica().put("states", bytes("at " + i));
            world.pass(Duration.ofSeconds(5));
        }
        world.pass(Duration.ofMinutes(20));
        assertThat(node.cloneFound).isFalse();
        assertThat(text(node, node, "watch")).hasValue("mine");
        assertThat(text(node, node, "states")).hasValue("at 47");
        allHave("watch");
        allHave("states");
    }

    @Test
    void whatAnEarlierLifeLeftInAnEngineThatWasAwayIsTakenBack() throws IOException {
        world = new World(home, 1, 2);
        world.joined = false;
        world.add(true, world.centres.get(0));
        World.Node node = world.add(false, world.centres.get(1), world.centres.get(0));
        world.centres.get(0).answering = false;
        node.replica().put("watch", bytes("mine"));
        world.pass(Duration.ofMinutes(1));
        node.crash();
        Files.delete(node.home.resolve("replica.mv"));
        world.centres.get(1).answering = false;
        world.centres.get(0).answering = true;
        node.start();
        world.admitAll();
        world.pass(Duration.ofMinutes(20));
        node.replica().put("states", bytes("new"));
        world.centres.get(1).answering = true;
        world.pass(Duration.ofMinutes(10));
        assertThat(text(node, node, "watch")).hasValue("mine");
        assertThat(text(world.nodes.get(0), node, "watch")).hasValue("mine");
        assertThat(node.replica().status().links()).allMatch(link -> link.trust() == Trust.TRUSTED);
    }

    @Test
    void whatADeadMonitorLeftToItsGuardiansCanStillBeFetched() {
        founded(2, 5);
        World.Node dead = world.nodes.get(4);
        dead.replica().apply(List.of(new Write.Put("chunk/1", bytes("history"), Reach.GUARDIANS)));
        world.pass(Duration.ofMinutes(5));
        dead.crash();
        world.centres.forEach(World.Centre::empty);
        world.pass(Duration.ofMinutes(30));
        for (World.Node reader : world.nodes.subList(0, 4)) {
            assertThat(world.fetch(reader, dead, "chunk/1")).hasValue(bytes("history"));
        }
    }

    @Test
    void bothMonitorsWithOneKeyEndWithDifferentIdsAndNobodyBelievesAMixture() {
        founded(1, 4);
        World.Node first = world.nodes.get(1);
        World.Node second = world.copy(first);
        String id = first.key.id();
        for (int i = 0; i < 40; i++) {
            String value = i + " ";
            for (World.Node node : List.of(first, second)) {
                String whole = value + node.home.getFileName();
                node.replica().apply(List.of(put("one", whole), put("two", whole)));
            }
            world.pass(Duration.ofSeconds(5));
            world.renameClones();
            for (World.Node reader : List.of(world.nodes.get(0), world.nodes.get(2), world.nodes.get(3))) {
                assertThat(text(reader, id, "one")).isEqualTo(text(reader, id, "two"));
            }
        }
        assertThat(first.key.id()).isNotEqualTo(second.key.id());
        world.admitAll();
        world.pass(Duration.ofMinutes(10));
        allHave("one");
        allHave("two");
    }

    @Test
    void whatIsSignedWithAnotherKeyIsRefused() {
        founded(1, 3);
        World.Node victim = world.nodes.get(1);
        victim.replica().put("watch", bytes("mine"));
        world.pass(Duration.ofMinutes(2));
        Replica founder = world.nodes.get(0).replica();
        NetworkSettings genuine = founder.settings();
        SigningKey other = SigningKey.create();
        Manifest forged = Manifest.sign(
                other,
                founder.networkId(),
                new Sequence(9, 9),
                1,
                new Manifest.Content(true, Catalogue.of(Index.EMPTY).hash(), 1, List.of(), Octets.NONE));
        World.Centre centre = world.centres.get(0);
        for (int i = 0; i < 5; i++) {
            centre.forge(
                    new Keys(founder.networkId(), 0).manifest(victim.key.id()),
                    forged.encoded().toArray());
            centre.forge(
                    Keys.settings(founder.networkId()),
                    SettingsDocument.sign(other, new NetworkSettings(99, new TreeMap<>()))
                            .encoded()
                            .toArray());
            world.pass(Duration.ofSeconds(30));
        }
        assertThat(founder.settings()).isEqualTo(genuine);
        assertThat(text(world.nodes.get(0), victim, "watch")).hasValue("mine");
        assertThat(founder.status().refusals()).isNotEmpty();
        world.pass(Duration.ofMinutes(5));
        assertThat(centre.value(Keys.settings(founder.networkId())))
                .hasValue(founder.document().orElseThrow().encoded().toArray());
    }

    @Test
    void aStormOfChangesAndComplaintsIsBounded() {
        founded(1, 12);
        world.nodes.forEach(node -> node.replica().put("watch", new byte[1_000]));
        world.pass(Duration.ofMinutes(10));
        // One value of each is swallowed for good: everybody complains of everybody.
        world.centres.get(0).swallows = key -> key.endsWith("/0");
        world.nodes.forEach(node -> node.replica().put("watch", new byte[1_001]));
        world.pass(Duration.ofMinutes(20));
        long before = world.centres.get(0).logged;
        for (int i = 0; i < 40; i++) {
            world.nodes.get(7).replica().put("state", bytes("at " + i));
            world.pass(Duration.ofMinutes(1));
        }
        double perMonitorAndDay = (world.centres.get(0).logged - before) / 12.0 * 36;
        assertThat(perMonitorAndDay).as("octets of log a monitor and day").isLessThan(5e6);
    }

    @Test
    void changesAreWrittenTogetherWhenThereAreTooMany() {
        founded(1, 2);
        World.Node node = world.nodes.get(1);
        for (int i = 0; i < 190; i++) {
            node.replica().apply(List.of(new Write.Put("chunk/" + i, bytes("chunk " + i), Reach.GUARDIANS)));
        }
        world.pass(Duration.ofHours(1));
        long before = world.centres.get(0).logged;
        for (int i = 0; i < 24 * 60 * 4; i++) {
            if (i % 60 == 0) {
                node.replica().apply(List.of(new Write.Put("chunk/" + i / 60 % 190, new byte[2_000], Reach.GUARDIANS)));
            }
            node.replica().put("state", bytes("at " + i));
            world.pass(Duration.ofSeconds(15));
        }
        long other = 1_440L * 1_640;
        long day = world.centres.get(0).logged - before - other;
        assertThat(day).as("octets of log a day with a change every 15 s").isBetween(2_000_000L, 5_000_000L);
        assertThat(world.nodes.get(0).replica().get(node.key.id(), "state")).isPresent();
    }

    @Test
    void aNetworkThatWasLeftIsKnownWhenItIsEnteredAgain() {
        founded(1, 3);
        World.Node node = world.nodes.get(1);
        node.replica().put("watch", bytes("mine"));
        world.pass(Duration.ofMinutes(1));
        String other = world.nodes.get(0).key.id();
        world.nodes.get(0).replica().put("watch", bytes("of the first"));
        world.pass(Duration.ofMinutes(1));
        for (int i = 0; i < 3; i++) {
            SigningKey elsewhere = SigningKey.create();
            node.crash();
            node.network(elsewhere);
            node.start();
            world.pass(Duration.ofMinutes(1));
            assertThat(node.replica().get(other, "watch")).isEmpty();
            node.crash();
            node.network(world.networkKey);
            node.start();
            assertThat(node.replica().get(other, "watch")).hasValue(bytes("of the first"));
        }
        world.pass(Duration.ofMinutes(5));
        allHave("watch");
    }

    @Test
    void openNetworksAdmitEverybodyAndStrangersMakeRoomForEachOther() {
        founded(1, 1);
        Replica founder = world.nodes.get(0).replica();
        Link link = world.nodes.get(0).links.get(0);
        for (int i = 0; i < Replica.MOST_PENDING + 10; i++) {
            founder.hear(link, stranger(founder.networkId()));
        }
        assertThat(founder.members()).hasSize(1 + Replica.MOST_PENDING);
        founder.change(Map.of(NetworkSettings.ADMISSION, Optional.of("open")));
        for (int i = 0; i < 50; i++) {
            founder.hear(link, stranger(founder.networkId()));
        }
        assertThat(founder.members()).hasSize(1 + Replica.MOST_PENDING + 50).allMatch(Member::admitted);
        founder.change(Map.of(NetworkSettings.ADMISSION, Optional.empty()));
        world.pass(Duration.ofHours(2));
        Manifest late = stranger(founder.networkId());
        founder.hear(link, late);
        assertThat(founder.members()).anyMatch(member -> member.id().equals(late.owner()));
    }

    private static Manifest stranger(String network) {
        return Manifest.sign(
                SigningKey.create(),
                network,
                new Sequence(1, 1),
                1,
                new Manifest.Content(true, Catalogue.of(Index.EMPTY).hash(), 0, List.of(), Octets.NONE));
    }

    @Test
    void whatTheDiskRefusesIsAsIfItWasNeverWritten() {
        founded(1, 2);
        Replica replica = world.nodes.get(1).replica();
        replica.apply(List.of(put("one", "kept"), new Write.Note(bytes("kept"))));
        Thread.currentThread().interrupt();
        assertThatThrownBy(() ->
                        replica.apply(List.of(put("one", "lost"), put("two", "lost"), new Write.Note(bytes("lost")))))
                .isInstanceOf(StoreException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(replica.trouble()).isPresent();
        assertThat(replica.get(replica.monitorId(), "one")).hasValue(bytes("kept"));
        assertThat(replica.names(replica.monitorId())).containsExactly("one");
        assertThat(replica.note(replica.monitorId())).hasValue(bytes("kept"));
        replica.put("one", bytes("again"));
        assertThat(replica.trouble()).isEmpty();
        world.pass(Duration.ofMinutes(1));
        allHave("one");
    }
}
