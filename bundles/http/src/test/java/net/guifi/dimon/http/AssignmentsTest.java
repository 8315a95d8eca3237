// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.http;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import net.guifi.dimon.api.assignment.AssignmentStatus;
import net.guifi.dimon.api.assignment.Standing;
import net.guifi.dimon.api.health.DeviceHealth;
import net.guifi.dimon.api.health.DeviceState;
import net.guifi.dimon.api.health.DeviceView.Agreement;
import net.guifi.dimon.api.inventory.DeviceId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is told of who watches what, and of how all monitors see it. */
class AssignmentsTest {
    private static final String EVIL = "<script>\"evil\"\\\n";

    private final Network network = new Network();
    private final Views views = new Views();
    private final Watching watching = new Watching()
            .monitor("0a", "here", Standing.ALIVE, 200)
            .monitor("0b", EVIL, Standing.SUSPECTED, 199)
            .monitor("0c", "", Standing.WAITING, 0);
    private Server server;

    @BeforeEach
    void start() {
        server = new Server(network);
        server.servlet.assignments = watching;
        server.servlet.networkHealth = views;
        server.servlet.store = new Together();
        server.metrics.assignments = watching;
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static DeviceHealth told(String id, DeviceState state) {
        return new DeviceHealth(
                DeviceId.parse(id),
                state,
                Network.NOW,
                "as others tell",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private JsonObject listed(String query) {
        return server.json("/devices" + query).getJsonArray("devices").getJsonObject(0);
    }

    @Test
    void aliveTellsWhoAnswersAndIsNeverKept() {
        HttpResponse<byte[]> response = server.get("/alive");
        assertThat(new String(response.body(), StandardCharsets.UTF_8)).isEqualTo("{\"monitor\":\"0a\"}");
        assertThat(response.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(response.headers().firstValue("ETag")).isEmpty();
        assertThat(server.request("POST", "/alive").statusCode()).isEqualTo(405);
    }

    @Test
    void withoutAStoreNobodyIsAlive() {
        server.servlet.store = null;
        HttpResponse<byte[]> response = server.get("/alive");
        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.headers().firstValue("Content-Type").orElseThrow()).startsWith("application/problem+json");
    }

    @Test
    void assignmentsTellHowTheNetworkIsWatched() {
        network.add("a:1", EVIL, DeviceState.UP, Network.NOW);
        watching.status = new AssignmentStatus(
                300, 2, 12, 1, 3, "near/2", "0123456789abcdef", false, List.of("0b does not answer", EVIL));
        watching.below.add(DeviceId.parse("a:1"));
        watching.below.add(DeviceId.parse("gone:1"));
        watching.watches("a:1", "0b", "0d");

        JsonObject told = server.json("/assignments");

        assertThat(told.getInt("devices")).isEqualTo(300);
        assertThat(told.getInt("redundancy")).isEqualTo(2);
        assertThat(told.getInt("below")).isEqualTo(12);
        assertThat(told.getInt("unwatched")).isEqualTo(1);
        assertThat(told.getInt("surplus")).isEqualTo(3);
        assertThat(told.getString("policy")).isEqualTo("near/2");
        assertThat(told.getString("view")).isEqualTo("0123456789abcdef");
        assertThat(told.getBoolean("settled")).isFalse();
        assertThat(told.getJsonArray("problems").getString(1)).isEqualTo(EVIL);
        JsonArray monitors = told.getJsonArray("monitors");
        assertThat(monitors).hasSize(3);
        JsonObject suspected = monitors.getJsonObject(1);
        assertThat(suspected.getString("id")).isEqualTo("0b");
        assertThat(suspected.getString("name")).isEqualTo(EVIL);
        assertThat(suspected.getBoolean("self")).isFalse();
        assertThat(suspected.getString("standing")).isEqualTo("suspected");
        assertThat(suspected.getBoolean("alive")).isTrue();
        assertThat(suspected.getInt("watches")).isEqualTo(199);
        assertThat(suspected.getInt("capacity")).isEqualTo(500);
        assertThat(suspected.getBoolean("inStep")).isFalse();
        assertThat(suspected.getString("zone")).isEqualTo("Gràcia");
        assertThat(suspected.getString("node")).isEqualTo("Node of 0b");
        assertThat(Instant.parse(suspected.getString("since"))).isEqualTo(Network.NOW);
        assertThat(monitors.getJsonObject(2).getBoolean("alive")).isFalse();
        JsonObject below = told.getJsonArray("belowDevices").getJsonObject(0);
        assertThat(below.getString("id")).isEqualTo("a:1");
        assertThat(below.getString("title")).isEqualTo(EVIL);
        assertThat(below.getJsonArray("watchers").getJsonObject(0).getString("name"))
                .isEqualTo(EVIL);
        assertThat(below.getJsonArray("watchers").getJsonObject(1))
                .containsOnlyKeys("id")
                .hasToString("{\"id\":\"0d\"}");
        assertThat(told.getJsonArray("belowDevices").getJsonObject(1)).doesNotContainKey("title");
        assertThat(server.json("/monitors").getJsonArray("monitors")).isEqualTo(monitors);
    }

    @Test
    void whoWatchesADeviceAndHasNeverReachedItIsTold() {
        network.add("a:1", "Roof", DeviceState.UP, Network.NOW);
        watching.below.add(DeviceId.parse("a:1"));
        watching.watches("a:1", "0a", "0b");
        views.unreached.put("0b", Set.of(DeviceId.parse("a:1")));
        JsonArray watchers = server.json("/assignments")
                .getJsonArray("belowDevices")
                .getJsonObject(0)
                .getJsonArray("watchers");
        assertThat(watchers.getJsonObject(0)).doesNotContainKey("unreached");
        assertThat(watchers.getJsonObject(1).getBoolean("unreached")).isTrue();
        server.servlet.networkHealth = null;
        assertThat(server.json("/assignments").toString()).contains("a:1").doesNotContain("unreached");
    }

    @Test
    void whetherOtherNumbersAreSetForSomeDevicesIsTold() {
        Together together = new Together();
        server.servlet.network = together;
        assertThat(server.json("/assignments").getBoolean("exceptions")).isFalse();
        together.settings.put("redundancy-zones", "guifi:3671=3");
        assertThat(server.json("/assignments").getBoolean("exceptions")).isTrue();
        server.servlet.network = null;
        assertThat(server.json("/assignments").getBoolean("exceptions")).isFalse();
    }

    @Test
    void aHundredDevicesBelowAreNamedAtMost() {
        IntStream.range(0, 300).forEach(i -> watching.below.add(DeviceId.parse("a:" + i)));
        assertThat(server.json("/assignments").getJsonArray("belowDevices")).hasSize(100);
    }

    @Test
    void assignmentsAreToldWithoutAnInventory() {
        watching.below.add(DeviceId.parse("a:1"));
        server.servlet.inventory = null;
        assertThat(server.json("/assignments").getJsonArray("belowDevices")).hasSize(1);
        server.servlet.assignments = null;
        assertThat(server.get("/assignments").statusCode()).isEqualTo(503);
    }

    @Test
    void devicesAreAsAllMonitorsSeeThem() {
        network.add("a:1", "here", DeviceState.DOWN, Network.NOW)
                .devices
                .addAll(List.of(
                        Network.device("a:2", "elsewhere", Optional.empty()),
                        Network.device("a:3", "nowhere", Optional.empty())));
        views.add(
                        network.health.get(DeviceId.parse("a:1")),
                        Agreement.DISPUTED,
                        Views.seen("0a", DeviceState.DOWN),
                        Views.seen("0b", DeviceState.UP))
                .add(told("a:2", DeviceState.UP), Agreement.SINGLE, Views.seen("0b", DeviceState.UP));
        watching.watches("a:1", "0b", "0a").watches("a:2", "0b");

        JsonObject list = server.json("/devices");
        assertThat(list.getJsonObject("states").getInt("down")).isEqualTo(1);
        assertThat(list.getJsonObject("states").getInt("up")).isEqualTo(1);
        assertThat(list.getJsonObject("states").getInt("unknown")).isEqualTo(1);

        JsonObject here = listed("?state=down");
        assertThat(here.getString("agreement")).isEqualTo("disputed");
        assertThat(here.getString("measuredBy")).isEqualTo("0a");
        assertThat(here.getJsonArray("watchers").getJsonObject(0).getString("id"))
                .isEqualTo("0b");
        JsonObject elsewhere = listed("?state=up");
        assertThat(elsewhere.getString("reason")).isEqualTo("as others tell");
        assertThat(elsewhere.getString("agreement")).isEqualTo("single");
        assertThat(elsewhere).doesNotContainKeys("measuredBy", "rtt", "loss", "lastSample");
        JsonObject nowhere = listed("?state=unknown");
        assertThat(nowhere.getString("id")).isEqualTo("a:3");
        assertThat(nowhere.getString("agreement")).isEqualTo("none");
        assertThat(nowhere.getString("reason")).isEqualTo("no monitor tells of it");
        assertThat(nowhere.getJsonArray("watchers")).isEmpty();
    }

    @Test
    void aDeviceTellsWhatEachMonitorSees() {
        network.add("a:1", "here", DeviceState.DOWN, Network.NOW);
        views.add(
                network.health.get(DeviceId.parse("a:1")),
                Agreement.DISPUTED,
                Views.seen("0a", DeviceState.DOWN),
                Views.seen("0b", DeviceState.UNKNOWN));

        JsonArray observations = server.json("/devices/a:1").getJsonArray("observations");

        JsonObject own = observations.getJsonObject(0);
        assertThat(own.getString("monitor")).isEqualTo("0a");
        assertThat(own.getString("name")).isEqualTo("here");
        assertThat(own.getString("state")).isEqualTo("down");
        assertThat(Instant.parse(own.getString("since"))).isEqualTo(Network.NOW);
        assertThat(own.getBoolean("self")).isTrue();
        assertThat(own.getBoolean("reached")).isTrue();
        assertThat(own.getBoolean("counts")).isTrue();
        JsonObject other = observations.getJsonObject(1);
        assertThat(other.getString("name")).isEqualTo(EVIL);
        assertThat(other.getString("state")).isEqualTo("unknown");
        assertThat(other.getBoolean("self")).isFalse();
        assertThat(other.getBoolean("reached")).isFalse();
        assertThat(other.getBoolean("counts")).isFalse();
    }

    @Test
    void aPeerIsAsAllMonitorsSeeIt() {
        network.devices.add(Network.linked("a:1", "a:2"));
        views.add(told("a:2", DeviceState.MAINTENANCE), Agreement.AGREED);
        assertThat(server.json("/devices/a:1")
                        .getJsonArray("links")
                        .getJsonObject(0)
                        .getString("peerState"))
                .isEqualTo("maintenance");
    }

    @Test
    void whileWhatOthersSayIsAwayThisMonitorSpeaksForItself() {
        network.add("a:1", "here", DeviceState.DOWN, Network.NOW)
                .add("a:2", "here", DeviceState.UNKNOWN, Network.NOW)
                .devices
                .add(Network.device("a:3", "elsewhere", Optional.empty()));
        server.servlet.networkHealth = null;
        assertThat(listed("?state=down").getString("agreement")).isEqualTo("single");
        assertThat(listed("?query=a:2").getString("agreement")).isEqualTo("none");
        assertThat(listed("?query=a:3").getString("reason")).isEqualTo("not watched by this monitor");
        assertThat(server.json("/devices/a:1").getJsonArray("observations")).isEmpty();
        server.servlet.networkHealth = views;
        server.servlet.health = null;
        views.add(told("a:1", DeviceState.UP), Agreement.SINGLE, Views.seen("0b", DeviceState.UP));
        assertThat(server.json("/devices/a:1").getString("state")).isEqualTo("up");
        assertThat(listed("?state=up").getString("id")).isEqualTo("a:1");
    }

    @Test
    void prometheusIsToldHowTheNetworkIsWatched() {
        watching.status = new AssignmentStatus(300, 2, 12, 1, 3, "balanced/1", "0123", false, List.of());
        String metrics = new String(server.whole("GET", "/metrics").body(), StandardCharsets.UTF_8);
        assertThat(metrics.lines())
                .contains(
                        "dimon_assignment_devices{state=\"all\"} 300",
                        "dimon_assignment_devices{state=\"below\"} 12",
                        "dimon_assignment_devices{state=\"unwatched\"} 1",
                        "dimon_assignment_devices{state=\"surplus\"} 3",
                        "dimon_assignment_redundancy 2",
                        "dimon_assignment_settled 0",
                        "dimon_monitor_watches{monitor=\"0b\"} 199",
                        "dimon_monitor_capacity{monitor=\"0b\"} 500",
                        "dimon_monitor_alive{monitor=\"0b\"} 1",
                        "dimon_monitor_alive{monitor=\"0c\"} 0");
    }
}
