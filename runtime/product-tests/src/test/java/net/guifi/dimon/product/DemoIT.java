// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a newcomer sees who types {@code dimon run}: root is needed, for the demo's network namespace. */
class DemoIT {
    private static final Duration FIVE_MINUTES = Duration.ofMinutes(5);

    @Test
    void aFailureAndARecoveryShowAndTheNetworkIsRemovedInTheEnd(@TempDir Path directory) throws Exception {
        Path data = directory.resolve("data");
        String namespace;
        try (Product product = Product.start(data)) {
            assertThat(product.output()).contains("/system/console/dimon").contains(product.password());
            Matcher named =
                    Pattern.compile("network namespace (dimon-demo-\\d+)").matcher(product.output());
            assertThat(named.find()).as(product.output()).isTrue();
            namespace = named.group(1);
            assertThat(Product.run(List.of("ip", "netns", "list")).text()).contains(namespace);

            await().atMost(FIVE_MINUTES).until(() -> product.total("up") > 150);
            await().atMost(FIVE_MINUTES).until(() -> product.total("down") > 0);
            JsonObject failing = product.json("/api/v1/devices?state=down")
                    .getJsonArray("devices")
                    .getJsonObject(0);
            String id = failing.getString("id");
            assertThat(failing.getString("state")).isEqualTo("down");
            assertThat(failing.getString("reason")).isNotBlank();
            assertThat(product.command("device", id).text()).contains("down");

            await().atMost(FIVE_MINUTES).until(() -> product.json("/api/v1/devices/" + id)
                    .getString("state")
                    .equals("up"));
            assertThat(product.json("/api/v1/devices/" + id).getJsonArray("transitions"))
                    .hasSizeGreaterThanOrEqualTo(2);
            assertThat(product.stop()).isZero();
        }
        assertThat(Product.run(List.of("ip", "netns", "list")).text()).doesNotContain(namespace);
    }

    @Test
    void trafficIsReadInEachVersionOfSnmpAndShown(@TempDir Path directory) throws Exception {
        try (Product product = Product.start(directory.resolve("data"))) {
            Map<String, String> measured = new TreeMap<>();
            await().atMost(FIVE_MINUTES).pollInterval(Duration.ofSeconds(2)).untilAsserted(() -> {
                for (JsonObject device : product.json("/api/v1/devices?limit=1000")
                        .getJsonArray("devices")
                        .getValuesAs(JsonObject.class)) {
                    String id = device.getString("id");
                    JsonObject snmp = product.json("/api/v1/devices/" + id).getJsonObject("snmp");
                    if (snmp != null && hasRates(snmp)) {
                        measured.putIfAbsent(snmp.getString("endpoint").split(" ")[1], id);
                    }
                }
                assertThat(measured).containsOnlyKeys("v1", "v2c", "v3");
            });
            for (String id : measured.values()) {
                assertThat(product.command("device", id).text()).contains("bit/s");
                assertThat(new Browser(product, directory).open("#device=" + id, "--dump-dom"))
                        .contains("Traffic · ")
                        .contains("bit/s");
            }
        }
    }

    private static boolean hasRates(JsonObject snmp) {
        return snmp.containsKey("interfaces")
                && snmp.getJsonArray("interfaces").getValuesAs(JsonObject.class).stream()
                        .anyMatch(present -> present.containsKey("in") && present.containsKey("out"));
    }
}
