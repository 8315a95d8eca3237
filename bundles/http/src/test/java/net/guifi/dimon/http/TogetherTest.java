// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.http;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import net.guifi.dimon.api.assignment.Standing;
import net.guifi.dimon.api.assignment.WatchList;
import net.guifi.dimon.api.health.DeviceState;
import net.guifi.dimon.api.inventory.Device;
import net.guifi.dimon.api.probe.Probe;
import net.guifi.dimon.api.probe.ProbeReport;
import net.guifi.dimon.api.store.StoreStatus;
import org.apache.felix.hc.api.FormattingResultLog;
import org.apache.felix.hc.api.Result;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is told of the store, of the network, and to Prometheus. */
class TogetherTest {
    private static final String EVIL = "<b>\"evil\"\\\nx 1";
    private static final Pattern LINE = Pattern.compile(
            "[a-z_]+(\\{([a-z]+=\"([^\"\\\\\\n]|\\\\[n\"\\\\])*\",?)+\\})? -?[0-9]+|# (HELP|TYPE) [a-z_]+ .+");

    private final Network network = new Network();
    private final Together together = new Together();
    private Server server;

    @BeforeEach
    void start() {
        server = new Server(network);
        server.servlet.store = together;
        server.servlet.network = together;
        server.metrics.store = together;
        server.metrics.network = together;
        server.metrics.health = network;
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private List<String> metrics() {
        HttpResponse<byte[]> response = server.whole("GET", "/metrics");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type").orElseThrow().replace(" ", ""))
                .isEqualTo("text/plain;version=0.0.4;charset=utf-8");
        return new String(response.body(), StandardCharsets.UTF_8).lines().toList();
    }

    @Test
    void theStoreTellsOfItsLinks() {
        together.link("AntidoteDB at 198.18.0.1:8087", StoreStatus.Trust.DOUBTED, Duration.ofHours(12));
        together.refusals.add(new StoreStatus.Refusal("its signature is wrong", 3));
        server.servlet.storeCheck = () -> {
            FormattingResultLog log = new FormattingResultLog();
            log.info("All of it.");
            log.warn("Another monitor uses this one's key.");
            return new Result(log);
        };

        JsonObject store = server.json("/store");

        assertThat(store.getString("monitor")).isEqualTo("0a");
        assertThat(store.getString("network")).isEqualTo("ff");
        assertThat(store.getInt("entries")).isEqualTo(7);
        assertThat(store.getInt("octets")).isEqualTo(4_096);
        assertThat(store.getInt("mirrored")).isEqualTo(21);
        assertThat(store.getJsonArray("problems")).hasSize(1);
        assertThat(store.getJsonArray("problems").getString(0)).contains("uses this one's key");
        JsonObject link = store.getJsonArray("links").getJsonObject(0);
        assertThat(link.getString("trust")).isEqualTo("doubted");
        assertThat(link.getString("since")).isEqualTo("2026-03-01T11:58:30Z");
        assertThat(link.getString("problem")).isEqualTo("no answer \"yet\"");
        assertThat(link.getJsonArray("warnings").getString(0)).contains("no longer hear");
        assertThat(link.getBoolean("waiting")).isTrue();
        assertThat(link.getInt("updates")).isEqualTo(120);
        assertThat(link.getInt("logged")).isEqualTo(60_000);
        assertThat(link.getInt("updatesPerDay")).isEqualTo(240);
        assertThat(link.getInt("loggedPerDay")).isEqualTo(120_000);
        assertThat(store.getJsonArray("refusals").getJsonObject(0).getInt("count"))
                .isEqualTo(3);
    }

    @Test
    void theFirstHourSaysNothingOfADay() {
        together.link("a", StoreStatus.Trust.TRUSTED, Duration.ofMinutes(59));
        assertThat(server.json("/store").getJsonArray("links").getJsonObject(0))
                .doesNotContainKey("loggedPerDay")
                .doesNotContainKey("problem");
        assertThat(metrics()).noneMatch(line -> line.contains("_per_day"));
    }

    @Test
    void theNetworkTellsOfItsSettingsAndMembers() {
        together.settings.put("admission", "approved");
        together.member("0a", true, Duration.ZERO).member("0b", false, Duration.ofSeconds(75));
        server.servlet.assignments =
                new Watching().monitor("0a", "here", Standing.ALIVE, 5).monitor("0b", EVIL, Standing.WAITING, 0);

        JsonObject told = server.json("/network");

        assertThat(told.getString("id")).isEqualTo("ff");
        assertThat(told.getBoolean("administrator")).isTrue();
        assertThat(told.getInt("version")).isEqualTo(3);
        assertThat(told.getJsonObject("settings").getString("admission")).isEqualTo("approved");
        assertThat(told.getInt("total")).isEqualTo(2);
        JsonObject here = told.getJsonArray("members").getJsonObject(0);
        assertThat(here.getBoolean("self")).isTrue();
        assertThat(here.getString("name")).isEqualTo("here");
        JsonObject other = told.getJsonArray("members").getJsonObject(1);
        assertThat(other.getString("name")).isEqualTo(EVIL);
        assertThat(other.getBoolean("admitted")).isFalse();
        assertThat(other.getInt("silence")).isEqualTo(75);
        assertThat(other.getInt("heartbeat")).isEqualTo(60);
        assertThat(other.getBoolean("clockSynchronised")).isFalse();
    }

    @Test
    void membersWithoutADescriptionHaveNoName() {
        together.member("0a", true, Duration.ZERO);
        assertThat(server.json("/network").getJsonArray("members").getJsonObject(0))
                .doesNotContainKey("name");
    }

    @Test
    void whatIsAwayIsNamed() {
        server.servlet.store = null;
        server.servlet.network = null;
        assertThat(server.get("/store").statusCode()).isEqualTo(503);
        assertThat(new String(server.get("/network").body())).contains("store-embedded");
        assertThat(server.request("POST", "/network").statusCode()).isEqualTo(405);
    }

    @Test
    void prometheusIsToldAllThereIs() {
        network.add("a:1", "1", DeviceState.DOWN, Network.NOW).add("a:2", "2", DeviceState.UP, Network.NOW);
        together.link("folder", StoreStatus.Trust.TRUSTED, Duration.ofDays(2))
                .member("0a", true, Duration.ZERO)
                .member("0b", true, Duration.ofSeconds(200))
                .member("0c", false, Duration.ZERO)
                .member("0d", false, Duration.ofSeconds(200));
        server.metrics.probes = List.of(new Counting());

        assertThat(metrics())
                .contains(
                        "# TYPE dimon_store_bytes gauge",
                        "dimon_monitor_info{monitor=\"0a\",network=\"ff\"} 1",
                        "dimon_store_bytes 4096",
                        "dimon_store_entries 7",
                        "dimon_store_mirrored_entries 21",
                        "dimon_store_link_trust{link=\"folder\",trust=\"trusted\"} 1",
                        "dimon_store_link_trust{link=\"folder\",trust=\"away\"} 0",
                        "dimon_store_link_logged_bytes_total{link=\"folder\"} 60000",
                        "dimon_store_link_logged_bytes_per_day{link=\"folder\"} 30000",
                        "dimon_store_link_updates_per_day{link=\"folder\"} 60",
                        "dimon_network_members{state=\"admitted\"} 2",
                        "dimon_network_members{state=\"waiting\"} 1",
                        "dimon_network_members{state=\"gone\"} 1",
                        "dimon_network_member_silence_seconds{monitor=\"0b\"} 200",
                        "dimon_devices{state=\"down\"} 1",
                        "dimon_devices{state=\"maintenance\"} 0",
                        "# TYPE dimon_probe_events_total counter",
                        "dimon_probe_events_total{probe=\"ping\",event=\"sent\"} 42")
                .allMatch(line -> LINE.matcher(line).matches());
    }

    @Test
    void prometheusIsToldNothingThatItRefuses() {
        together.link(EVIL, StoreStatus.Trust.AWAY, Duration.ofDays(1))
                .link(EVIL, StoreStatus.Trust.TRUSTED, Duration.ofDays(1));
        together.refusals.add(new StoreStatus.Refusal(EVIL, 1));

        List<String> lines = metrics();

        assertThat(lines)
                .allMatch(line -> LINE.matcher(line).matches())
                .contains("dimon_store_refusals_total{reason=\"<b>\\\"evil\\\"\\\\\\nx 1\"} 1")
                .anyMatch(line -> line.startsWith("dimon_store_link_updates_total") && line.endsWith(" 240"));
        List<String> series = lines.stream()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.substring(0, line.lastIndexOf(' ')))
                .toList();
        assertThat(new TreeSet<>(series)).hasSameSizeAs(series);
    }

    @Test
    void metricsOfWhatIsAwayAreLeftOut() {
        server.metrics.store = null;
        server.metrics.network = null;
        server.metrics.health = null;
        assertThat(metrics()).isEmpty();
    }

    private static final class Counting implements Probe {
        @Override
        public String name() {
            return "ping";
        }

        @Override
        public CompletionStage<ProbeReport> probe(Device device) {
            throw new AssertionError("Nothing is asked");
        }

        @Override
        public Map<String, Long> counters() {
            return Map.of("sent", 42L);
        }

        @Override
        public void watch(WatchList watchList) {
            throw new AssertionError("Nothing is watched");
        }
    }
}
