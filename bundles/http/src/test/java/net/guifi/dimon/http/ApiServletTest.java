// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.http;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.zip.GZIPInputStream;
import net.guifi.dimon.api.assignment.Standing;
import net.guifi.dimon.api.assignment.WatchList;
import net.guifi.dimon.api.description.Description;
import net.guifi.dimon.api.description.Interface;
import net.guifi.dimon.api.description.SystemGroup;
import net.guifi.dimon.api.health.DeviceState;
import net.guifi.dimon.api.health.Transition;
import net.guifi.dimon.api.inventory.Device;
import net.guifi.dimon.api.inventory.DeviceId;
import net.guifi.dimon.api.inventory.Link;
import net.guifi.dimon.api.inventory.Status;
import net.guifi.dimon.api.measurement.Metric;
import net.guifi.dimon.api.measurement.Outcome;
import net.guifi.dimon.api.measurement.Sample;
import net.guifi.dimon.api.measurement.SeriesKey;
import net.guifi.dimon.api.probe.Probe;
import net.guifi.dimon.api.probe.ProbeReport;
import org.apache.felix.hc.api.Result;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ApiServletTest {
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private final Network network = new Network();
    private Server server;

    @BeforeEach
    void start() {
        server = new Server(network);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void listsProblemsFirstAndTheNewestChangeFirst() {
        network.add("a:1", "up", DeviceState.UP, Network.NOW)
                .add("a:2", "old", DeviceState.DOWN, Network.NOW.minusSeconds(60))
                .add("a:3", "new", DeviceState.DOWN, Network.NOW)
                .add("a:10", "new too", DeviceState.DOWN, Network.NOW)
                .add("a:4", "no data", DeviceState.UNKNOWN, Network.NOW)
                .add("a:5", "behind", DeviceState.UNREACHABLE, Network.NOW)
                .add("a:6", "mended", DeviceState.MAINTENANCE, Network.NOW)
                .add("a:7", "poor", DeviceState.DEGRADED, Network.NOW);

        JsonObject list = server.json("/devices");

        assertThat(ids(list)).containsExactly("a:3", "a:10", "a:2", "a:5", "a:7", "a:4", "a:6", "a:1");
        assertThat(list.getInt("total")).isEqualTo(8);
        assertThat(list.getJsonObject("states").getInt("down")).isEqualTo(3);
        assertThat(list.getJsonObject("states").getInt("up")).isEqualTo(1);
    }

    @Test
    void tellsOfADeviceInAListWithMillisecondsAndTheRest() {
        network.add(
                Network.device("a:1", "Torre", Optional.of(Network.node("Ajuntament", "Gràcia"))),
                Network.health(DeviceId.parse("a:1"), DeviceState.UP, Network.NOW));

        JsonObject device = server.json("/devices").getJsonArray("devices").getJsonObject(0);

        assertThat(device.getString("id")).isEqualTo("a:1");
        assertThat(device.getString("title")).isEqualTo("Torre");
        assertThat(device.getString("state")).isEqualTo("up");
        assertThat(device.getString("since")).isEqualTo("2026-03-01T12:00:00Z");
        assertThat(device.getString("reason")).isEqualTo("because");
        assertThat(device.getString("node")).isEqualTo("Ajuntament");
        assertThat(device.getString("zone")).isEqualTo("Gràcia");
        assertThat(device.getString("address")).isEqualTo("198.18.0.1");
        assertThat(device.getJsonNumber("rtt").doubleValue()).isEqualTo(12.346);
        assertThat(device.getJsonNumber("loss").doubleValue()).isEqualTo(0.25);
        assertThat(device.getString("lastSample")).isEqualTo("2026-03-01T12:00:00Z");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GRACIA", "gr%C3%A0cia", "torr%C3%A9", "198.18", "fd9a::1", "guifi:77", "torre+ajunt"})
    void findsByTitleIdAddressNodeAndZoneWithoutCaseAndAccents(String query) {
        network.add(
                        Network.device("guifi:77", "TORRE", Optional.of(Network.node("Ajuntament", "Gràcia"))),
                        Network.health(DeviceId.parse("guifi:77"), DeviceState.UP, Network.NOW))
                .add(
                        new Device(
                                DeviceId.parse("b:1"),
                                "other",
                                "",
                                Status.WORKING,
                                true,
                                Optional.empty(),
                                List.of(Network.address("198.19.0.1")),
                                List.of(),
                                List.of()),
                        Network.health(DeviceId.parse("b:1"), DeviceState.DOWN, Network.NOW));

        JsonObject list = server.json("/devices?query=" + query);

        assertThat(ids(list)).containsExactly("guifi:77");
        assertThat(list.getInt("total")).isEqualTo(1);
        assertThat(list.getJsonObject("states").getInt("down")).isEqualTo(1);
        assertThat(list.getJsonObject("matching").getInt("down")).isZero();
        assertThat(list.getJsonObject("matching").getInt("up")).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"state=down,2", "state=down&state=up,3", "'state=down,up',3", "state=,4", "state=%20Up,1"})
    void filtersByStates(String query, int total) {
        network.add("a:1", "1", DeviceState.DOWN, Network.NOW)
                .add("a:2", "2", DeviceState.DOWN, Network.NOW)
                .add("a:3", "3", DeviceState.UP, Network.NOW)
                .add("a:4", "4", DeviceState.UNKNOWN, Network.NOW);

        assertThat(server.json("/devices?" + query).getInt("total")).isEqualTo(total);
    }

    @Test
    void listsOnlyWhatIsMonitoredAndFindsAllOfTheInventory() {
        network.devices.add(new Device(
                DeviceId.parse("a:1"),
                "planned",
                "radio",
                Status.PLANNED,
                false,
                Optional.empty(),
                List.of(),
                List.of(),
                List.of()));
        network.devices.add(Network.device("a:2", "elsewhere watched", Optional.empty()));

        assertThat(ids(server.json("/devices"))).containsExactly("a:2");
        assertThat(server.json("/devices/2").getString("reason")).isEqualTo("not watched by this monitor");
        assertThat(server.json("/devices/a:1").getString("status")).isEqualTo("planned");
        assertThat(server.json("/devices/1").getBoolean("monitored")).isFalse();
    }

    @Test
    void showsAChangeAtOnce() {
        network.add("a:1", "x", DeviceState.UP, Network.NOW);
        assertThat(ids(server.json("/devices?state=down"))).isEmpty();

        network.health.put(
                DeviceId.parse("a:1"),
                Network.health(DeviceId.parse("a:1"), DeviceState.DOWN, Network.NOW.plusSeconds(1)));

        Awaitility.await()
                .atMost(LIMIT)
                .until(() -> ids(server.json("/devices?state=down")).size() == 1);
        network.add("a:2", "y", DeviceState.DOWN, Network.NOW);
        Awaitility.await()
                .atMost(LIMIT)
                .until(() -> ids(server.json("/devices?state=down")).size() == 2);
    }

    @Test
    void tellsAllOfOneDevice() {
        DeviceId id = DeviceId.parse("a:1");
        DeviceId peer = DeviceId.parse("a:2");
        network.add("a:2", "peer", DeviceState.DOWN, Network.NOW)
                .add(
                        new Device(
                                id,
                                "x",
                                "radio",
                                Status.TESTING,
                                true,
                                Optional.of(Network.node("n", "z")),
                                List.of(Network.address("fd9a::1"), Network.address("198.18.0.1")),
                                List.of(),
                                List.of(new Link("7", "ap/client", Status.WORKING, "i1", peer, "i2"))),
                        Network.health(id, DeviceState.UP, Network.NOW));
        network.transitions.add(new Transition(id, DeviceState.DOWN, DeviceState.UP, Network.NOW, "1 of 1 answered"));
        network.samples.put(new SeriesKey(id, Metric.RTT), List.of());
        server.servlet.assignments = new Watching().watches("a:1", "m1", "m2");

        JsonObject device = server.json("/devices/a:1");

        assertThat(texts(device.getJsonArray("addresses"))).containsExactly("fd9a::1", "198.18.0.1");
        assertThat(device.getString("nodeId")).isEqualTo("9");
        assertThat(device.getString("zoneId")).isEqualTo("3");
        JsonArray watchers = device.getJsonArray("watchers");
        assertThat(watchers).hasSize(2);
        assertThat(watchers.getJsonObject(1).getString("id")).isEqualTo("m2");
        JsonObject link = device.getJsonArray("links").getJsonObject(0);
        assertThat(link.getString("peerTitle")).isEqualTo("peer");
        assertThat(link.getString("peerState")).isEqualTo("down");
        assertThat(device.getJsonArray("transitions").getJsonObject(0).getString("from"))
                .isEqualTo("down");
        assertThat(device.getJsonArray("series").getJsonObject(0).getString("unit"))
                .isEqualTo("ms");
    }

    @Test
    void givesSummariesOfTheLastDay() {
        network.add("a:1", "x", DeviceState.UP, Network.NOW);
        SeriesKey key = new SeriesKey(DeviceId.parse("a:1"), Metric.RTT);
        network.samples.put(
                key,
                List.of(
                        new Sample(key, Network.NOW.minus(Duration.ofHours(25)), Outcome.OK, 1),
                        new Sample(key, Network.NOW.minusSeconds(20), Outcome.OK, 2_500_000),
                        new Sample(key, Network.NOW.minusSeconds(10), Outcome.TIMEOUT, 0)));

        JsonObject series = server.json("/devices/a:1/series");

        assertThat(series.getString("device")).isEqualTo("a:1");
        assertThat(series.getString("unit")).isEqualTo("ms");
        assertThat(series.getString("from")).isEqualTo("2026-02-28T12:00:00Z");
        assertThat(series.getString("to")).isEqualTo("2026-03-01T12:00:00Z");
        assertThat(series.getString("resolution")).isEqualTo("PT5M");
        JsonArray points = series.getJsonArray("points");
        assertThat(points).hasSize(2);
        assertThat(points.getJsonObject(0).getJsonNumber("median").doubleValue())
                .isEqualTo(2.5);
        assertThat(points.getJsonObject(1).getInt("lost")).isEqualTo(1);
        assertThat(points.getJsonObject(1)).doesNotContainKey("median");
    }

    @ParameterizedTest
    @CsvSource({
        "from=2026-03-01T11:00:00Z,            2026-03-01T11:00:00Z, 2026-03-01T12:00:00Z, PT10S",
        "from=2026-03-01T12:00:00%2B01:00,     2026-03-01T11:00:00Z, 2026-03-01T12:00:00Z, PT10S",
        "from=2026-03-01T12:00:00+01:00,       2026-03-01T11:00:00Z, 2026-03-01T12:00:00Z, PT10S",
        "from=-600&to=-60,                     2026-03-01T11:50:00Z, 2026-03-01T11:59:00Z, PT1S",
        "from=-PT1H&to=PT30M,                  2026-03-01T11:00:00Z, 2026-03-01T11:30:00Z, PT5S",
        "from=P30D,                            2026-01-30T12:00:00Z, 2026-03-01T12:00:00Z, PT2H",
        "from=0,                               1970-01-01T00:00:00Z, 2026-03-01T12:00:00Z, PT840H",
        "to=1772280000,                        2026-02-27T12:00:00Z, 2026-02-28T12:00:00Z, PT5M",
        "resolution=60,                        2026-02-28T12:00:00Z, 2026-03-01T12:00:00Z, PT1M",
        "resolution=PT1H,                      2026-02-28T12:00:00Z, 2026-03-01T12:00:00Z, PT1H",
        "resolution=raw,                       2026-02-28T12:00:00Z, 2026-03-01T12:00:00Z, raw",
    })
    void understandsTimes(String query, String from, String to, String resolution) {
        network.add("a:1", "x", DeviceState.UP, Network.NOW);

        JsonObject series = server.json("/devices/a:1/series?" + query);

        assertThat(series.getString("from")).isEqualTo(from);
        assertThat(series.getString("to")).isEqualTo(to);
        assertThat(series.getString("resolution")).isEqualTo(resolution);
    }

    @Test
    void givesRawSamplesInPartsThatFollowEachOther() {
        network.add("a:1", "x", DeviceState.UP, Network.NOW);
        SeriesKey key = new SeriesKey(DeviceId.parse("a:1"), Metric.RTT);
        List<Sample> samples = new ArrayList<>();
        for (int i = 25_000; i > 0; i--) {
            samples.add(new Sample(
                    key, Network.NOW.minusSeconds(i), i % 2 == 0 ? Outcome.OK : Outcome.NOT_SENT, i * 1_000L));
        }
        network.samples.put(key, samples);

        JsonObject first = server.json("/devices/a:1/series?resolution=raw");
        JsonObject second = server.json("/devices/a:1/series?resolution=raw&from=" + first.getString("next"));

        assertThat(first.getJsonArray("samples")).hasSize(20_000);
        assertThat(second.getJsonArray("samples")).hasSize(5_000);
        assertThat(second).doesNotContainKey("next");
        JsonObject sample = second.getJsonArray("samples").getJsonObject(0);
        assertThat(sample.getString("outcome")).isEqualTo("ok");
        assertThat(sample.getJsonNumber("value").toString()).isEqualTo("5");
        assertThat(second.getJsonArray("samples").getJsonObject(1)).doesNotContainKey("value");
    }

    @Test
    void givesCountersRawAndUnsigned() {
        network.add("a:1", "x", DeviceState.UP, Network.NOW);
        Metric octets = new Metric("in", Metric.Unit.OCTETS, Metric.Kind.COUNTER);
        SeriesKey key = new SeriesKey(DeviceId.parse("a:1"), octets, "wlan0");
        network.samples.put(key, List.of(new Sample(key, Network.NOW.minusSeconds(1), Outcome.OK, -1)));

        JsonObject series = server.json("/devices/a:1/series?metric=in&instance=wlan0&resolution=raw");

        assertThat(series.getString("unit")).isEqualTo("octets");
        assertThat(series.getJsonArray("samples")
                        .getJsonObject(0)
                        .getJsonNumber("value")
                        .toString())
                .isEqualTo("18446744073709551615");
        assertProblem(server.get("/devices/a:1/series?metric=in"), 404, "in (instance wlan0)");
    }

    @Test
    void givesTheRatesOfCountersNoOftenerThanTheyAreRead() {
        network.add("a:1", "x", DeviceState.UP, Network.NOW);
        rates("wlan0", Metric.IN_OCTETS, 125_000);

        JsonObject series = server.json("/devices/a:1/series?metric=in-octets&instance=wlan0&from=-PT1H");

        assertThat(series.getString("unit")).isEqualTo("octets/s");
        assertThat(series.getString("resolution")).isEqualTo("PT1M");
        assertThat(series.getJsonArray("points").getJsonObject(0).getInt("mean"))
                .isEqualTo(125_000);
        assertThat(server.json("/devices/a:1/series?metric=in-octets&instance=wlan0")
                        .getString("resolution"))
                .isEqualTo("PT5M");
        assertThat(server.json("/devices/a:1/series?metric=in-octets&instance=wlan0&from=-60&resolution=1")
                        .getString("resolution"))
                .isEqualTo("PT1S");
    }

    @Test
    void givesSeveralSeriesAtOnce() {
        network.add("a:1", "x", DeviceState.UP, Network.NOW);
        rates("wlan0", Metric.IN_OCTETS, 1);
        rates("wlan0", Metric.OUT_OCTETS, 2);
        rates("eth0", Metric.IN_OCTETS, 3);
        rates("eth0", Metric.OPER_STATUS, 1);
        network.samples.put(new SeriesKey(DeviceId.parse("a:1"), Metric.RTT), List.of());

        JsonObject both = server.json("/devices/a:1/series?metric=out-octets&metric=in-octets&instance=wlan0");
        assertThat(both.getString("device")).isEqualTo("a:1");
        assertThat(both).doesNotContainKeys("points", "metric");
        assertThat(names(both)).containsExactly("in-octets wlan0", "out-octets wlan0");
        assertThat(both.getJsonArray("series")
                        .getJsonObject(1)
                        .getJsonArray("points")
                        .getJsonObject(0)
                        .getInt("max"))
                .isEqualTo(2);
        assertThat(names(server.json("/devices/a:1/series?metric=in-octets&instance=*")))
                .containsExactly("in-octets eth0", "in-octets wlan0");
        assertThat(names(server.json("/devices/a:1/series?instance=*"))).hasSize(5);
        assertThat(names(server.json("/devices/a:1/series?metric=nix&metric=in-octets&instance=lo")))
                .isEmpty();
        assertProblem(
                server.get("/devices/a:1/series?metric=in-octets&instance=*&resolution=raw"),
                400,
                "one series at once");
    }

    @Test
    void manySeriesHaveFewerPointsEach() {
        network.add("a:1", "x", DeviceState.UP, Network.NOW);
        for (int i = 0; i < 200; i++) {
            rates("port" + i, Metric.IN_OCTETS, 1);
        }

        assertThat(server.json("/devices/a:1/series?instance=*").getString("resolution"))
                .isEqualTo("PT10M");
        assertProblem(
                server.get("/devices/a:1/series?instance=*&resolution=60"),
                400,
                "250 intervals for each of 200 series");
    }

    @Test
    void tellsWhatADeviceSaysOfItself() {
        network.add("a:1", "x", DeviceState.UP, Network.NOW);
        rates("wlan0", Metric.IN_OCTETS, 125_000);
        DeviceId id = DeviceId.parse("a:1");
        Description description = new Description(
                id,
                Optional.of(Network.NOW),
                "SNMP v2c at 198.18.0.1:161",
                Optional.of(new SystemGroup("torre", "<b>RouterOS\"", "1.3.6.1", "", "roof", Duration.ofHours(2))),
                List.of(
                        new Interface(
                                2,
                                "wlan0",
                                Optional.of("p1"),
                                "wlan0",
                                "wireless",
                                "",
                                71,
                                OptionalLong.of(300_000_000),
                                Interface.Status.UP,
                                Interface.Status.LOWER_LAYER_DOWN,
                                true),
                        new Interface(
                                3,
                                "eth0",
                                Optional.empty(),
                                "eth0",
                                "eth0",
                                "uplink",
                                6,
                                OptionalLong.empty(),
                                Interface.Status.DOWN,
                                Interface.Status.DOWN,
                                false)),
                Optional.of("no answer within 2 s"));
        server.servlet.descriptions = device -> Optional.of(description).filter(known -> device.equals(id));

        JsonObject snmp = server.json("/devices/a:1").getJsonObject("snmp");

        assertThat(snmp.getString("endpoint")).isEqualTo("SNMP v2c at 198.18.0.1:161");
        assertThat(snmp.getString("lastAnswer")).isEqualTo("2026-03-01T12:00:00Z");
        assertThat(snmp.getString("problem")).isEqualTo("no answer within 2 s");
        JsonObject system = snmp.getJsonObject("system");
        assertThat(system.getString("description")).isEqualTo("<b>RouterOS\"");
        assertThat(system.getInt("uptime")).isEqualTo(7200);
        assertThat(system).doesNotContainKey("contact");
        JsonObject wlan = snmp.getJsonArray("interfaces").getJsonObject(0);
        assertThat(wlan.getString("port")).isEqualTo("p1");
        assertThat(wlan.getInt("speed")).isEqualTo(300_000_000);
        assertThat(wlan.getString("oper")).isEqualTo("lower-layer-down");
        assertThat(wlan.getInt("in")).isEqualTo(1_000_000);
        assertThat(wlan).doesNotContainKeys("out", "alias");
        assertThat(snmp.getJsonArray("interfaces").getJsonObject(1))
                .doesNotContainKeys("in", "out", "speed", "port")
                .containsEntry("measured", JsonValue.FALSE);

        // Of a device that is asked each five minutes.
        rate("wlan0", Metric.IN_OCTETS, 125_000, Network.NOW.minusSeconds(310));
        assertThat(firstInterface().getInt("in")).isEqualTo(1_000_000);
        rate("wlan0", Metric.IN_OCTETS, 125_000, Network.NOW.minusSeconds(370));
        assertThat(firstInterface()).doesNotContainKey("in");
        network.samples.clear();
        assertThat(firstInterface()).doesNotContainKey("in");
        server.servlet.descriptions = device -> Optional.empty();
        assertThat(server.json("/devices/a:1")).doesNotContainKey("snmp");
    }

    private JsonObject firstInterface() {
        return server.json("/devices/a:1")
                .getJsonObject("snmp")
                .getJsonArray("interfaces")
                .getJsonObject(0);
    }

    private void rate(String instance, Metric metric, long rate, Instant at) {
        SeriesKey key = new SeriesKey(DeviceId.parse("a:1"), metric, instance);
        network.samples.put(key, List.of(new Sample(key, at, Outcome.OK, rate)));
    }

    @Test
    void ofManySeriesSomeAreNamedWhenAnotherIsAskedFor() {
        network.add("a:1", "x", DeviceState.UP, Network.NOW);
        for (int i = 0; i < 200; i++) {
            rates("port" + i, Metric.IN_OCTETS, 1);
        }
        JsonObject problem = assertProblem(
                server.get("/devices/a:1/series?metric=in-octets&instance=lan"),
                404,
                "there are: in-octets (instance port0), ");
        assertThat(problem.getString("detail")).endsWith(" and 180 more.");
    }

    /** The archive's points of a counter are its rates. */
    private void rates(String instance, Metric metric, long rate) {
        SeriesKey key = new SeriesKey(DeviceId.parse("a:1"), metric, instance);
        network.samples.put(
                key,
                List.of(
                        new Sample(key, Network.NOW.minusSeconds(30), Outcome.OK, rate),
                        new Sample(key, Network.NOW.minusSeconds(10), Outcome.TIMEOUT, 0)));
    }

    private static List<String> names(JsonObject several) {
        return several.getJsonArray("series").getValuesAs(JsonObject.class).stream()
                .map(series -> series.getString("metric") + " " + series.getString("instance", ""))
                .toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/devices?limit=x           | limit      | x      | 0 to 1000",
                "/devices?limit=1001        | limit      | 1001   | 0 to 1000",
                "/devices?offset=-1         | offset     | -1     | from 0",
                "/devices?offset=99999999999| offset     | 99999999999 | from 0",
                "/devices?limit=1&limit=2   | limit      | 1, 2   | once only",
                "/devices?state=down,broken | state      | broken | down, unreachable, degraded, unknown, maintenance, up",
                "/devices/a:1/series?from=yesterday | from | yesterday | 2026-01-31T12:00:00Z",
                "/devices/a:1/series?to=P999999999999999D | to | P999999999999999D | a time is expected",
                "/devices/a:1/series?from=999999999999999 | from | 999999999999999 | 1970 to 9999",
                "/devices/a:1/series?from=-60&to=-120 | from | -60 | before",
                "/devices/a:1/series?resolution=0   | resolution | 0 | at least one second",
                "/devices/a:1/series?resolution=PT0.5S | resolution | PT0.5S | at least one second",
                "/devices/a:1/series?resolution=fine | resolution | fine | at least one second",
                "/devices/a:1/series?resolution=1&from=P7D | resolution | 1 | 10000 intervals",
                "/devices/a:1/series?resolution=raw&from=P7D | resolution | raw | PT24H",
            })
    void namesABadParameterAndItsValue(String path, String parameter, String value, String expected) {
        network.add("a:1", "x", DeviceState.UP, Network.NOW);

        JsonObject problem = assertProblem(server.get(path), 400, expected);

        assertThat(problem.getString("parameter")).isEqualTo(parameter);
        assertThat(problem.getString("value")).isEqualTo(value);
        assertThat(problem.getString("detail")).contains(parameter).contains(value);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "/nothing",
                "/devices/",
                "/devices/a:1/",
                "/devices/a:1/other",
                "/monitors/x",
                "/devices/a:1/series/x"
            })
    void knowsNoOtherPath(String path) {
        network.add("a:1", "x", DeviceState.UP, Network.NOW);

        HttpResponse<byte[]> response = server.get(path);

        JsonObject problem = assertProblem(response, 404, "There is no|The inventory has no");
        assertThat(problem.getString("instance")).isEqualTo("/api/v1" + path);
    }

    @Test
    void tellsOfAnUnknownDeviceAndOfABareIdThatTwoSourcesHave() {
        network.add("a:1", "x", DeviceState.UP, Network.NOW).add("b:1", "y", DeviceState.UP, Network.NOW);

        assertProblem(server.get("/devices/a:2"), 404, "\"a:2\"");
        assertProblem(server.get("/devices/1"), 404, "\"1\", or more than one");
        assertProblem(server.get("/devices/%F0%9F%90%88:1/series"), 404, "no device");
        assertThat(server.json("/devices/b:1").getString("title")).isEqualTo("y");
    }

    @Test
    void tellsOfAMalformedQuery() throws IOException {
        try (Socket socket = new Socket("127.0.0.1", server.port())) {
            socket.getOutputStream()
                    .write("GET /api/v1/devices?query=%zz HTTP/1.0\r\nHost: localhost\r\n\r\n".getBytes());
            String answer = new String(socket.getInputStream().readAllBytes());
            assertThat(answer).startsWith("HTTP/1.1 400").contains("%zz");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"})
    void isReadOnly(String method) {
        HttpResponse<byte[]> response = server.request(method, "/devices");

        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(response.headers().firstValue("Allow")).contains("GET, HEAD");
    }

    @Test
    void answersHeadAsGetWithoutBody() {
        network.add("a:1", "x", DeviceState.UP, Network.NOW);

        HttpResponse<byte[]> get = server.get("/devices");
        HttpResponse<byte[]> head = server.request("HEAD", "/devices");

        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        for (String header : List.of("ETag", "Content-Type", "Content-Length", "Cache-Control")) {
            assertThat(head.headers().firstValue(header))
                    .isPresent()
                    .isEqualTo(get.headers().firstValue(header));
        }
    }

    @Test
    void sendsNothingAgainThatTheClientHas() {
        network.add("a:1", "x", DeviceState.UP, Network.NOW);
        String etag = server.get("/devices/a:1").headers().firstValue("ETag").orElseThrow();

        HttpResponse<byte[]> same = server.get("/devices/a:1", "If-None-Match", "\"other\", W/" + etag);
        assertThat(same.statusCode()).isEqualTo(304);
        assertThat(same.body()).isEmpty();
        assertThat(same.headers().firstValue("ETag")).contains(etag);
        assertThat(same.headers().firstValue("Cache-Control")).contains("no-cache");

        network.health.put(DeviceId.parse("a:1"), Network.health(DeviceId.parse("a:1"), DeviceState.DOWN, Network.NOW));
        assertThat(server.get("/devices/a:1", "If-None-Match", etag).statusCode())
                .isEqualTo(200);
    }

    @Test
    void compressesWhatIsLargeForThoseWhoAcceptIt() throws IOException {
        for (int i = 0; i < 100; i++) {
            network.add("a:" + i, "device " + i, DeviceState.UP, Network.NOW);
        }
        HttpResponse<byte[]> plain = server.get("/devices", "Accept-Encoding", "gzip;q=0, br");
        HttpResponse<byte[]> gzip = server.get("/devices", "Accept-Encoding", "br, gzip");

        assertThat(plain.headers().firstValue("Content-Encoding")).isEmpty();
        assertThat(gzip.headers().firstValue("Content-Encoding")).contains("gzip");
        assertThat(gzip.headers().firstValue("Vary")).contains("Accept-Encoding");
        assertThat(gzip.headers().firstValue("ETag"))
                .isNotEqualTo(plain.headers().firstValue("ETag"));
        assertThat(new GZIPInputStream(new ByteArrayInputStream(gzip.body())).readAllBytes())
                .isEqualTo(plain.body());
        assertThat(server.get("/probes", "Accept-Encoding", "gzip").headers().firstValue("Content-Encoding"))
                .isEmpty();
    }

    @Test
    void guardsItsAnswersAgainstBrowsers() {
        for (String path : List.of("/devices", "/nothing")) {
            HttpResponse<byte[]> response = server.get(path, "Origin", "https://elsewhere.example");
            assertThat(response.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
            assertThat(response.headers().firstValue("Content-Security-Policy").orElseThrow())
                    .contains("default-src 'none'");
            assertThat(response.headers().firstValue("Access-Control-Allow-Origin"))
                    .isEmpty();
        }
    }

    @Test
    void saysWhatIsAway() {
        network.add("a:1", "x", DeviceState.UP, Network.NOW);
        server.servlet.assignments = new Watching();
        server.servlet.store = new Together();
        assertThat(server.servlet.execute().getStatus()).isEqualTo(Result.Status.OK);
        server.servlet.assignments = null;
        assertProblem(server.get("/monitors"), 503, "\"assign\"");
        server.servlet.archive = null;
        assertProblem(server.get("/devices/a:1/series"), 503, "\"archive\"");
        assertThat(server.json("/devices/a:1")).doesNotContainKeys("series", "watchers");
        server.servlet.health = null;
        assertProblem(server.get("/devices"), 503, "\"health\"");
        server.servlet.inventory = null;
        assertProblem(server.get("/sources"), 503, "\"inventory\"");
        assertThat(server.servlet.execute().getStatus()).isEqualTo(Result.Status.WARN);
    }

    @Test
    void keepsItsInternalsToItselfWhenSomethingBreaks() {
        server.servlet.probes = List.of(probe(() -> {
            throw new IllegalStateException("secret internals");
        }));

        JsonObject problem = assertProblem(server.get("/probes"), 500, "log of the monitor");

        assertThat(problem.toString()).doesNotContain("secret");
    }

    @Test
    void tellsOfMonitorsSourcesAndProbes() {
        server.servlet.assignments = new Watching().monitor("abc", "this one", Standing.ALIVE, 300);
        Map<String, Long> counters = new LinkedHashMap<>();
        counters.put("sent", 7L);
        counters.put("received", 5L);
        server.servlet.probes = List.of(probe(() -> counters));

        JsonObject monitor = server.json("/monitors").getJsonArray("monitors").getJsonObject(0);
        JsonObject sources = server.json("/sources");
        JsonObject probe = server.json("/probes").getJsonArray("probes").getJsonObject(0);

        assertThat(monitor.getString("id")).isEqualTo("abc");
        assertThat(monitor.getBoolean("self")).isTrue();
        assertThat(monitor.getInt("watches")).isEqualTo(300);
        assertThat(texts(monitor.getJsonArray("endpoints"))).containsExactly("http://198.18.0.1:8080/");
        assertThat(sources.getJsonArray("sources").getJsonObject(0).getString("state"))
                .isEqualTo("failed");
        assertThat(sources.getJsonArray("sources").getJsonObject(0).getString("message"))
                .isEqualTo("line 3: no \"id\"");
        assertThat(probe.getJsonObject("counters").keySet()).containsExactly("sent", "received");
    }

    private static JsonObject assertProblem(HttpResponse<byte[]> response, int status, String detail) {
        assertThat(response.statusCode()).as(new String(response.body())).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type").orElseThrow()).startsWith("application/problem+json");
        JsonObject problem = Server.parse(response.body());
        assertThat(problem.getInt("status")).isEqualTo(status);
        assertThat(problem.getString("type")).startsWith("tag:guifi.net,2026:dimon:");
        assertThat(problem.getString("title")).isNotEmpty();
        assertThat(problem.getString("instance")).startsWith("/api/v1");
        assertThat(detail.split("\\|"))
                .anySatisfy(part -> assertThat(problem.getString("detail")).contains(part));
        return problem;
    }

    private static List<String> ids(JsonObject list) {
        return list.getJsonArray("devices").getValuesAs(JsonObject.class).stream()
                .map(device -> device.getString("id"))
                .toList();
    }

    private static List<String> texts(JsonArray array) {
        return array.getValuesAs(JsonString.class).stream()
                .map(JsonString::getString)
                .toList();
    }

    private static Probe probe(Supplier<Map<String, Long>> counters) {
        return new Probe() {
            @Override
            public String name() {
                return "ping";
            }

            @Override
            public CompletionStage<ProbeReport> probe(Device device) {
                throw new UnsupportedOperationException();
            }

            @Override
            public Map<String, Long> counters() {
                return counters.get();
            }

            @Override
            public void watch(WatchList watchList) {}
        };
    }
}
