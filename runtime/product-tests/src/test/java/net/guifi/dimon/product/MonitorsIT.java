// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a newcomer sees who types {@code dimon run --monitors 3}, and kills one. */
class MonitorsIT {
    private static final Duration LIMIT = Duration.ofMinutes(3);
    /** What a newcomer is promised; who is not suspected, but only silent, is missed after 45 s. */
    private static final Duration TAKEOVER = Duration.ofSeconds(30);

    private static final int MONITORS = 3;

    private static JsonObject assignments(Product monitor) throws Exception {
        return monitor.json("/api/v1/assignments");
    }

    private static List<JsonObject> monitors(Product monitor) throws Exception {
        return assignments(monitor).getJsonArray("monitors").getValuesAs(JsonObject.class);
    }

    private static String standing(Product asked, String id) throws Exception {
        return monitors(asked).stream()
                .filter(monitor -> monitor.getString("id").equals(id))
                .map(monitor -> monitor.getString("standing"))
                .findFirst()
                .orElse("unknown");
    }

    private static void settles(String what, ThrowingRunnable check) {
        settles(what, LIMIT, check);
    }

    private static void settles(String what, Duration limit, ThrowingRunnable check) {
        await(what).atMost(limit).pollInterval(Duration.ofSeconds(1)).untilAsserted(check);
    }

    private static void assertCovered(Product asked) throws Exception {
        JsonObject now = assignments(asked);
        assertThat(now.getInt("devices")).as(now.toString()).isGreaterThan(200);
        assertThat(now.getInt("below")).as(now.toString()).isZero();
    }

    /** All are there, and each watches its share. */
    private static void assertShared(Product asked) throws Exception {
        assertCovered(asked);
        JsonObject now = assignments(asked);
        assertThat(now.getBoolean("settled")).as(now.toString()).isTrue();
        assertThat(now.getJsonArray("monitors").getValuesAs(JsonObject.class))
                .hasSize(MONITORS)
                .allSatisfy(monitor -> {
                    assertThat(monitor.getString("standing")).isEqualTo("alive");
                    assertThat(monitor.getInt("watches")).isBetween(1, now.getInt("devices") - 1);
                });
    }

    private static String ok(Product product, String... command) throws Exception {
        Product.Output output = product.command(command);
        assertThat(output.exitCode()).as(output.text()).isZero();
        return output.text();
    }

    private static void refused(Product product, String why, String... command) throws Exception {
        Product.Output output = product.command(command);
        assertThat(output.exitCode()).as(output.text()).isNotZero();
        assertThat(output.text()).contains(why);
    }

    @Test
    void theOthersTakeOverWhatAKilledOneWatchedUntilItComesBack(@TempDir Path directory) throws Exception {
        Path data = directory.resolve("data");
        try (Product all = Product.start(data, "--monitors", Integer.toString(MONITORS))) {
            Product first = all.monitor(1);
            Product second = all.monitor(2);
            Product third = all.monitor(3);
            for (Product monitor : List.of(first, second, third)) {
                assertThat(all.output())
                        .contains(
                                monitor.uri("/system/console/dimon").toString().replace("127.0.0.1", "localhost"))
                        .contains(monitor.password());
                settles("the three share the devices", () -> assertShared(monitor));
            }
            String id = second.json("/api/v1/store").getString("monitor");
            refused(all, "there is no monitor \"4\"", "demo", "kill", "4");

            ok(all, "demo", "kill", "2");
            for (Product monitor : List.of(first, third)) {
                settles("the others take over", TAKEOVER, () -> {
                    assertThat(standing(monitor, id)).isNotEqualTo("alive");
                    assertCovered(monitor);
                });
            }
            refused(all, "monitor 2 does not run", "demo", "kill", "2");
            assertThat(ok(all, "demo")).contains("/system/console/dimon#assignments  ended");
            settles("that is told", () -> assertThat(all.output())
                    .contains("monitor 2 was killed")
                    .contains("all devices have their monitors"));

            ok(all, "demo", "start", "2");
            refused(all, "runs already", "demo", "start", "2");
            settles("it takes its share again", () -> assertShared(first));

            ok(all, "demo", "stop", "2");
            settles("the others take over at once", TAKEOVER, () -> {
                assertThat(standing(first, id)).isEqualTo("left");
                assertCovered(first);
            });
            assertThat(all.stop()).isZero();
        }
        assertThat(ProcessHandle.allProcesses()
                        .flatMap(process -> process.info().arguments().stream().flatMap(Arrays::stream))
                        .filter(argument -> argument.startsWith(data.toString())))
                .isEmpty();
    }
}
