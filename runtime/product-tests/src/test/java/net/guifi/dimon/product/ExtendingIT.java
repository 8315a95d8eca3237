// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import jakarta.json.JsonObject;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example of {@code docs/extending.md} does in a running monitor what is said there. */
class ExtendingIT {
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final Path EXAMPLE = Path.of(System.getProperty("example"));
    private static final String NAME = "org.example.http-probe";

    @TempDir
    Path directory;

    private Path data;
    private Product product;
    private HttpServer server;

    @BeforeEach
    void start() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
        Path network = directory.resolve("network.csv");
        Files.writeString(network, "1,Web,127.0.0.1,Working\n");
        data = directory.resolve("data");
        product = Product.start(data, "--cnml", network.toString());
    }

    @AfterEach
    void stop() throws Exception {
        product.close();
        server.stop(0);
    }

    @Test
    void aProbeIsPutIntoARunningMonitorAndTakenOutAgain() throws Exception {
        Files.copy(EXAMPLE, data.resolve("deploy/probe.jar"));
        await().atMost(LIMIT).until(() -> probes().contains("http"));
        String port = Integer.toString(server.getAddress().getPort());
        product.configure(NAME, "port", port, "seconds", "1");
        await().atMost(LIMIT).until(() -> outcomes().contains("ok"));
        assertThat(product.command("probe", "guifi:1").text()).contains("HTTP: OK");

        server.stop(0);
        await().atMost(LIMIT).until(() -> outcomes().contains("error"));

        assertThat(product.command("revert", NAME).exitCode()).isZero();
        await().atMost(LIMIT).until(() -> !probes().contains("http"));
        assertThat(outcomes()).as("what was measured stays").contains("ok");
    }

    private List<String> probes() throws Exception {
        return product.json("/api/v1/probes").getJsonArray("probes").getValuesAs(JsonObject.class).stream()
                .map(probe -> probe.getString("name"))
                .toList();
    }

    private List<String> outcomes() throws Exception {
        String path = "/api/v1/devices/guifi:1/series?metric=http-response&resolution=raw";
        HttpResponse<String> response = product.get(path);
        if (response.statusCode() == 404) {
            return List.of();
        }
        return product.json(path).getJsonArray("samples").getValuesAs(JsonObject.class).stream()
                .map(sample -> sample.getString("outcome"))
                .toList();
    }
}
