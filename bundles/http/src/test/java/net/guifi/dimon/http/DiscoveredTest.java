// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.http;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeSet;
import net.guifi.dimon.api.discovery.Channel;
import net.guifi.dimon.api.discovery.Discovery;
import net.guifi.dimon.api.discovery.Found;
import net.guifi.dimon.api.discovery.StoreRole;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is told of the monitors that announce themselves. */
class DiscoveredTest {
    private static final String ID = "0a".repeat(16);
    private static final String NETWORK = "ff".repeat(16);
    /** Markup, a way out of a string, a terminal's escape, text turned round, and a line's end of JavaScript. */
    private static final String EVIL = "</script><script>alert(1)\"\\,\u001b[2J\u202Eevil\u2028";

    private final FakeDiscovery discovery = new FakeDiscovery();
    private Server server;

    @BeforeEach
    void start() {
        server = new Server(new Network());
        server.servlet.discovery = discovery;
        server.metrics.discovery = discovery;
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static Found offering(String name) throws Exception {
        return new Found(
                ID,
                name,
                Optional.of(NETWORK),
                Optional.of("0.1.0-SNAPSHOT"),
                InetAddress.getByName("10.1.2.3"),
                URI.create("http://10.1.2.3:8080/api/v1"),
                OptionalInt.of(8443),
                StoreRole.OFFERS,
                OptionalInt.of(8087),
                new TreeSet<>(List.of("mDNS", "Serf")),
                Network.NOW.minusSeconds(5),
                Optional.of(Duration.ofNanos(1_234_567)),
                Optional.empty());
    }

    private static Found outsider(String name) throws Exception {
        return new Found(
                "0b".repeat(16),
                name,
                Optional.empty(),
                Optional.empty(),
                InetAddress.getByName("2001:db8::1"),
                URI.create("http://[2001:db8::1]:8080/api/v1"),
                OptionalInt.empty(),
                StoreRole.NONE,
                OptionalInt.empty(),
                new TreeSet<>(List.of("Serf")),
                Network.NOW,
                Optional.empty(),
                Optional.of("Its address is not within the networks allowed."));
    }

    private static List<String> names(JsonObject object) {
        return List.copyOf(object.keySet());
    }

    @Test
    void whoWasFoundIsToldWithAllThatIsKnown() throws Exception {
        discovery.found.add(offering("Tibidabo"));
        discovery.found.add(outsider("Elsewhere"));
        discovery.proposal = Optional.of(offering("Tibidabo"));

        JsonObject told = server.json("/discovered");

        assertThat(names(told)).containsExactly("announced", "channels", "proposal", "found");
        assertThat(told.getBoolean("announced")).isTrue();
        JsonObject proposal = told.getJsonObject("proposal");
        assertThat(proposal.getString("id")).isEqualTo(ID);
        assertThat(proposal.getString("address")).isEqualTo("10.1.2.3");
        assertThat(proposal.getInt("storePort")).isEqualTo(8087);
        JsonObject found = told.getJsonArray("found").getJsonObject(0);
        assertThat(names(found))
                .containsExactly(
                        "id",
                        "name",
                        "network",
                        "version",
                        "address",
                        "api",
                        "httpsPort",
                        "role",
                        "storePort",
                        "channels",
                        "seen",
                        "distance");
        assertThat(found.getString("name")).isEqualTo("Tibidabo");
        assertThat(found.getString("network")).isEqualTo(NETWORK);
        assertThat(found.getString("version")).isEqualTo("0.1.0-SNAPSHOT");
        assertThat(found.getString("api")).isEqualTo("http://10.1.2.3:8080/api/v1");
        assertThat(found.getInt("httpsPort")).isEqualTo(8443);
        assertThat(found.getString("role")).isEqualTo("offers");
        assertThat(found.getJsonArray("channels").getValuesAs(JsonString::getString))
                .containsExactly("Serf", "mDNS");
        assertThat(found.getString("seen")).isEqualTo("2026-03-01T11:59:55Z");
        assertThat(found.getJsonNumber("distance").doubleValue()).isEqualTo(1.235);
    }

    @Test
    void whatIsNotKnownIsLeftOut() throws Exception {
        discovery.found.add(outsider("Elsewhere"));
        JsonObject told = server.json("/discovered");
        assertThat(told).doesNotContainKey("proposal");
        JsonObject found = told.getJsonArray("found").getJsonObject(0);
        assertThat(names(found))
                .containsExactly("id", "name", "address", "api", "role", "channels", "seen", "objection");
        assertThat(found.getString("role")).isEqualTo("none");
        assertThat(found.getString("objection")).contains("not within the networks allowed");
    }

    @Test
    void itIsToldWhichNetworkIsThisOne() {
        assertThat(server.json("/discovered")).doesNotContainKey("network");
        server.servlet.store = new Together();
        assertThat(server.json("/discovered").getString("network")).isEqualTo("ff");
        assertThat(server.json("/discovered").getString("monitor")).isEqualTo("0a");
    }

    @Test
    void channelsTellHowTheyGo() {
        discovery.announced = false;
        JsonObject told = server.json("/discovered");
        assertThat(told.getBoolean("announced")).isFalse();
        JsonObject mdns = told.getJsonArray("channels").getJsonObject(0);
        assertThat(names(mdns)).containsExactly("name", "state", "announced", "found");
        assertThat(mdns.getString("name")).isEqualTo("mDNS");
        assertThat(mdns.getString("state")).isEqualTo("working");
        assertThat(mdns.getInt("found")).isEqualTo(2);
        JsonObject serf = told.getJsonArray("channels").getJsonObject(1);
        assertThat(serf.getString("state")).isEqualTo("failing");
        assertThat(serf.getBoolean("announced")).isFalse();
        assertThat(serf.getString("problem")).isEqualTo("its tags are full");
    }

    @Test
    void whateverSomebodyCallsItselfIsOneTextOfTheAnswer() throws Exception {
        discovery.found.add(offering(EVIL));
        discovery.proposal = Optional.of(offering(EVIL));

        HttpResponse<byte[]> response = server.get("/discovered");

        String text = new String(response.body(), StandardCharsets.UTF_8);
        assertThat(text.chars()).noneMatch(Character::isISOControl);
        assertThat(response.headers().firstValue("Content-Type").orElseThrow()).startsWith("application/json");
        assertThat(response.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        JsonObject told = Server.parse(response.body());
        assertThat(told.getJsonArray("found")).hasSize(1);
        assertThat(told.getJsonArray("found").getJsonObject(0).getString("name"))
                .isEqualTo(EVIL);
        assertThat(told.getJsonObject("proposal").getString("name")).isEqualTo(EVIL);
    }

    @Test
    void withoutDiscoveryThatIsSaid() {
        server.servlet.discovery = null;
        HttpResponse<byte[]> response = server.get("/discovered");
        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(Server.parse(response.body()).getString("service")).isEqualTo("discovery");
        assertThat(server.request("POST", "/discovered").statusCode()).isEqualTo(405);
    }

    @Test
    void prometheusIsToldOfTheChannels() {
        discovery.channels.add(new Channel(EVIL, Channel.State.ABSENT, false, 0, Optional.empty()));
        String metrics = new String(server.whole("GET", "/metrics").body(), StandardCharsets.UTF_8);
        assertThat(metrics.lines())
                .contains(
                        "# TYPE dimon_discovered_monitors gauge",
                        "dimon_discovered_monitors{channel=\"mDNS\"} 2",
                        "dimon_discovery_channel_state{channel=\"mDNS\",state=\"working\"} 1",
                        "dimon_discovery_channel_state{channel=\"Serf\",state=\"working\"} 0",
                        "dimon_discovery_channel_state{channel=\"Serf\",state=\"failing\"} 1",
                        "dimon_discovery_channel_announced{channel=\"mDNS\"} 1",
                        "dimon_discovery_channel_announced{channel=\"Serf\"} 0");
        assertThat(metrics.lines().filter(line -> line.contains("evil"))).hasSize(5);
        server.metrics.discovery = null;
        assertThat(server.whole("GET", "/metrics").body()).isEmpty();
    }

    private static final class FakeDiscovery implements Discovery {
        final List<Found> found = new ArrayList<>();
        final List<Channel> channels = new ArrayList<>(List.of(
                new Channel("mDNS", Channel.State.WORKING, true, 2, Optional.empty()),
                new Channel("Serf", Channel.State.FAILING, false, 0, Optional.of("its tags are full"))));
        Optional<Found> proposal = Optional.empty();
        boolean announced = true;

        @Override
        public List<Found> found() {
            return found;
        }

        @Override
        public List<Channel> channels() {
            return channels;
        }

        @Override
        public boolean isAnnounced() {
            return announced;
        }

        @Override
        public void announce(boolean wanted) {
            throw new AssertionError("The API changes nothing");
        }

        @Override
        public Optional<Found> proposal() {
            return proposal;
        }
    }
}
