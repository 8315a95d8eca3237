// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two monitors of one network that meet in a folder, which comes, changes and goes while they ping. */
class SharedFolderIT {
    private static final String ADAPTER = "net.guifi.dimon.store-directory";
    /** A replica waits 90 s before it fills a folder that lacks what it wrote. */
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private static final int DEVICES = 5;
    private static final Duration PERIOD = Duration.ofSeconds(1);
    private static final Duration WIDEST_GAP = Duration.ofSeconds(5);

    @TempDir
    Path directory;

    private final List<Product> products = new ArrayList<>();
    private Product first;
    private Product second;
    private Path shared;

    @BeforeEach
    void start() throws Exception {
        shared = Files.createDirectory(directory.resolve("shared"));
        Path cnml = Cnml.write(directory.resolve("network.cnml"), DEVICES);
        first = start("first", cnml);
        second = start("second", cnml);
    }

    private Product start(String name, Path cnml) throws Exception {
        Product product = Product.start(
                Files.createDirectory(directory.resolve(name)).resolve("data"), "--cnml", cnml.toString());
        products.add(product);
        product.configure("net.guifi.dimon.ping", "period", PERIOD.toString());
        await().atMost(LIMIT).until(() -> product.total("up") == DEVICES);
        return product;
    }

    @AfterEach
    void stop() throws IOException {
        for (Product product : products) {
            product.close();
        }
    }

    private static void settles(String what, ThrowingRunnable check) {
        await(what).atMost(LIMIT).pollInterval(Duration.ofSeconds(1)).untilAsserted(check);
    }

    private static List<JsonObject> links(Product product) throws Exception {
        return product.json("/api/v1/store").getJsonArray("links").getValuesAs(JsonObject.class);
    }

    private static void assertTrusted(Product product, Path folder) throws Exception {
        assertThat(links(product)).singleElement().satisfies(link -> {
            assertThat(link.getString("name")).contains(folder.toString());
            assertThat(link.getString("trust")).isEqualTo("trusted");
            assertThat(link.getBoolean("waiting")).isFalse();
        });
    }

    private static void command(Product product, String... words) throws Exception {
        Product.Output output = product.command(words);
        assertThat(output.exitCode()).as(output.text()).isZero();
    }

    /** Each has the other among the monitors that are alive. */
    private void assertTogether() throws Exception {
        for (Product product : products) {
            assertThat(product.json("/api/v1/monitors").getJsonArray("monitors").getValuesAs(JsonObject.class))
                    .hasSize(2)
                    .allSatisfy(
                            monitor -> assertThat(monitor.getBoolean("alive")).isTrue());
            assertThat(product.json("/api/v1/store").getInt("mirrored")).isPositive();
        }
    }

    @Test
    void monitorsMeetInAFolderThatComesChangesAndGoes() throws Exception {
        Instant began = Instant.now();
        String firsts = first.configureAnother(ADAPTER, "folder", shared.toString());
        String seconds = second.configureAnother(ADAPTER, "folder", shared.toString());
        String id = second.json("/api/v1/store").getString("monitor");
        command(second, "join", first.json("/api/v1/network").getString("id"));
        settles("the second waits", () -> assertThat(
                        first.json("/api/v1/network").getJsonArray("members").getValuesAs(JsonObject.class))
                .anySatisfy(member -> assertThat(member.getString("id")).isEqualTo(id)));
        command(first, "admit", id);
        settles("they see each other", () -> {
            assertTogether();
            assertTrusted(first, shared);
        });
        // Until it was admitted the first watched the devices of both.
        Instant admitted = Instant.now();

        // Whom it is shared with is no reason to begin anew, and nonsense none to stop.
        String since = links(first).get(0).getString("since");
        first.configure(firsts, "folder", shared.toString(), "access", "group");
        first.configure(firsts, "folder", "shared", "access", "group");
        settles("the mistake is told", () -> assertThat(first.command("doctor").text())
                .contains("\"shared\""));
        settles("it goes on", () -> assertTrusted(first, shared));
        assertThat(links(first).get(0).getString("since")).isEqualTo(since);

        Path other = Files.createDirectory(directory.resolve("other"));
        first.configure(firsts, "folder", other.toString());
        second.configure(seconds, "folder", other.toString());
        settles("they meet in the other folder", () -> {
            assertTrusted(first, other);
            assertTrusted(second, other);
            assertTogether();
        });

        first.deleteConfiguration(firsts);
        settles("the first is alone", () -> assertThat(links(first)).isEmpty());
        assertThat(other.resolve("dimon")).as("what it wrote stays").isNotEmptyDirectory();
        settles("the second goes on", () -> assertTrusted(second, other));
        first.configureAnother(ADAPTER, "folder", other.toString());
        Path newer = BundleJar.of("store-directory", "0.1.0.u00001", directory.resolve("store-directory.jar"));
        command(second, "update", newer.toString());
        settles("they meet again", () -> {
            assertTrusted(first, other);
            assertTrusted(second, other);
            assertTogether();
        });
        assertPinged(first, began);
        assertPinged(second, admitted);
    }

    private static void assertPinged(Product product, Instant since) throws Exception {
        for (int id = 1; id <= DEVICES; id++) {
            List<Instant> times = product.answers("guifi:" + id, since);
            assertThat(times).hasSizeGreaterThan(60);
            for (int i = 1; i < times.size(); i++) {
                assertThat(Duration.between(times.get(i - 1), times.get(i)))
                        .as("guifi:%s after %s", id, times.get(i - 1))
                        .isLessThan(WIDEST_GAP);
            }
        }
    }

    @Test
    void aFolderThatIsGoneStopsNobody() throws Exception {
        first.configureAnother(ADAPTER, "folder", shared.toString());
        settles("it is used", () -> assertTrusted(first, shared));
        Path away = Files.move(shared, directory.resolve("away"));
        Files.createDirectory(shared);
        settles("it is told", () -> {
            assertThat(links(first).get(0).getString("trust")).isEqualTo("away");
            assertThat(first.command("doctor").text()).contains("mounted");
        });
        assertThat(shared).isEmptyDirectory();
        Files.delete(shared);
        Files.move(away, shared);
        settles("it goes on by itself", () -> assertTrusted(first, shared));
        assertThat(first.total("up")).isEqualTo(DEVICES);
    }
}
