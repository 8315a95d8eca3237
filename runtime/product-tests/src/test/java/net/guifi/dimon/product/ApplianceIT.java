// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The appliance on a network of its user. */
class ApplianceIT {
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final int DEVICES = 40;

    @TempDir
    Path directory;

    private Path data;
    private Path cnml;
    private Product product;

    @BeforeEach
    void start() throws IOException {
        data = directory.resolve("data");
        cnml = Cnml.write(directory.resolve("network.cnml"), DEVICES);
        product = Product.start(data, "--cnml", cnml.toString());
    }

    @AfterEach
    void stop() throws IOException {
        product.close();
    }

    private void awaitAllUp(int count) {
        await().atMost(LIMIT).until(() -> product.total("up") == count);
    }

    private int samples(String id) throws IOException, InterruptedException {
        return product.json("/api/v1/devices/" + id + "/series?metric=rtt&resolution=raw")
                .getJsonArray("samples")
                .size();
    }

    @Test
    void devicesOfAFileAreWatchedAndAChangeOfTheFileIsFollowed() throws Exception {
        awaitAllUp(DEVICES);
        JsonObject device = product.json("/api/v1/devices/guifi:7");
        assertThat(device.getString("title")).isEqualTo("CanPrat-7");
        assertThat(device.getJsonNumber("rtt").doubleValue()).isPositive();

        Cnml.write(cnml, DEVICES + 10);
        awaitAllUp(DEVICES + 10);

        Files.writeString(cnml, "<cnml><network><zone");
        await().atMost(LIMIT).until(() -> product.command("doctor").text().contains("network.cnml"));
        assertThat(product.json("/api/v1/devices").getInt("total")).isEqualTo(DEVICES + 10);
    }

    @Test
    void classesAreKeptForTheNextStartWhichDoesWithoutThemWhenTheyAreSpoiled() throws Exception {
        assertThat(product.stop()).isZero();
        assertThat(archives()).isNotEmpty();
        for (Path archive : archives()) {
            // Not in place: what runs has it mapped.
            Path spoiled = Files.writeString(directory.resolve("spoiled"), "no archive");
            Files.move(spoiled, archive, StandardCopyOption.REPLACE_EXISTING);
        }
        product = Product.start(data);
        awaitAllUp(DEVICES);
        assertThat(product.output()).doesNotContainIgnoringCase("archive").doesNotContainIgnoringCase("shared");
        for (Path archive : archives()) {
            Files.delete(archive);
        }
    }

    private static List<Path> archives() throws IOException {
        try (Stream<Path> files = Files.list(Product.CACHE)) {
            return files.filter(file -> file.toString().endsWith(".jsa")).toList();
        }
    }

    @Test
    void afterKillNineStateAndSamplesAreThereAndSoIsTheMonitor() throws Exception {
        product.configure("net.guifi.dimon.ping", "period", "PT1S");
        awaitAllUp(DEVICES);
        await().atMost(LIMIT).until(() -> samples("guifi:3") >= 8);
        String monitor = product.json("/api/v1/monitors")
                .getJsonArray("monitors")
                .getJsonObject(0)
                .getString("id");
        String since = product.json("/api/v1/devices/guifi:3").getString("since");
        int before = samples("guifi:3");
        String password = product.password();
        product.kill();

        product = Product.start(data);
        assertThat(product.json("/api/v1/monitors")
                        .getJsonArray("monitors")
                        .getJsonObject(0)
                        .getString("id"))
                .isEqualTo(monitor);
        assertThat(product.password()).isEqualTo(password);
        awaitAllUp(DEVICES);
        assertThat(product.json("/api/v1/devices/guifi:3").getString("since")).isEqualTo(since);
        assertThat(samples("guifi:3")).isGreaterThanOrEqualTo(before - 5);
    }

    @Test
    void aSettingIsEffectiveAtOnceAndKept() throws Exception {
        awaitAllUp(DEVICES);
        product.configure("net.guifi.dimon.ping", "period", "PT0.5S");
        int before = samples("guifi:1");
        await().atMost(LIMIT).until(() -> samples("guifi:1") >= before + 10);
        assertThat(product.stop()).isZero();
        product = Product.start(data);
        int again = samples("guifi:1");
        await().atMost(Duration.ofMinutes(1)).until(() -> samples("guifi:1") >= again + 10);
    }

    @Test
    void theConsoleIsForThisHostItsUserAndItsOwnPagesAlone() throws Exception {
        assertThat(product.get("/").headers().firstValue("Location"))
                .hasValueSatisfying(location -> assertThat(location).endsWith("/system/console/dimon"));
        assertThat(product.get("/system/console/bundles").statusCode()).isEqualTo(401);
        assertThat(product.send(product.console("/system/console/dimon").build())
                        .statusCode())
                .isEqualTo(200);
        HttpRequest foreign = product.console("/system/console/bundles", "Origin", "http://example.org")
                .POST(HttpRequest.BodyPublishers.ofString("action=refreshPackages"))
                .build();
        assertThat(product.send(foreign).statusCode()).isEqualTo(403);
        HttpRequest wrong = product.request("/system/console/bundles", "Authorization", "Basic YWRtaW46YWRtaW4=")
                .build();
        assertThat(product.send(wrong).statusCode()).isEqualTo(401);
        Path secret = data.resolve("secrets/console-password");
        assertThat(Files.getPosixFilePermissions(secret)).hasSize(2);
    }

    @Test
    void everyoneOfTheCommandsAnswers() throws Exception {
        awaitAllUp(DEVICES);
        assertThat(product.command("status").text()).contains("up").contains("guifi");
        assertThat(product.command("devices", "CanPrat-12").text()).contains("guifi:12");
        assertThat(product.command("device", "12").text()).contains("127.9.0.13");
        assertThat(product.command("monitors").exitCode()).isZero();
        Product.Output discovered = product.command("discovered");
        assertThat(discovered.text()).contains("mDNS");
        assertThat(discovered.exitCode()).as(discovered.text()).isZero();
        assertThat(product.command("probe", "guifi:12").text()).contains("5 sent");
        assertThat(product.command("password").text()).contains(product.password());
        assertThat(product.command("logs").text()).contains("Starting on");
        assertThat(product.command("doctor").text()).isNotBlank();
        assertThat(product.command("store", "use", "127.0.0.1:1").exitCode()).isZero();
        await().atMost(LIMIT).until(() -> product.command("store").text().contains("AntidoteDB at 127.0.0.1:1"));
        assertThat(product.command("store", "own").text()).contains("no longer uses the store");
        await().atMost(LIMIT).until(() -> product.command("store").text().contains("is alone"));
        Product.Output unknown = product.command("device", "nonsense");
        assertThat(unknown.text()).contains("nonsense");
        assertThat(unknown.exitCode()).isNotZero();
        product.stop();
        assertThat(product.command("status").exitCode()).isEqualTo(3);
    }

    @Test
    void aSecondOneOnTheSameDirectoryOrPortIsRefused() throws Exception {
        Process second = new ProcessBuilder(
                        Path.of(System.getProperty("distribution"), "bin/dimon").toString(),
                        "run",
                        "--data",
                        data.toString(),
                        "--port",
                        "1")
                .redirectErrorStream(true)
                .start();
        assertThat(second.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(new String(second.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .contains("Another DIMON runs on");
        assertThat(second.exitValue()).isEqualTo(1);
    }
}
