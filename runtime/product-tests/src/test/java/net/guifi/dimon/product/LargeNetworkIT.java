// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * As many devices as guifi.net may have, all of them watched by one monitor, within the heap that it is given. They are
 * more than it takes on by itself: it measures some 50,000 where there are two cores.
 */
@Tag("long")
class LargeNetworkIT {
    private static final int DEVICES = 60_000;
    private static final int PAGE = 1000;

    @Test
    void sixtyThousandDevicesAreWatchedAndListed(@TempDir Path directory) throws Exception {
        Path cnml = Cnml.write(directory.resolve("network.cnml"), DEVICES);
        try (Product product = Product.start(directory.resolve("data"), "--cnml", cnml.toString())) {
            product.configure("net.guifi.dimon.assign", "capacity", Integer.toString(DEVICES));
            await().atMost(Duration.ofMinutes(3)).until(() -> product.total("up") == DEVICES);
            Set<String> seen = new HashSet<>();
            for (int offset = 0; offset < DEVICES; offset += PAGE) {
                product.json("/api/v1/devices?limit=" + PAGE + "&offset=" + offset)
                        .getJsonArray("devices")
                        .getValuesAs(JsonObject.class)
                        .forEach(device -> seen.add(device.getString("id")));
            }
            // Between two pages a device may change its place, when its state changes.
            assertThat(seen).hasSizeGreaterThan(DEVICES * 99 / 100);
            assertThat(product.json("/api/v1/devices?query=CanPrat-59999").getInt("total"))
                    .isEqualTo(1);
            JsonObject counters = product.json("/api/v1/probes")
                    .getJsonArray("probes")
                    .getJsonObject(0)
                    .getJsonObject("counters");
            assertThat(counters.getInt("dropped")).isZero();
            assertThat(counters.getInt("overflow")).isZero();
            assertThat(product.stop()).isZero();
        }
    }
}
