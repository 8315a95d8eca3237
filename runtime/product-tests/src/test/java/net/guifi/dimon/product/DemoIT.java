// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a newcomer sees who types {@code dimon run}: root is needed, for the demo's network namespace. */
class DemoIT {
    private static final Duration TWO_MINUTES = Duration.ofMinutes(2);

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

            await().atMost(TWO_MINUTES).until(() -> product.total("up") > 150);
            await().atMost(TWO_MINUTES).until(() -> product.total("down") > 0);
            JsonObject failing = product.json("/api/v1/devices?state=down")
                    .getJsonArray("devices")
                    .getJsonObject(0);
            String id = failing.getString("id");
            assertThat(failing.getString("state")).isEqualTo("down");
            assertThat(failing.getString("reason")).isNotBlank();
            assertThat(product.command("device", id).text()).contains("down");

            await().atMost(TWO_MINUTES).until(() -> product.json("/api/v1/devices/" + id)
                    .getString("state")
                    .equals("up"));
            assertThat(product.json("/api/v1/devices/" + id).getJsonArray("transitions"))
                    .hasSizeGreaterThanOrEqualTo(2);
            assertThat(product.stop()).isZero();
        }
        assertThat(Product.run(List.of("ip", "netns", "list")).text()).doesNotContain(namespace);
    }
}
