// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two monitors come together over a store, as their operators bring them together. */
class NetworkIT {
    private static final Duration LIMIT = Duration.ofMinutes(3);

    @TempDir
    Path directory;

    private Product first;
    private Product second;

    @BeforeEach
    void start() throws IOException, InterruptedException {
        Path cnml = Cnml.write(directory.resolve("network.cnml"), 2);
        Path shared = Files.createDirectory(directory.resolve("shared"));
        Path adapter = BundleJar.ofClass(
                SharedFolder.class,
                directory.resolve("adapter.jar"),
                "Import-Package",
                "org.osgi.framework,net.guifi.dimon.api.store;version=\"[1,2)\"",
                SharedFolder.FOLDER,
                shared.toString());
        first = Product.start(directory.resolve("first/data"), "--cnml", cnml.toString());
        second = Product.start(directory.resolve("second/data"), "--cnml", cnml.toString());
        ok(first, "update", adapter.toString());
        ok(second, "update", adapter.toString());
    }

    @AfterEach
    void stop() throws IOException {
        if (first != null) {
            first.close();
        }
        if (second != null) {
            second.close();
        }
    }

    private static String ok(Product product, String... command) throws IOException, InterruptedException {
        Product.Output output = product.command(command);
        assertThat(output.exitCode()).as(output.text()).isZero();
        return output.text();
    }

    private static String monitor(Product product) throws IOException, InterruptedException {
        return product.json("/api/v1/store").getString("monitor");
    }

    /** Another member as a monitor sees it. */
    private static JsonObject member(Product product, String id) throws IOException, InterruptedException {
        return product.json("/api/v1/network").getJsonArray("members").getValuesAs(JsonObject.class).stream()
                .filter(member -> member.getString("id").equals(id))
                .findFirst()
                .orElse(JsonObject.EMPTY_JSON_OBJECT);
    }

    private static boolean sees(Product product, String id, boolean alive) throws IOException, InterruptedException {
        return product.json("/api/v1/monitors").getJsonArray("monitors").getValuesAs(JsonObject.class).stream()
                .anyMatch(monitor -> monitor.getString("id").equals(id) && monitor.getBoolean("alive") == alive);
    }

    private static String network(Product product) throws IOException, InterruptedException {
        return product.json("/api/v1/network").getString("id");
    }

    private static String settings(Product product) throws IOException, InterruptedException {
        return product.json("/api/v1/network").getJsonObject("settings").toString();
    }

    @Test
    void aMonitorJoinsIsAdmittedAndIsMissedWhenItFallsSilent() throws Exception {
        String network = network(first);
        String newcomer = monitor(second);
        assertThat(ok(second, "join", network)).contains("admit " + newcomer);

        await().atMost(LIMIT).until(() -> member(first, newcomer).containsKey("name"));
        assertThat(member(first, newcomer).getBoolean("admitted")).isFalse();
        assertThat(ok(first, "network")).contains(newcomer).contains("1 waiting");
        Product.Output refused = second.command("admit", newcomer);
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.text()).contains("secrets/network.key");

        HttpResponse<String> admitted = first.send(first.console("/system/console/dimon")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("X-Dimon-Action", "admit")
                .POST(HttpRequest.BodyPublishers.ofString("id=" + newcomer))
                .build());
        assertThat(admitted.statusCode()).as(admitted.body()).isEqualTo(204);

        await().atMost(LIMIT).until(() -> sees(first, newcomer, true));
        await().atMost(LIMIT).until(() -> sees(second, monitor(first), true));
        ok(first, "network", "set", "heartbeat", "PT5S");
        await().atMost(LIMIT).until(() -> settings(second).contains("PT5S"));
        assertThat(first.get("/metrics").body())
                .contains("dimon_network_members{state=\"admitted\"} 2\n")
                .contains("dimon_store_link_trust{link=\"the folder of the test\",trust=\"trusted\"} 1\n");

        second.kill();

        await().atMost(LIMIT).until(() -> sees(first, newcomer, false));
        assertThat(ok(first, "monitors")).containsPattern(newcomer.substring(0, 12) + " .* silent ");
    }

    @Test
    void aMonitorGoesBackToItsOwnNetwork() throws Exception {
        String own = network(second);
        String network = network(first);
        ok(second, "join", network);
        await().atMost(LIMIT).untilAsserted(() -> assertThat(network(second)).isEqualTo(network));
        ok(second, "join", "own");
        await().atMost(LIMIT).untilAsserted(() -> assertThat(network(second)).isEqualTo(own));
        assertThat(second.json("/api/v1/network").getBoolean("administrator")).isTrue();
    }
}
