// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.inventory;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.GZIPOutputStream;
import net.guifi.dimon.api.inventory.SourceStatus;
import net.guifi.dimon.api.inventory.SourceStatus.State;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UrlLocationTest {
    private static final String DETAIL = "/guifi/cnml/3671/detail";
    private static final String REFRESH = "/guifi/refresh/cnml";

    /** What the server says at a path; a body of null: 404. */
    private interface Answer {
        void to(HttpExchange exchange) throws IOException;
    }

    @TempDir
    private Path folder;

    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private HttpServer server;
    private Sources sources;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            requests.add(exchange.getRequestURI().toString());
            try (exchange) {
                answers.getOrDefault(exchange.getRequestURI().getPath(), to -> send(to, 404, "none"))
                        .to(exchange);
            }
        });
        server.start();
        sources = new Sources(folder.resolve("data"), Duration.ofMillis(50), inventory -> {}, pid -> {});
    }

    @AfterEach
    void stop() {
        sources.close();
        server.stop(0);
    }

    private static void send(HttpExchange exchange, int code, String body) throws IOException {
        byte[] bytes = body.getBytes(UTF_8);
        exchange.sendResponseHeaders(code, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private static String cnml(int devices) {
        StringBuilder cnml = new StringBuilder("<cnml>");
        for (int id = 1; id <= devices; id++) {
            cnml.append("<device id='").append(id).append("' mainipv4='10.0.0.1' status='Working'/>");
        }
        return cnml.append("</cnml>").toString();
    }

    private String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    private SourceStatus look(String location) {
        sources.configure("pid", SourceSettings.parse("net", location, "auto", "PT1H", problem -> {}), "");
        return sources.refresh("net");
    }

    private int devices() {
        return sources.inventory().devices().size();
    }

    @Test
    void theDetailIsFetchedOnlyWhenTheServerSaysThatSomethingChanged() {
        answers.put(REFRESH, to -> send(to, 200, "1763690000\n"));
        answers.put(DETAIL, to -> send(to, 200, cnml(3)));
        assertThat(look(url(DETAIL)).state()).isEqualTo(State.IMPORTED);
        assertThat(sources.refresh("net").state()).isEqualTo(State.UNCHANGED);
        assertThat(requests).containsOnlyOnce(DETAIL);
        assertThat(requests.get(0)).isEqualTo(REFRESH);

        answers.put(REFRESH, to -> send(to, 200, "1763690001"));
        answers.put(DETAIL, to -> send(to, 200, cnml(4)));
        assertThat(sources.refresh("net").state()).isEqualTo(State.IMPORTED);
        assertThat(devices()).isEqualTo(4);
    }

    @Test
    void afterARestartTheServerIsAskedWhetherAnythingChangedSince() {
        answers.put(REFRESH, to -> send(to, 200, "1763690000"));
        answers.put(DETAIL, to -> send(to, 200, cnml(3)));
        look(url(DETAIL));
        sources.close();
        requests.clear();
        sources = new Sources(folder.resolve("data"), Duration.ofMillis(50), inventory -> {}, pid -> {});
        assertThat(look(url(DETAIL)).state()).isEqualTo(State.UNCHANGED);
        assertThat(requests).doesNotContain(DETAIL);
        assertThat(sources.sources().get(0).devices()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"<html>Log in</html>", "0", "", "soon"})
    void whereThatCallAnswersNonsenseTheDetailIsFetched(String nonsense) {
        answers.put(REFRESH, to -> send(to, 200, nonsense));
        answers.put(DETAIL, to -> send(to, 200, cnml(3)));
        assertThat(look(url(DETAIL)).state()).isEqualTo(State.IMPORTED);
        answers.put(DETAIL, to -> send(to, 200, cnml(4)));
        assertThat(sources.refresh("net").state()).isEqualTo(State.IMPORTED);
    }

    @Test
    void theValidatorsOfHttpAreUsed() {
        answers.put("/net.cnml", to -> {
            to.getResponseHeaders().set("ETag", "\"v1\"");
            to.getResponseHeaders().set("Last-Modified", "Sat, 21 Nov 2026 03:00:00 GMT");
            boolean known = "\"v1\"".equals(to.getRequestHeaders().getFirst("If-None-Match"))
                    && to.getRequestHeaders().containsKey("If-Modified-Since");
            send(to, known ? 304 : 200, known ? "" : cnml(3));
        });
        assertThat(look(url("/net.cnml")).state()).isEqualTo(State.IMPORTED);
        answers.put("/net.cnml", to -> send(to, to.getRequestHeaders().containsKey("If-None-Match") ? 304 : 500, ""));
        assertThat(sources.refresh("net").state()).isEqualTo(State.UNCHANGED);
        assertThat(requests).doesNotContain(REFRESH);
    }

    @Test
    void gzipIsUnderstood() {
        answers.put("/net.cnml", to -> {
            assertThat(to.getRequestHeaders().getFirst("Accept-Encoding")).contains("gzip");
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
                gzip.write(cnml(3).getBytes(UTF_8));
            }
            to.getResponseHeaders().set("Content-Encoding", "gzip");
            to.sendResponseHeaders(200, bytes.size());
            to.getResponseBody().write(bytes.toByteArray());
        });
        assertThat(look(url("/net.cnml")).devices()).isEqualTo(3);
    }

    @Test
    void redirectionsAreFollowedToTheWebOnly() {
        answers.put("/old", to -> {
            to.getResponseHeaders().set("Location", "new?x=1");
            send(to, 302, "");
        });
        answers.put("/new", to -> send(to, 200, cnml(2)));
        assertThat(look(url("/old")).devices()).isEqualTo(2);
        answers.put("/old", to -> {
            to.getResponseHeaders().set("Location", "file:///etc/passwd");
            send(to, 301, "");
        });
        assertThat(sources.refresh("net").message())
                .contains("redirected to file:///etc/passwd, which is not followed");
        answers.put("/old", to -> {
            to.getResponseHeaders().set("Location", "/old");
            send(to, 307, "");
        });
        assertThat(sources.refresh("net").message()).contains("more than 5 redirections");
        assertThat(devices()).isEqualTo(2);
    }

    @Test
    void failuresOfTheServerLeaveTheDevices() {
        answers.put("/net.cnml", to -> send(to, 200, cnml(2)));
        look(url("/net.cnml"));
        answers.put("/net.cnml", to -> send(to, 503, "busy"));
        assertThat(sources.refresh("net").message()).contains("/net.cnml: the server answered 503");
        answers.put("/net.cnml", to -> {
            to.sendResponseHeaders(200, 1_000);
            to.getResponseBody().write(cnml(2).getBytes(UTF_8));
        });
        assertThat(sources.refresh("net").state()).isEqualTo(State.FAILED);
        answers.put("/net.cnml", to -> send(to, 200, "<html>Log in</html>"));
        assertThat(sources.refresh("net").message()).contains("the root element is <html>, not <cnml>");
        server.stop(0);
        assertThat(sources.refresh("net").state()).isEqualTo(State.FAILED);
        assertThat(devices()).isEqualTo(2);
    }

    @Test
    void aPasswordIsSentToItsServerAndShownNowhere() {
        String expected = "Basic " + Base64.getEncoder().encodeToString("ann:s3cret".getBytes(UTF_8));
        answers.put("/net.cnml", to -> {
            boolean known = expected.equals(to.getRequestHeaders().getFirst("Authorization"));
            send(to, known ? 200 : 401, known ? cnml(2) : "who?");
        });
        String location = url("/net.cnml").replace("//", "//ann:s3cret@");
        SourceStatus status = look(location);
        assertThat(status.devices()).isEqualTo(2);
        assertThat(status.location()).isEqualTo(url("/net.cnml").replace("//", "//ann@"));
        answers.clear();
        assertThat(sources.refresh("net").toString()).contains("404").doesNotContain("s3cret");
        assertThat(Location.parse(location).toString()).doesNotContain("s3cret");
    }

    @Test
    void aPasswordStaysWithItsServer() throws Exception {
        List<String> tokens = new CopyOnWriteArrayList<>();
        HttpServer other = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        other.createContext("/", exchange -> {
            tokens.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            try (exchange) {
                send(exchange, 200, cnml(1));
            }
        });
        other.start();
        try {
            answers.put("/net.cnml", to -> {
                to.getResponseHeaders()
                        .set(
                                "Location",
                                "http://127.0.0.1:" + other.getAddress().getPort() + "/x");
                send(to, 302, "");
            });
            assertThat(look(url("/net.cnml").replace("//", "//ann:s3cret@")).devices())
                    .isEqualTo(1);
            assertThat(tokens).containsExactly("null");
        } finally {
            other.stop(0);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://ann:s3cret@",
                "http://ann:s3cret@host name/x",
                "ftp://ann:s3cret@host/x",
                "http://ann:s3c[ret@host/",
                "http://ann:s3cret@under score/",
                "https://ann:p@s3cret@host/%zz"
            })
    void aLocationThatCannotBeUnderstoodIsNamedWithoutItsPassword(String location) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Location.parse(location))
                .satisfies(e -> {
                    assertThat(e).hasMessageStartingWith("location \"");
                    for (Throwable t = e; t != null; t = t.getCause()) {
                        assertThat(t.getMessage()).doesNotContain("s3c");
                    }
                });
    }

    @Test
    void aDocumentThatIsTooLargeIsRefused() throws Exception {
        answers.put("/net.cnml", to -> {
            to.sendResponseHeaders(200, 0);
            byte[] block = new byte[1 << 16];
            for (int i = 0; i < 33; i++) {
                to.getResponseBody().write(block);
            }
        });
        try (DocumentArchive.Writer archive = new DocumentArchive.Writer(folder.resolve("x.zip"), 2 << 20)) {
            assertThatThrownBy(() -> Location.parse(url("/net.cnml")).fetch(Map.of(), archive))
                    .isInstanceOf(ImportException.class)
                    .hasMessage(url("/net.cnml") + " is too large: more than 2 MiB");
        }
    }
}
