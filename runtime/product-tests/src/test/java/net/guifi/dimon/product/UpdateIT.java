// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which version of a bundle runs, whatever is done to it. */
class UpdateIT {
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final int DEVICES = 10;
    private static final String PING = "net.guifi.dimon.ping";

    @TempDir
    Path directory;

    private Path data;
    private Product product;

    @BeforeEach
    void start() throws IOException {
        data = directory.resolve("data");
        Path cnml = Cnml.write(directory.resolve("network.cnml"), DEVICES);
        product = Product.start(data, "--cnml", cnml.toString());
    }

    @AfterEach
    void stop() throws IOException {
        product.close();
    }

    private Path jar(String name, String version) throws IOException {
        return BundleJar.of(name, version, directory.resolve(name + '-' + version + ".jar"));
    }

    private void update(Path... jars) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("update"));
        Arrays.stream(jars).map(Path::toString).forEach(arguments::add);
        Product.Output output = product.command(arguments.toArray(String[]::new));
        assertThat(output.exitCode()).as(output.text()).isZero();
    }

    /** The line of a bundle in the list, with single spaces. */
    private String line(String bundle) throws Exception {
        Product.Output output = product.command("bundles");
        return output.text()
                .lines()
                .filter(line -> line.startsWith(bundle + ' '))
                .findFirst()
                .map(line -> line.replaceAll(" +", " "))
                .orElse(output.text());
    }

    private void awaitAllRunning() {
        await().atMost(LIMIT).untilAsserted(() -> {
            List<String> lines = product.command("bundles").text().lines().toList();
            assertThat(lines).hasSizeGreaterThan(BundleJar.shipped().size());
            assertThat(lines.subList(1, lines.size())).allMatch(line -> line.endsWith("active"));
        });
        await().atMost(LIMIT).until(() -> product.total("up") == DEVICES);
    }

    private void assertRefused(Path jar, String... reasons) throws Exception {
        Product.Output output = product.command("update", jar.toString());
        assertThat(output.text()).startsWith("Refused: ").contains(reasons);
        assertThat(output.exitCode()).isEqualTo(1);
        assertThat(line(PING)).isEqualTo(PING + " 0.2.0 update 0.1.0.SNAPSHOT - active");
        assertThat(product.command("doctor").text()).contains(reasons[0]);
    }

    /** A newer ping that imports what is not there. */
    private Path lacking() throws IOException {
        return BundleJar.of(
                "ping",
                directory.resolve("lacking.jar"),
                manifest -> {
                    manifest.putValue("Bundle-Version", "0.3.0");
                    manifest.putValue(
                            "Import-Package",
                            manifest.getValue("Import-Package") + ",org.example.nothing;version=\"[1.2,2)\"");
                },
                entry -> true);
    }

    @Test
    void brokenJarsAreRefusedAndWhatRanRunsOn() throws Exception {
        Path good = jar("ping", "0.2.0");
        update(good);
        Path nothing = Files.writeString(directory.resolve("nothing.jar"), "hello");
        assertRefused(nothing, "nothing.jar is no jar");
        byte[] bytes = Files.readAllBytes(good);
        Path truncated = Files.write(directory.resolve("truncated.jar"), Arrays.copyOf(bytes, bytes.length / 2));
        assertRefused(truncated, "truncated.jar is a broken jar");
        Path lacking = lacking();
        assertRefused(lacking, "nothing here offers the package org.example.nothing, version 1.2.0 or higher", PING);
        Path failing = BundleJar.of(
                "ping",
                directory.resolve("failing.jar"),
                manifest -> manifest.putValue("Bundle-Version", "0.3.0"),
                entry -> !entry.endsWith("/PingThreads.class"));
        assertRefused(failing, "component " + PING + " failed", "PingThreads");
        assertRefused(jar("update", "9.0.0"), "belongs to the platform");
        assertRefused(jar("org.apache.felix.scr", "9.0.0"), "belongs to the platform");
        assertRefused(jar("ping", "0.1.5"), "is older than 0.2.0");
        Path future = BundleJar.of(
                "ping",
                directory.resolve("future.jar"),
                manifest -> {
                    manifest.putValue("Bundle-Version", "0.3.0");
                    manifest.putValue(
                            "Require-Capability",
                            manifest.getValue("Require-Capability").replace("(version=17)", "(version=99)"));
                },
                entry -> true);
        assertRefused(future, "needs another Java");

        HttpResponse<String> uploaded = product.upload(lacking);
        assertThat(uploaded.statusCode()).isEqualTo(409);
        assertThat(uploaded.body()).contains("org.example.nothing");

        Files.copy(failing, data.resolve("deploy/failing.jar"));
        Path reason = data.resolve("deploy/refused/failing.jar.txt");
        await().atMost(LIMIT)
                .until(() -> Files.exists(reason) && Files.readString(reason).contains("PingThreads"));
        await().atMost(LIMIT).until(() -> Files.exists(data.resolve("deploy/refused/failing.jar")));
        assertThat(data.resolve("deploy/failing.jar")).doesNotExist();
        awaitAllRunning();
        assertThat(product.command("revert", "ping").text()).contains("shipped");
        assertThat(line(PING)).isEqualTo(PING + " 0.1.0.SNAPSHOT shipped 0.1.0.SNAPSHOT - active");
        assertThat(product.command("doctor").text()).doesNotContain("refused");
    }

    @Test
    void nobodyUploadsButTheAdministratorFromThePageItself() throws Exception {
        Path jar = jar("ping", "0.2.0");
        assertThat(product.upload(product.request(Product.BUNDLES_PAGE), jar).statusCode())
                .isEqualTo(401);
        for (String[] header : List.of(
                new String[] {"Origin", "http://example.org"},
                new String[] {"Sec-Fetch-Site", "cross-site"},
                new String[] {"X-Forwarded-For", "198.18.0.1"})) {
            HttpResponse<String> answer = product.upload(product.console(Product.BUNDLES_PAGE, header), jar);
            assertThat(answer.statusCode()).as(header[0]).isEqualTo(403);
        }
        assertThat(line(PING)).isEqualTo(PING + " 0.1.0.SNAPSHOT shipped 0.1.0.SNAPSHOT - active");
        assertThat(data.resolve("overlay")).isEmptyDirectory();
        assertThat(product.upload(jar).statusCode()).isEqualTo(302);
        assertThat(line(PING)).isEqualTo(PING + " 0.2.0 update 0.1.0.SNAPSHOT - active");
    }

    /** Another major version of all packages of the API. */
    /** The contract of updates is of the platform: it stays. */
    private static void nextApi(Attributes manifest) {
        manifest.putValue("Bundle-Version", "0.5.0");
        for (String header : List.of("Export-Package", "Import-Package")) {
            String value = manifest.getValue(header);
            if (value != null) {
                manifest.putValue(
                        header,
                        value.replaceAll(
                                        "(net\\.guifi\\.dimon\\.api\\.(?!update;)\\w+;version=\")1\\.\\d\\.0",
                                        "$12.0.0")
                                .replaceAll(
                                        "(net\\.guifi\\.dimon\\.api\\.(?!update;)\\w+;version=\"\\[)1[.\\d]*,[.\\d]+\\)",
                                        "$12.0,3)"));
            }
        }
    }

    @Test
    void theApiIsReplacedTogetherWithItsUsersAlone() throws Exception {
        awaitAllRunning();
        Path api = BundleJar.of("api", directory.resolve("api.jar"), UpdateIT::nextApi, entry -> true);
        Files.copy(api, data.resolve("deploy/api.jar"));
        Path reason = data.resolve("deploy/refused/api.jar.txt");
        await().atMost(LIMIT).until(() -> Files.exists(reason) && Files.size(reason) > 0);
        assertThat(Files.readString(reason)).contains("nothing here offers the package net.guifi.dimon.api.");
        awaitAllRunning();
        assertThat(line("net.guifi.dimon.api")).contains("0.1.0.SNAPSHOT shipped");

        Path set = Files.createDirectory(directory.resolve("set"));
        List<Path> jars = new ArrayList<>();
        for (String name : BundleJar.shipped()) {
            jars.add(BundleJar.of(name, set.resolve(name + ".jar"), UpdateIT::nextApi, entry -> true));
        }
        for (Path jar : jars) {
            Files.move(jar, data.resolve("deploy").resolve(jar.getFileName()), StandardCopyOption.ATOMIC_MOVE);
        }
        await().atMost(LIMIT).until(() -> Files.exists(data.resolve("overlay/net.guifi.dimon.api-0.5.0.jar")));
        awaitAllRunning();
        for (String name : BundleJar.shipped()) {
            assertThat(line("net.guifi.dimon." + name)).contains(" 0.5.0 update");
        }
        assertThat(product.stop()).isZero();
        product = Product.start(data);
        awaitAllRunning();
        assertThat(line("net.guifi.dimon.api")).contains(" 0.5.0 update");
    }

    private Path distribution(String name, String version) throws IOException {
        Path home = directory.resolve(name);
        try (Stream<Path> files = Files.walk(Product.DISTRIBUTION)) {
            for (Path file : files.toList()) {
                Files.copy(
                        file,
                        home.resolve(Product.DISTRIBUTION.relativize(file).toString()),
                        StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
        Path shipped = home.resolve("bundles").resolve(BundleJar.shipped("ping").getFileName());
        BundleJar.of("ping", version, shipped);
        return home;
    }

    @Test
    void theHighestRunsThroughUpgradeWayBackAndCrash() throws Exception {
        update(jar("ping", "0.1.0.u5"));
        product.configure(PING, "period", "PT1S");
        assertThat(product.stop()).isZero();

        Path upgraded = distribution("upgraded", "0.2.0");
        product = Product.startFrom(upgraded, data);
        assertThat(line(PING)).isEqualTo(PING + " 0.2.0 shipped 0.2.0 0.1.0.u5 active");
        awaitAllRunning();
        assertThat(product.stop()).isZero();

        product = Product.start(data);
        assertThat(line(PING)).isEqualTo(PING + " 0.1.0.u5 update 0.1.0.SNAPSHOT - active");
        awaitAllRunning();
        assertThat(Files.readString(data.resolve("config/net/guifi/dimon/ping.config")))
                .contains("PT1S");

        // A set of all bundles, with the power cut off at another moment each time: none of it, or all of it.
        List<String> names = BundleJar.shipped();
        String before = "0.1.0.SNAPSHOT";
        for (int attempt = 0; attempt < 4; attempt++) {
            String next = "0.6." + attempt;
            List<String> arguments = new ArrayList<>(List.of("update"));
            for (String name : names) {
                arguments.add(jar(name, next).toString());
            }
            CompletableFuture<Product.Output> change = CompletableFuture.supplyAsync(() -> {
                try {
                    return product.command(arguments.toArray(String[]::new));
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new IllegalStateException(e);
                }
            });
            Path staged = data.resolve("overlay/.staged");
            await().atMost(LIMIT)
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> Files.exists(staged) || change.isDone());
            CompletableFuture<Void> later = CompletableFuture.runAsync(
                    () -> {}, CompletableFuture.delayedExecutor(attempt * 150L, TimeUnit.MILLISECONDS));
            later.join();
            product.kill();
            change.join();
            product = Product.start(data);
            awaitAllRunning();
            String assign = line("net.guifi.dimon.assign").split(" ")[1];
            assertThat(assign).isIn(before, next);
            for (String name : names) {
                String running = line("net.guifi.dimon." + name).split(" ")[1];
                if (!(name.equals("ping") && assign.equals("0.1.0.SNAPSHOT"))) {
                    assertThat(running).as(name).isEqualTo(assign);
                }
            }
            assertThat(staged).doesNotExist();
            before = assign;
        }
    }

    @Test
    void whatDoesNotRunAtTheStartGivesWayToWhatIsShipped() throws Exception {
        update(jar("health", "0.2.0"));
        Path overlay = data.resolve("overlay");
        Files.writeString(overlay.resolve("net.guifi.dimon.http-9.0.0.jar"), "PK broken");
        Files.copy(lacking(), overlay.resolve("net.guifi.dimon.ping-0.3.0.jar"));
        product.kill();
        product = Product.start(data);
        awaitAllRunning();
        assertThat(line(PING)).isEqualTo(PING + " 0.1.0.SNAPSHOT shipped 0.1.0.SNAPSHOT 0.3.0 active");
        assertThat(line("net.guifi.dimon.health")).contains(" 0.2.0 update");
        assertThat(product.command("doctor").text())
                .contains("net.guifi.dimon.http-9.0.0.jar is a broken jar")
                .contains("net.guifi.dimon.ping 0.3.0 does not run, the shipped 0.1.0.SNAPSHOT does")
                .contains("org.example.nothing");
        assertThat(product.command("revert", "ping").exitCode()).isZero();
        assertThat(line(PING)).isEqualTo(PING + " 0.1.0.SNAPSHOT shipped 0.1.0.SNAPSHOT - active");
        assertThat(overlay.resolve("net.guifi.dimon.ping-0.3.0.jar")).doesNotExist();
    }

    @Test
    void aBrokenShippedBundleKeepsNoOtherFromRunning() throws Exception {
        assertThat(product.stop()).isZero();
        Path damaged = distribution("damaged", "0.2.0");
        Path snmp = damaged.resolve("bundles").resolve(BundleJar.shipped("snmp").getFileName());
        Files.writeString(snmp, "PK broken");
        product = Product.startFrom(damaged, data);
        assertThat(line(PING)).endsWith("active");
        assertThat(product.command("doctor").text())
                .contains(snmp + " is a broken jar")
                .contains("Install the package again");
    }

    @Test
    void aFragmentComesToItsRunningHostAndGoes() throws Exception {
        Path fragment = BundleJar.of(
                "ping",
                directory.resolve("fragment.jar"),
                manifest -> {
                    for (String header : List.of(
                            "Service-Component", "Require-Capability", "Provide-Capability", "Import-Package")) {
                        manifest.remove(new Attributes.Name(header));
                    }
                    manifest.putValue("Bundle-SymbolicName", "org.example.fragment");
                    manifest.putValue("Fragment-Host", PING);
                },
                entry -> false);
        update(fragment);
        assertThat(line("org.example.fragment")).endsWith(" fragment");
        assertThat(line(PING)).endsWith(" active");
        assertThat(product.command("revert", "org.example.fragment").text())
                .isEqualTo("org.example.fragment is removed: it was not shipped.\n");
        awaitAllRunning();
    }

    private void act(String bundle, String action) throws Exception {
        HttpResponse<String> response = product.send(product.console("/system/console/bundles/" + bundle)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("action=" + action))
                .build());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    }

    @Test
    void whatIsDoneByHandIsRespectedOrUndone() throws Exception {
        act(PING, "stop");
        update(jar("ping", "0.2.0"));
        assertThat(line(PING)).isEqualTo(PING + " 0.2.0 update 0.1.0.SNAPSHOT - stopped");
        Product.Output lacking = product.command("update", lacking().toString());
        assertThat(lacking.text()).contains("org.example.nothing");
        assertThat(line(PING)).isEqualTo(PING + " 0.2.0 update 0.1.0.SNAPSHOT - stopped");
        act("net.guifi.dimon.health", "uninstall");
        assertThat(product.command("doctor").text())
                .contains("net.guifi.dimon.ping was stopped by hand")
                .contains("net.guifi.dimon.health was uninstalled by other means");
        assertThat(product.stop()).isZero();
        product = Product.start(data);
        assertThat(line(PING)).endsWith("stopped");
        assertThat(line("net.guifi.dimon.health")).endsWith("active");
        act(PING, "start");
        awaitAllRunning();
    }
}
