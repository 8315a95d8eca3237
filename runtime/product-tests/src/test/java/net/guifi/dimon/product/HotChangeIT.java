// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.StringReader;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bundles are replaced one by one while devices are watched: nothing else stops, and nothing is left behind. */
class HotChangeIT {
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final int DEVICES = 20;
    private static final Duration PERIOD = Duration.ofSeconds(1);
    /** What a replacement may cost, beyond the regular distance of two samples. */
    private static final Duration COST = Duration.ofSeconds(2);
    /** A replacement that took longer, with all that the test does about it, was one on a busy machine. */
    private static final Duration BUSY = Duration.ofSeconds(5);

    /** A bundle that is replaced; what can be set about it is set in the console, to the one value or the other. */
    private record Part(String name, String property, String one, String other) {
        String pid() {
            return "net.guifi.dimon." + name;
        }
    }

    private record Replacement(Instant begin, Instant end) {}

    private static final List<Part> PARTS = List.of(
            new Part("ping", "timeout", "PT1.5S", "PT2S"),
            new Part("snmp", "timeout", "PT1.5S", "PT2S"),
            new Part("archive", "flush", "PT1S", "PT2S"),
            new Part("discovery", "networks", "0.0.0.0/0", "0.0.0.0/0,::/0"),
            new Part("health", "upAnswers", "1", "2"),
            new Part("http", "", "", ""),
            new Part("https", "", "", ""),
            new Part("store-antidote", "", "", ""),
            new Part("store-directory", "", "", ""),
            new Part("store-embedded", "", "", ""));

    @TempDir
    Path directory;

    private Path data;
    private int httpsPort;
    private Product product;
    private int version;
    private final List<Replacement> replacements = new ArrayList<>();

    @BeforeEach
    void start() throws Exception {
        data = directory.resolve("data");
        Path cnml = Cnml.write(directory.resolve("network.cnml"), DEVICES);
        httpsPort = Product.freePort();
        product = Product.start(data, "--cnml", cnml.toString(), "--https-port", Integer.toString(httpsPort));
        product.configure("net.guifi.dimon.ping", "period", PERIOD.toString());
        configureAdapters();
        await().atMost(LIMIT).until(() -> product.total("up") == DEVICES);
    }

    /** They do nothing until they are configured. */
    private void configureAdapters() throws Exception {
        Path shared = Files.createDirectory(directory.resolve("shared"));
        product.configureAnother("net.guifi.dimon.store-directory", "folder", shared.toString());
        if (BundleJar.shipped().contains("store-antidote")) {
            // Nobody listens there.
            product.configureAnother("net.guifi.dimon.store-antidote", "hosts", "127.0.0.1:1");
        }
    }

    @AfterEach
    void stop() throws IOException {
        product.close();
    }

    @Test
    void threeTimes() throws Exception {
        replaceEach(3);
    }

    @Test
    @Tag("long")
    void twentyTimes() throws Exception {
        replaceEach(20);
    }

    private void replaceEach(int rounds) throws Exception {
        List<String> shipped = BundleJar.shipped();
        List<Part> parts =
                PARTS.stream().filter(part -> shipped.contains(part.name())).toList();
        assertThat(parts).hasSizeGreaterThanOrEqualTo(5);
        // The first replacement loads classes and starts threads that stay.
        for (int i = 0; i < parts.size(); i++) {
            replace(parts.get(i), i);
        }
        Footprint before = settled();
        replacements.clear();
        Instant begin = Instant.now();
        for (int round = 0; round < rounds; round++) {
            for (int i = 0; i < parts.size(); i++) {
                replace(parts.get(i), round + i);
            }
        }
        await().atMost(LIMIT)
                .pollInterval(Duration.ofSeconds(2))
                .untilAsserted(() -> Footprint.of(product.java().pid()).assertNotAbove(before));
        Duration widest = assertGaps(begin);
        assertThat(product.total("up")).isEqualTo(DEVICES);
        Files.writeString(
                Path.of("target/hot-change-" + rounds + ".txt"),
                "Each of %d bundles replaced %d times.%nWidest gap: %s%nBefore: %s%nAfter:  %s%n"
                        .formatted(
                                parts.size(),
                                rounds,
                                widest,
                                before,
                                Footprint.of(product.java().pid())));
    }

    /** What there is when nothing is under way any more: the same threads for a while. */
    private Footprint settled() {
        AtomicReference<Footprint> last = new AtomicReference<>();
        await().atMost(LIMIT).pollInterval(Duration.ofSeconds(2)).untilAsserted(() -> {
            Footprint now = Footprint.of(product.java().pid());
            Footprint former = last.getAndSet(now);
            assertThat(former).isNotNull();
            assertThat(now.threads()).isEqualTo(former.threads());
        });
        return last.get();
    }

