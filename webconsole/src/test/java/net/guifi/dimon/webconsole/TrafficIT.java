// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.webconsole;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the page makes of traffic, as Chromium shows it; the API answers what is told here. */
class TrafficIT {
    private static final String DEVICE = "#device=a:1";
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final String EVIL = "<img src=x onerror=document.title=1>";

    @TempDir
    Path directory;

    private Page shown;

    @BeforeEach
    void start() throws IOException {
        shown = new Page(directory);
        shown.answers.put(
                "/api/v1/devices/a:1", query -> device("\"interfaces\":[" + port("eth0", "eth0", "", true) + "]"));
        shown.answers.put("/api/v1/devices/a:1/series", query -> series(query, ""));
    }

    @AfterEach
    void stop() {
        shown.close();
    }

    private static String device(String snmp) {
        return """
                {"id":"a:1","title":"Roof","state":"up","reason":"answers","type":"radio","status":"working",
                "addresses":[],"snmpPorts":[],"links":[],"transitions":[],"snmp":{"endpoint":"SNMP v2c",%s}}"""
                .formatted(snmp);
    }

    private static String port(String instance, String name, String alias, boolean measured) {
        return """
                {"index":1,"instance":"%s","name":"%s","alias":"%s","type":6,"speed":1000000000,"admin":"up",
                "oper":"up","measured":%s,"in":8000000,"out":1000}"""
                .formatted(instance, name, alias, measured);
    }

    private static String point(int minute, int mean, int max) {
        return """
                {"at":"%s","count":1,"lost":0,"min":%2$d,"median":%2$d,"max":%3$d,"mean":%2$d}"""
                .formatted(NOON.plusSeconds(60L * minute), mean, max);
    }

    private static String lost(int minute) {
        return "{\"at\":\"%s\",\"count\":1,\"lost\":1}".formatted(NOON.plusSeconds(60L * minute));
    }

    /** What came into eth0 within ten minutes and some seconds; nothing went out of it. */
    private static String series(String query, String points) {
        String range = "\"device\":\"a:1\",\"from\":\"%s\",\"to\":\"%s\",\"resolution\":\"PT1M\""
                .formatted(NOON, NOON.plusSeconds(605));
        return query.contains("rtt")
                ? "{" + range + ",\"metric\":\"rtt\",\"unit\":\"ms\",\"points\":[]}"
                : "{" + range + ",\"series\":[{\"metric\":\"in-octets\",\"instance\":\"eth0\",\"points\":[" + points
                        + "]}]}";
    }

    private static int count(String text, String part) {
        return text.split(part, -1).length - 1;
    }

    @Test
    void octetsAreShownAsBitsAndWhatIsNotKnownAsAGap() throws Exception {
        String points = String.join(
                ",",
                point(0, 125_000, 250_000),
                point(1, 125_000, 125_000),
                lost(2),
                lost(3),
                point(4, 125_000, 125_000),
                point(8, 125_000, 125_000),
                point(9, 125_000, 125_000));
        shown.answers.put("/api/v1/devices/a:1/series", query -> series(query, points));

        String page = shown.open(DEVICE);

        assertThat(page)
                .contains("Traffic · <bdi>eth0</bdi>")
                .contains("In 1 Mbit/s on average, 2 Mbit/s at most. Out: –")
                .contains("8 Mbit/s")
                .contains("1 kbit/s")
                .contains(">1 Gbit/s<");
        assertThat(count(page, "class=\"rate in\"")).isEqualTo(3);
    }

    @Test
    void withoutAnyPointThePageSaysSo() throws Exception {
        assertThat(shown.open(DEVICE)).contains("No traffic was measured in this time.");
    }

    @Test
    void manyInterfacesAreToldApartAndThoseMeasuredComeFirst() throws Exception {
        String ports = IntStream.range(0, 48)
                .mapToObj(i -> port(i < 2 ? "lan#" + i : "port" + i, i < 2 ? "lan" : "port" + i, "", i == 40))
                .collect(Collectors.joining(","));
        shown.answers.put("/api/v1/devices/a:1", query -> device("\"interfaces\":[" + ports + "]"));

        String page = shown.open(DEVICE);

        assertThat(count(page, "<td class=\"interface\"")).isEqualTo(48);
        assertThat(page).contains("lan#0").contains("lan#1");
        assertThat(page.indexOf("port40</bdi></a>")).isPositive().isLessThan(page.indexOf("lan#0"));
        assertThat(page).containsOnlyOnce("aria-current=\"true\"");
    }

    @Test
    void whatADeviceSaysIsTextAndNoMarkup() throws Exception {
        shown.answers.put(
                "/api/v1/devices/a:1",
                query -> device("\"problem\":\"" + EVIL + "\",\"system\":{\"name\":\"" + EVIL
                        + "\",\"description\":\"" + EVIL + "\",\"location\":\"" + EVIL
                        + "\",\"uptime\":1},\"interfaces\":["
                        + port(EVIL, EVIL, EVIL, true) + "]"));

        String page = shown.open(DEVICE);

        assertThat(page).contains("<title>DIMON</title>").doesNotContain("<img");
        assertThat(count(page, "&lt;img src=x")).isGreaterThanOrEqualTo(5);
    }

    @Test
    void noWordIsCutOffAtTheEdgeOfAPicture() throws Exception {
        shown.answers.put("/api/v1/devices/a:1/series", query -> series(query, point(0, 125_000, 250_000)));
        shown.script =
                """
                setTimeout(() => {
                  const words = [...document.querySelectorAll('.chart text')];
                  const cut = words.filter(word => {
                    const { x, width } = word.getBBox();
                    return x < 0 || x + width > word.ownerSVGElement.viewBox.baseVal.width;
                  });
                  document.title = `${words.length > 8} ${cut.map(word => word.textContent)}`;
                }, 4000);
                """;

        assertThat(shown.open(DEVICE)).contains("<title>true </title>");
    }

    @Test
    void whoComesBackToADeviceSeesThePictureAgain() throws Exception {
        shown.answers.put("/api/v1/devices/a:1/series", query -> series(query, point(0, 125_000, 250_000)));
        shown.script = "setTimeout(() => location.hash = '#q=x', 2000); setTimeout(() => location.hash = '" + DEVICE
                + "', 3000);";

        assertThat(shown.open(DEVICE)).contains("class=\"rate in\"");
    }

    @Test
    void whatAnotherMonitorMeasuredCanBeChosen() throws Exception {
        shown.answers.put("/api/v1/devices/a:1/monitors", query -> "{\"monitors\":[\"0123456789abcdef\"]}");
        shown.answers.put(
                "/api/v1/devices/a:1/series",
                query -> query.endsWith("resolution=PT5M&monitor=0123456789abcdef")
                        ? series("rtt", "")
                                .replace("\"points\":[]", "\"missing\":7,\"points\":[" + point(0, 5, 8) + "]")
                        : series(query, ""));
        shown.script =
                """
                setTimeout(() => {
                  const choice = document.querySelector('.measured-by select');
                  choice.value = choice.options[1].value;
                  choice.dispatchEvent(new Event('change'));
                }, 3000);
                """;

        assertThat(shown.open(DEVICE))
                .contains(
                        ">Measured by <", ">0123456789ab</option>", "7 pieces cannot be had now.", "class=\"median\"");
    }

    @Test
    void withoutOthersThereIsNoChoice() throws Exception {
        assertThat(shown.open(DEVICE)).contains("class=\"measured-by\" hidden");
    }
}
