// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.StringReader;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import net.guifi.dimon.api.discovery.Channel;
import net.guifi.dimon.api.discovery.StoreRole;
import net.guifi.dimon.discovery.serf.PackedServices;
import net.guifi.dimon.discovery.serf.SerfTags;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With agents of the Debian package serf. */
class SerfIT {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final SerfWay.Pace QUICK = new SerfWay.Pace(
            Duration.ofMillis(100), Duration.ofMillis(500), Duration.ofMillis(500), Duration.ofSeconds(1));
    /** Nothing is asked for anew, so what is seen was told by the agent. */
    private static final SerfWay.Pace PATIENT = new SerfWay.Pace(
            Duration.ofMillis(100), Duration.ofMillis(500), Duration.ofHours(1), Duration.ofSeconds(1));

    @TempDir
    private Path directory;

    private final List<AutoCloseable> opened = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : opened) {
            each.close();
        }
    }

    @Test
    void whoIsAnnouncedThroughOneAgentIsFoundThroughTheOther() {
        SerfProcess first = agent("-tag=role=router");
        SerfProcess second = agent().join(first);
        SerfWay announcing = way(first, PATIENT);
        SerfWay finding = way(second, PATIENT);
        await().atMost(SOON).until(() -> finding.state() == Channel.State.WORKING);

        announcing.announce(Optional.of(announcement('a')));

        await().atMost(SOON).untilAsserted(() -> {
            assertThat(finding.sightings()).singleElement().satisfies(sighting -> {
                assertThat(sighting.announcement()).isEqualTo(named(announcement('a'), first.name));
                assertThat(sighting.address()).isEqualTo(first.address());
                assertThat(sighting.channel()).isEqualTo("Serf");
            });
            assertThat(announcing.announced()).isTrue();
        });
        assertThat(announcing.problem()).isEmpty();
        assertThat(first.tags()).contains("\"role\": \"router\"");

        Announcement renumbered =
                Announcement.ofToken("", 8081, announcement('a').token());
        announcing.announce(Optional.of(renumbered));
        await().atMost(SOON).untilAsserted(() -> assertThat(finding.sightings())
                .extracting(Sighting::announcement)
                .containsExactly(named(renumbered, first.name)));

        announcing.announce(Optional.empty());
        await().atMost(SOON).untilAsserted(() -> assertThat(finding.sightings()).isEmpty());
        assertThat(announcing.announced()).isFalse();
        assertThat(ids(announcing)).isEmpty();
        assertThat(first.tags()).contains("\"role\": \"router\"").doesNotContain("dimon\":");
    }

    @Test
    void whoStopsTakesItsAnnouncementBack() {
        SerfProcess first = agent();
        SerfProcess second = agent().join(first);
        SerfWay announcing = way(first, PATIENT);
        SerfWay finding = way(second, PATIENT);
        announcing.announce(Optional.of(announcement('a')));
        await().atMost(SOON).untilAsserted(() -> assertThat(ids(finding)).containsExactly("a".repeat(32)));

        announcing.close();

        await().atMost(SOON).untilAsserted(() -> assertThat(finding.sightings()).isEmpty());
        assertThat(Thread.getAllStackTraces().keySet().stream()
                        .filter(thread -> thread.getName().equals("dimon-serf")))
                .hasSize(1);
    }

    @Test
    void anAgentThatIsGoneTellsOfNobodyThere() {
        SerfProcess first = agent();
        SerfProcess second = agent().join(first);
        SerfWay finding = way(second, PATIENT);
        first.run("tags", "-set", "dimon=" + announcement('a').tokenWithPort());
        await().atMost(SOON).untilAsserted(() -> assertThat(ids(finding)).hasSize(1));

        first.close();

        await().atMost(SOON).untilAsserted(() -> assertThat(finding.sightings()).isEmpty());
    }

    @Test
    void whatAvahiPsPublishesIsFoundBesideWhatItWroteUnescaped() throws Exception {
        SerfProcess first = agent();
        SerfProcess second = agent().join(first);
        SerfWay finding = way(second, PATIENT);
        String ours = PackedServices.entry(
                "dimon", "El_Prat", "10.1.2.3", "8080", announcement('a').token());
        String others = PackedServices.entry("proxy3", "a b & c", "10.1.2.3", "3128", "x=1 & y='2'");
        String unescaped = PackedServices.entry("Docker", "the \"best\"", "10.1.2.3", "2375", "");

        first.run("tags", "-set", "services=" + PackedServices.of("[" + others + "," + ours + "]\n"));
        await().atMost(SOON)
                .untilAsserted(
                        () -> assertThat(finding.sightings()).singleElement().satisfies(sighting -> {
                            assertThat(sighting.announcement()).isEqualTo(named(announcement('a'), "El_Prat"));
                            assertThat(sighting.address()).isEqualTo(InetAddress.getByName("10.1.2.3"));
                        }));

        String changed = ours.replace("10.1.2.3", "router.example.org").replace("aaaa", "cccc");
        first.run("tags", "-set", "services=" + PackedServices.of("[" + unescaped + "," + changed + "]\n"));
        await().atMost(SOON)
                .untilAsserted(
                        () -> assertThat(finding.sightings()).singleElement().satisfies(sighting -> {
                            assertThat(sighting.announcement().id()).isEqualTo("c".repeat(32));
                            assertThat(sighting.address()).isEqualTo(first.address());
                        }));
        assertThat(finding.refused()).isZero();

        first.run("tags", "-set", "services=" + Base64.getEncoder().encodeToString("BZh9 no".getBytes("UTF-8")));
        await().atMost(SOON).untilAsserted(() -> assertThat(finding.refused()).isEqualTo(1));
        assertThat(finding.sightings()).isEmpty();
        assertThat(finding.state()).isEqualTo(Channel.State.WORKING);
    }

    @Test
    void theLeastIsAnnouncedWhereThereIsNoRoomForMore() {
        Announcement announcement = announcement('a');
        String filling = filling(announcement.shortToken());
        SerfProcess agent = agent("-tag=services=" + filling);
        SerfWay way = way(agent, QUICK);

        way.announce(Optional.of(announcement));

        await().atMost(SOON).until(way::announced);
        assertThat(way.problem().orElseThrow())
                .startsWith("Only the least is announced")
                .contains("\"services\"");
        assertThat(way.state()).isEqualTo(Channel.State.WORKING);
        await().atMost(SOON).untilAsserted(() -> assertThat(ids(way)).containsExactly("a".repeat(32)));
        assertThat(agent.tags()).contains("\"services\": \"" + filling + "\"", announcement.shortToken());
        agent.run("tags", "-set", "x=1", "-delete", "services");
        await().atMost(SOON).untilAsserted(() -> assertThat(agent.tags()).contains(announcement.tokenWithPort()));
        assertThat(way.problem()).isEmpty();
    }

    @Test
    void fullTagsAreToldAndTriedAnewAndReadAllTheSame() {
        Announcement announcement = announcement('a');
        String filling = filling(announcement.shortToken()) + "x";
        SerfProcess agent = agent("-tag=services=" + filling);
        SerfProcess other = agent().join(agent);
        other.run("tags", "-set", "dimon=" + announcement('b').tokenWithPort());
        SerfWay way = way(agent, QUICK);

        way.announce(Optional.of(announcement));

        await().atMost(SOON).until(() -> way.state() == Channel.State.FAILING);
        assertThat(way.announced()).isFalse();
        assertThat(way.problem().orElseThrow())
                .contains("share 512 octets", "\"services\"", "by 1 octets", "avahi-ps unpublish");
        await().atMost(SOON).untilAsserted(() -> assertThat(ids(way)).containsExactly("b".repeat(32)));
        assertThat(agent.tags()).contains(filling).doesNotContain("dimon\":");

        agent.run("tags", "-delete", "services");
        await().atMost(SOON).until(way::announced);
        assertThat(way.state()).isEqualTo(Channel.State.WORKING);
    }

    @Test
    void itIsKnownToTheOctetWhatAnAgentTakes() {
        SerfProcess agent = agent("-tag=role=x");
        int head = SerfTags.octets(Map.of("role", "x", "big", "y".repeat(100))) - 100;

        assertThat(agent.execute("tags", "-set", "big=" + "y".repeat(SerfTags.ROOM - head + 1))
                        .exitCode())
                .isOne();
        assertThat(agent.execute("tags", "-set", "big=" + "y".repeat(SerfTags.ROOM - head))
                        .exitCode())
                .isZero();
    }

    @Test
    void anAgentThatWasRestartedIsToldAnew() {
        SerfProcess first = agent();
        SerfProcess second = agent().join(first);
        SerfWay announcing = way(first, QUICK);
        SerfWay finding = way(second, QUICK);
        announcing.announce(Optional.of(announcement('a')));
        await().atMost(SOON).untilAsserted(() -> assertThat(ids(finding)).hasSize(1));

        first.close();
        await().atMost(SOON).until(() -> announcing.state() == Channel.State.ABSENT);
        assertThat(announcing.announced()).isFalse();
        assertThat(announcing.problem()).isEmpty();
        first.start().join(second);

        await().atMost(SOON).until(announcing::announced);
        await().atMost(SOON).untilAsserted(() -> assertThat(ids(finding)).containsExactly("a".repeat(32)));
    }

    @Test
    void anAgentThatIsNotThereIsNoFault() {
        SerfProcess agent = new SerfProcess(directory);
        opened.add(agent);
        SerfWay way = way(agent, QUICK);
        way.announce(Optional.of(announcement('a')));

        await().during(Duration.ofSeconds(1)).atMost(SOON).untilAsserted(() -> assertThat(way.state())
                .isEqualTo(Channel.State.ABSENT));
        assertThat(way.problem()).isEmpty();

        agent.start();
        await().atMost(SOON).until(way::announced);
        assertThat(way.state()).isEqualTo(Channel.State.WORKING);
    }

    @Test
    void theKeyOfTheAgentIsAskedForInWords() throws Exception {
        Path configuration = Files.writeString(directory.resolve("key.json"), "{\"rpc_auth\":\"Sesame\"}");
        SerfProcess agent = agent("-config-file=" + configuration);
        SerfWay none = way(agent, QUICK);
        SerfWay wrong = way(agent, "sesame", QUICK);
        SerfWay right = way(agent, "Sesame", QUICK);
        right.announce(Optional.of(announcement('a')));

        await().atMost(SOON).untilAsserted(() -> {
            assertThat(none.state()).isEqualTo(Channel.State.FAILING);
            assertThat(none.problem().orElseThrow()).contains("Authentication required", "\"serfKey\"");
            assertThat(wrong.state()).isEqualTo(Channel.State.FAILING);
            assertThat(wrong.problem().orElseThrow()).contains("Invalid authentication token", "\"serfKey\"");
            assertThat(right.announced()).isTrue();
        });
    }

    @Test
    void aQueryIsAnsweredAndAFloodOfThemIsNot() {
        SerfProcess first = agent();
        SerfProcess second = agent().join(first);
        SerfWay way = way(first, PATIENT);
        way.answer(Optional.of(announcement('a')), OptionalInt.of(300));
        await().atMost(SOON).until(() -> way.state() == Channel.State.WORKING);

        JsonObject answers = query(second).getJsonObject("Responses");
        assertThat(answers.keySet()).containsExactly(first.name);
        try (JsonReader answer = Json.createReader(new StringReader(answers.getString(first.name)))) {
            JsonObject told = answer.readObject();
            assertThat(told.getString("id")).isEqualTo("a".repeat(32));
            assertThat(told.getInt("port")).isEqualTo(8080);
            assertThat(told.getString("store")).isEqualTo("offers");
            assertThat(told.getInt("watches")).isEqualTo(300);
        }

        long answered = IntStream.range(0, 20)
                .filter(i -> !query(second).getJsonObject("Responses").isEmpty())
                .count();
        assertThat(answered).isBetween(7L, 19L);
        way.answer(Optional.empty(), OptionalInt.empty());
        assertThat(query(second).getJsonObject("Responses")).isEmpty();
        assertThat(way.state()).isEqualTo(Channel.State.WORKING);
    }

    private static JsonObject query(SerfProcess agent) {
        String output = agent.run("query", "-no-ack", "-timeout=250ms", "-format=json", "dimon-info");
        try (JsonReader json = Json.createReader(new StringReader(output))) {
            return json.readObject();
        }
    }

    @Test
    void twoMonitorsOfOneHostDoNotTakeTheTagFromEachOtherForEver() {
        SerfProcess agent = agent();
        SerfWay first = way(agent, QUICK);
        first.announce(Optional.of(announcement('a')));
        await().atMost(SOON).until(first::announced);
        SerfWay second = way(agent, 'b', "", QUICK);
        second.announce(Optional.of(announcement('b')));

        await().atMost(SOON).until(second::announced);
        await().atMost(SOON).until(() -> first.state() == Channel.State.FAILING);
        assertThat(first.problem().orElseThrow()).contains("Another monitor");
        await().during(Duration.ofSeconds(2)).atMost(SOON).until(second::announced);
        first.close();
        assertThat(agent.tags()).contains("b".repeat(32));
    }

    private SerfProcess agent(String... options) {
        SerfProcess agent = new SerfProcess(directory, options);
        opened.add(agent);
        return agent.start();
    }

    private SerfWay way(SerfProcess agent, SerfWay.Pace pace) {
        return way(agent, "", pace);
    }

    private SerfWay way(SerfProcess agent, String key, SerfWay.Pace pace) {
        return way(agent, 'a', key, pace);
    }

    private SerfWay way(SerfProcess agent, char digit, String key, SerfWay.Pace pace) {
        SerfWay way = new SerfWay(String.valueOf(digit).repeat(32), agent.rpc(), key, pace);
        opened.add(0, way);
        return way;
    }

    /** A tag "services" that leaves room for this one exactly. */
    private static String filling(String token) {
        String some = "x".repeat(100);
        int rest = SerfTags.ROOM - SerfTags.octets(Map.of("services", some, "dimon", token));
        return "x".repeat(100 + rest);
    }

    private static Collection<String> ids(SerfWay way) {
        return way.sightings().stream()
                .map(sighting -> sighting.announcement().id())
                .toList();
    }

    private static Announcement named(Announcement announcement, String name) {
        return new Announcement(
                announcement.id(),
                name,
                announcement.network(),
                announcement.version(),
                announcement.port(),
                announcement.api(),
                announcement.httpsPort(),
                announcement.role(),
                announcement.storePort(),
                announcement.snpServer());
    }

    private static Announcement announcement(char digit) {
        return new Announcement(
                String.valueOf(digit).repeat(32),
                "Vallcarca",
                Optional.of("0123456789abcdef".repeat(2)),
                Optional.of("0.1.0"),
                8080,
                "/api/v1",
                OptionalInt.of(8443),
                StoreRole.OFFERS,
                OptionalInt.of(8087),
                OptionalInt.of(55555));
    }
}
