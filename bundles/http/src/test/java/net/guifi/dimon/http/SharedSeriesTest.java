// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.http;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import net.guifi.dimon.api.health.DeviceState;
import net.guifi.dimon.api.inventory.DeviceId;
import net.guifi.dimon.api.measurement.Metric;
import net.guifi.dimon.api.measurement.Point;
import net.guifi.dimon.api.measurement.SeriesKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SharedSeriesTest {
    private static final DeviceId DEVICE = DeviceId.parse("a:1");

    private final Network network = new Network();
    private Server server;

    @BeforeEach
    void start() {
        network.add("a:1", "One", DeviceState.UP, Network.NOW);
        network.add("a:2", "Two", DeviceState.UP, Network.NOW);
        network.shared.put(
                "dead",
                Map.of(
                        new SeriesKey(DEVICE, Metric.RTT),
                        points(2_500_000),
                        new SeriesKey(DEVICE, Metric.IN_OCTETS, "wlan0"),
                        points(1_000),
                        new SeriesKey(DEVICE, Metric.OUT_OCTETS, "wlan0"),
                        points(500)));
        server = new Server(network);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static List<Point> points(long value) {
        return List.of(
                new Point(Network.NOW.minusSeconds(3600), 30, 3, value, value, value, value),
                new Point(Network.NOW.minusSeconds(1800), 30, 30, 0, 0, 0, 0));
    }

    @Test
    void whoSharesADeviceIsTold() {
        assertThat(server.json("/devices/a:1/monitors").getJsonArray("monitors").getValuesAs(JsonString.class))
                .extracting(JsonString::getString)
                .containsExactly("dead");
    }

    @Test
    void theSummariesOfAnotherMonitorSayWhoseTheyAre() {
        JsonObject rtt = server.json("/devices/a:1/series?monitor=dead");
        assertThat(rtt.getString("monitor")).isEqualTo("dead");
        assertThat(rtt.getString("metric")).isEqualTo("rtt");
        assertThat(rtt.getString("resolution")).isEqualTo("PT5M");
        assertThat(rtt.getInt("missing")).isEqualTo(2);
        assertThat(rtt.getJsonArray("points")).hasSize(2);
        assertThat(rtt.getJsonArray("points")
                        .getJsonObject(0)
                        .getJsonNumber("median")
                        .doubleValue())
                .isEqualTo(2.5);
        assertThat(rtt.getJsonArray("points").getJsonObject(1)).doesNotContainKey("median");
    }

    @Test
    void trafficNeedsNoNameOfTheInterface() {
        JsonObject in = server.json("/devices/a:1/series?monitor=dead&metric=in-octets&from=-P7D");
        assertThat(in.getString("instance")).isEqualTo("wlan0");
        assertThat(in.getString("unit")).isEqualTo("octets/s");
        assertThat(in.getString("resolution")).isEqualTo("PT30M");
        assertThat(server.json("/devices/a:1/series?monitor=dead&instance=*")
                        .getJsonArray("series")
                        .getValuesAs(JsonObject.class))
                .extracting(series -> series.getString("metric"))
                .containsExactly("rtt", "in-octets", "out-octets");
    }

    @Test
    void whereNothingIsSharedThereAreNoPoints() {
        assertThat(server.json("/devices/a:2/series?monitor=dead").getJsonArray("points"))
                .isEmpty();
        assertThat(server.json("/devices/a:1/series?monitor=nobody").getJsonArray("points"))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "monitor=dead&resolution=raw | 400 | PT5M and longer",
                "monitor=dead&resolution=60 | 400 | PT5M and longer",
                "monitor=dead&resolution=300&from=0 | 400 | more than 10000 intervals",
                "monitor=dead&monitor=alive | 400 | once only",
                "monitor=dead&metric=uptime | 404 | in-octets, out-octets, rtt",
                "monitor=dead&metric=in-octets&instance=eth9 | 404 | eth9",
            })
    void whatMakesNoSenseIsNamed(String query, int status, String told) {
        HttpResponse<byte[]> response = server.get("/devices/a:1/series?" + query);
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(new String(response.body(), StandardCharsets.UTF_8)).contains(told);
    }

    @Test
    void whatDoesNotComeInTimeCanBeAskedForAgain() {
        network.late = true;
        assertThat(server.get("/devices/a:1/monitors").statusCode()).isEqualTo(503);
    }
}