    private void replace(Part part, int number) throws Exception {
        Map<String, Set<String>> services = services();
        Instant begin = Instant.now();
        String next = "0.1.0.u%05d".formatted(++version);
        Path jar = BundleJar.of(part.name(), next, directory.resolve(part.name() + ".jar"));
        switch (number % 3) {
            case 0 -> Files.copy(jar, data.resolve("deploy").resolve(jar.getFileName()));
            case 1 -> assertThat(product.upload(jar).statusCode()).isEqualTo(302);
            default -> {
                Product.Output output = product.command("update", jar.toString());
                assertThat(output.exitCode()).as(output.text()).isZero();
            }
        }
        Path taken = data.resolve("overlay").resolve(part.pid() + '-' + next + ".jar");
        await().atMost(LIMIT)
                .pollInterval(Duration.ofMillis(100))
                .failFast(() -> assertThat(data.resolve("deploy/refused")).doesNotExist())
                .until(() -> Files.exists(taken));
        if (!part.property().isEmpty()) {
            String value = version % 2 == 0 ? part.one() : part.other();
            if (part.name().equals("ping")) {
                product.configure(part.pid(), part.property(), value, "period", PERIOD.toString());
            } else {
                product.configure(part.pid(), part.property(), value);
            }
        }
        assertOthersUntouched(part, services);
        if (part.name().equals("https")) {
            awaitHttps();
        }
        replacements.add(new Replacement(begin, Instant.now()));
    }

    /** The port of HTTPS is closed and opened again. */
    private void awaitHttps() {
        await().atMost(LIMIT).untilAsserted(() -> {
            Product.Output output = Product.run(List.of(
                    "curl",
                    "-sSk",
                    "-o",
                    "/dev/null",
                    "-w",
                    "%{http_code}",
                    "https://127.0.0.1:" + httpsPort + "/api/v1/monitors"));
            assertThat(output.text().strip()).isEqualTo("200");
        });
    }

    /** The ids of the services of our bundles: a bundle that is started again registers them anew. */
    private Map<String, Set<String>> services() throws Exception {
        HttpResponse<String> response =
                product.send(product.console("/system/console/services.json").build());
        Map<String, Set<String>> services = new TreeMap<>();
        try (JsonReader reader = Json.createReader(new StringReader(response.body()))) {
            for (JsonObject service : reader.readObject().getJsonArray("data").getValuesAs(JsonObject.class)) {
                String bundle = service.getString("bundleSymbolicName");
                if (bundle.startsWith("net.guifi.dimon.")) {
                    services.computeIfAbsent(bundle, name -> new TreeSet<>()).add(service.getString("id"));
                }
            }
        }
        return services;
    }

    private void assertOthersUntouched(Part part, Map<String, Set<String>> before) {
        await().atMost(LIMIT).untilAsserted(() -> {
            Map<String, Set<String>> after = services();
            assertThat(after.keySet()).isEqualTo(before.keySet());
            assertThat(after.remove(part.pid())).doesNotContainAnyElementsOf(before.get(part.pid()));
            assertThat(after).allSatisfy((bundle, ids) -> assertThat(ids).isEqualTo(before.get(bundle)));
        });
    }

    private Duration assertGaps(Instant begin) throws Exception {
        Duration widest = Duration.ZERO;
        for (int id = 1; id <= DEVICES; id++) {
            List<Instant> times = product.answers("guifi:" + id, begin);
            assertThat(times).hasSizeGreaterThan(5);
            for (int i = 1; i < times.size(); i++) {
                Duration gap = Duration.between(times.get(i - 1), times.get(i));
                assertThat(gap)
                        .as("guifi:%s after %s", id, times.get(i - 1))
                        .isLessThanOrEqualTo(PERIOD.plus(cost(times.get(i - 1), times.get(i))));
                widest = gap.compareTo(widest) > 0 ? gap : widest;
            }
        }
        return widest;
    }

    /** On a busy machine a replacement may cost what it took. */
    private Duration cost(Instant from, Instant to) {
        return replacements.stream()
                .filter(each -> each.begin.isBefore(to) && each.end.isAfter(from))
                .map(each -> Duration.between(each.begin, each.end))
                .filter(took -> took.compareTo(BUSY) > 0)
                .max(Comparator.naturalOrder())
                .orElse(COST);
    }
}
