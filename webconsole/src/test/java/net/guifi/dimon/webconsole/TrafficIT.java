// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.webconsole;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
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

    private final Map<String, UnaryOperator<String>> answers = new ConcurrentHashMap<>();
    private HttpServer server;
    private String script = "";

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newFixedThreadPool(4, task -> {
            Thread thread = new Thread(task, "api");
            thread.setDaemon(true);
            return thread;
        }));
        server.createContext("/", this::answer);
        server.start();
        answers.put(
                "/api/v1/devices",
                query ->
                        """
                {"total":0,"offset":0,"limit":100,"states":{},"matching":{},"devices":[]}""");
        answers.put("/api/v1/devices/a:1", query -> device("\"interfaces\":[" + port("eth0", "eth0", "", true) + "]"));
        answers.put("/api/v1/devices/a:1/series", query -> series(query, ""));
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        UnaryOperator<String> answer = answers.get(path);
        byte[] body = null;
        String type = "application/json";
        if (path.equals("/")) {
            type = "text/html; charset=utf-8";
            body =
                    ("<title>DIMON</title><link rel=stylesheet href=/res/page.css><div id=dimon lang=en data-api=/api/v1 data-settings=/settings></div>"
                                    + "<script type=module src=/res/page.js></script><script>" + script + "</script>")
                            .getBytes(StandardCharsets.UTF_8);
        } else if (path.startsWith("/res/")) {
            type = (path.endsWith(".css") ? "text/css" : "text/javascript") + "; charset=utf-8";
            try (InputStream resource = getClass().getResourceAsStream(path)) {
                body = resource.readAllBytes();
            }
        } else if (answer != null) {
            String query = exchange.getRequestURI().getQuery();
            body = answer.apply(query == null ? "" : query).getBytes(StandardCharsets.UTF_8);
        }
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(body == null ? 404 : 200, body == null ? -1 : body.length);
        if (body != null) {
            exchange.getResponseBody().write(body);
        }
        exchange.close();
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

    /** The page after some seconds, without its scripts. */
    private String page(String fragment) throws IOException, InterruptedException {
        Path output = directory.resolve("page.html");
        Process chromium;
        try {
            chromium = new ProcessBuilder(List.of(
                            "chromium",
                            "--headless",
                            "--no-sandbox",
                            "--disable-gpu",
                            "--no-first-run",
                            "--disable-background-networking",
                            "--disable-component-update",
                            "--disable-sync",
                            "--user-data-dir=" + directory.resolve("profile"),
                            "--virtual-time-budget=8000",
                            "--dump-dom",
                            "http://127.0.0.1:" + server.getAddress().getPort() + "/" + fragment))
                    .redirectOutput(output.toFile())
                    .redirectError(directory.resolve("chromium.log").toFile())
                    .start();
        } catch (IOException e) {
            throw new AssertionError("This test needs Chromium: apt-get install chromium", e);
        }
        boolean ended = chromium.waitFor(2, TimeUnit.MINUTES);
        chromium.destroyForcibly();
        assertThat(ended).isTrue();
        return Files.readString(output).replaceAll("(?s)<script.*?</script>", "");
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
        answers.put("/api/v1/devices/a:1/series", query -> series(query, points));

        String page = page(DEVICE);

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
        assertThat(page(DEVICE)).contains("No traffic was measured in this time.");
    }

    @Test
    void manyInterfacesAreToldApartAndThoseMeasuredComeFirst() throws Exception {
        String ports = IntStream.range(0, 48)
                .mapToObj(i -> port(i < 2 ? "lan#" + i : "port" + i, i < 2 ? "lan" : "port" + i, "", i == 40))
                .collect(Collectors.joining(","));
        answers.put("/api/v1/devices/a:1", query -> device("\"interfaces\":[" + ports + "]"));

        String page = page(DEVICE);

        assertThat(count(page, "<td class=\"interface\"")).isEqualTo(48);
        assertThat(page).contains("lan#0").contains("lan#1");
        assertThat(page.indexOf("port40</bdi></a>")).isPositive().isLessThan(page.indexOf("lan#0"));
        assertThat(page).containsOnlyOnce("aria-current=\"true\"");
    }

    @Test
    void whatADeviceSaysIsTextAndNoMarkup() throws Exception {
        answers.put(
                "/api/v1/devices/a:1",
                query -> device("\"problem\":\"" + EVIL + "\",\"system\":{\"name\":\"" + EVIL
                        + "\",\"description\":\"" + EVIL + "\",\"location\":\"" + EVIL
                        + "\",\"uptime\":1},\"interfaces\":["
                        + port(EVIL, EVIL, EVIL, true) + "]"));

        String page = page(DEVICE);

        assertThat(page).contains("<title>DIMON</title>").doesNotContain("<img");
        assertThat(count(page, "&lt;img src=x")).isGreaterThanOrEqualTo(5);
    }

    @Test
    void noWordIsCutOffAtTheEdgeOfAPicture() throws Exception {
        answers.put("/api/v1/devices/a:1/series", query -> series(query, point(0, 125_000, 250_000)));
        script =
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

        assertThat(page(DEVICE)).contains("<title>true </title>");
    }

    @Test
    void whoComesBackToADeviceSeesThePictureAgain() throws Exception {
        answers.put("/api/v1/devices/a:1/series", query -> series(query, point(0, 125_000, 250_000)));
        script = "setTimeout(() => location.hash = '#q=x', 2000); setTimeout(() => location.hash = '" + DEVICE
                + "', 3000);";

        assertThat(page(DEVICE)).contains("class=\"rate in\"");
    }
}
