// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Monitors and avahi on one link find each other, and no longer do when one is gone. */
class MdnsIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    /** For so long others believe what a monitor announced; the product says 120. */
    private static final int LIFE_SECONDS = 12;

    private static final String ONE = "11111111111111111111111111111111";
    private static final String TWO = "22222222222222222222222222222222";
    private static final String THREE = "33333333333333333333333333333333";
    private static final String FOUR = "44444444444444444444444444444444";

    @TempDir
    Path directory;

    private Segment segment;
    private final List<Monitor> monitors = new ArrayList<>();

    /** A running {@link DiscoveryChild}. */
    private static final class Monitor {
        private final Process process;
        private final Writer input;
        private final BufferedReader output;

        Monitor(Process process) {
            this.process = process;
            input = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
            output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        }

        /** Looks around once. */
        String look(String word) throws IOException {
            input.write(word + "\n");
            input.flush();
            StringBuilder text = new StringBuilder();
            for (String line = output.readLine(); !".".equals(line); line = output.readLine()) {
                if (line == null) {
                    throw new AssertionError("The monitor ended: " + text);
                }
                text.append(line).append('\n');
            }
            return text.toString();
        }

        String stop() throws IOException {
            input.close();
            StringBuilder rest = new StringBuilder();
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                rest.append(line).append('\n');
            }
            return rest.toString();
        }
    }

    @BeforeEach
    void open() throws IOException {
        segment = Segment.open(directory);
    }

    @AfterEach
    void close() throws InterruptedException {
        for (Monitor monitor : monitors) {
            monitor.process.destroyForcibly();
            monitor.process.waitFor(10, TimeUnit.SECONDS);
        }
        segment.close();
    }

    private Monitor monitor(String namespace, String id, String name, int port) throws IOException {
        // As the product has it.
        Path logging = Files.writeString(
                directory.resolve("logging.properties"),
                "handlers=java.util.logging.ConsoleHandler\njavax.jmdns.level=SEVERE\n");
        Process process = new ProcessBuilder(
                        "ip",
                        "netns",
                        "exec",
                        namespace,
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-Dnet.dns.ttl=" + LIFE_SECONDS,
                        "-Djava.util.logging.config.file=" + logging,
                        "-cp",
                        System.getProperty("java.class.path"),
                        DiscoveryChild.class.getName(),
                        id,
                        name,
                        Integer.toString(port),
                        directory.resolve(id).toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        Monitor monitor = new Monitor(process);
        monitors.add(monitor);
        return monitor;
    }

    @Test
    void monitorsAndAvahiFindEachOther() throws Exception {
        Monitor one = monitor(segment.near, ONE, "Vic.1 d'en Pau", 8080);
        Monitor two = monitor(segment.far, TWO, "Gurb à dalt", 8081);
        Process published = segment.publish(
                "-s",
                "By avahi",
                "_dimon._tcp",
                "8082",
                "v=1",
                "id=" + THREE,
                "net=" + DiscoveryChild.NETWORK,
                "store=antidote:8087",
                "later=unknown");
        Process inOneString = segment.publish(
                "-s", "By avahi-ps", "_dimon._tcp", "8084", "v=1,id=" + FOUR + ",net=" + DiscoveryChild.NETWORK);
        Process wrong = segment.publish("-s", "Wrong", "_dimon._tcp", "8083", "v=1", "id=nonsense");

        await().atMost(LIMIT).pollInterval(Duration.ofSeconds(1)).untilAsserted(() -> {
            two.look("announce");
            assertThat(one.look("announce"))
                    .contains("name=mDNS, state=WORKING, announced=true, found=3")
                    .contains("id=" + TWO, "Gurb à dalt", "http://198.18.77.2:8081/api/v1")
                    .contains("id=" + THREE, "By avahi", "role=OFFERS", "storePort=OptionalInt[8087]")
                    .contains("id=" + FOUR, "By avahi-ps");
        });
        await().atMost(LIMIT).pollInterval(Duration.ofSeconds(1)).untilAsserted(() -> assertThat(two.look("announce"))
                .contains("id=" + ONE, "name=Vic-1 d'en Pau,", "http://198.18.77.1:8080/api/v1", "id=" + THREE));
        await().atMost(LIMIT).untilAsserted(() -> assertThat(segment.browse())
                .contains(Segment.NEAR_ADDRESS + ";8080;")
                .contains(
                        "\"v=1\"",
                        "\"id=" + ONE + "\"",
                        "\"net=" + DiscoveryChild.NETWORK + "\"",
                        "\"ver=0.1.0\"",
                        "\"api=/api/v1\"",
                        "\"https=8443\"",
                        "\"store=none\"",
                        "\"snp=55555\""));

        published.destroy();
        inOneString.destroy();
        wrong.destroy();
        one.look("silent");
        await().atMost(Duration.ofSeconds(LIFE_SECONDS - 4))
                .untilAsserted(() -> assertThat(segment.browse()).doesNotContain(ONE));
        await().atMost(LIMIT).pollInterval(Duration.ofSeconds(1)).untilAsserted(() -> assertThat(two.look("announce"))
                .doesNotContain("id=" + ONE, "id=" + THREE));
    }

    @Test
    void whoeverIsStoppedOrKilledIsGone() throws Exception {
        Monitor one = monitor(segment.near, ONE, "same name", 8080);
        Monitor two = monitor(segment.far, TWO, "same name", 8081);
        Monitor three = monitor(segment.far, THREE, "third", 8082);
        await().atMost(LIMIT).pollInterval(Duration.ofSeconds(1)).untilAsserted(() -> {
            two.look("announce");
            three.look("announce");
            assertThat(one.look("announce"))
                    .contains("announced=true, found=2", "id=" + TWO + ", name=same name,", "id=" + THREE);
        });

        // What changes is told.
        two.look("other");
        await().atMost(LIMIT).pollInterval(Duration.ofSeconds(1)).untilAsserted(() -> assertThat(one.look("announce"))
                .contains("found=2", "httpsPort=OptionalInt[9443]", "httpsPort=OptionalInt[8443]"));

        assertThat(two.stop()).doesNotContain("JmDNS", "SocketListener", "dimon-mdns");
        // It said good-bye: that is sooner than what it announced is outdated. JmDNS looks every ten seconds.
        await().atMost(Duration.ofSeconds(LIFE_SECONDS - 4))
                .untilAsserted(() -> assertThat(segment.browse()).doesNotContain(TWO));
        await().atMost(LIMIT).pollInterval(Duration.ofSeconds(1)).untilAsserted(() -> assertThat(one.look("announce"))
                .doesNotContain("id=" + TWO));
        assertThat(one.look("announce")).contains("id=" + THREE);

        three.process.destroyForcibly();
        await().atMost(LIMIT).pollInterval(Duration.ofSeconds(1)).untilAsserted(() -> assertThat(one.look("announce"))
                .doesNotContain("id=" + THREE));
    }

    @Test
    void aFloodIsSurvivedAndForgotten() throws Exception {
        Monitor one = monitor(segment.near, ONE, "flooded", 8080);
        Monitor two = monitor(segment.far, TWO, "honest", 8081);
        await().atMost(LIMIT).pollInterval(Duration.ofSeconds(1)).untilAsserted(() -> {
            two.look("announce");
            assertThat(one.look("announce")).contains("state=WORKING, announced=true, found=1", "id=" + TWO);
        });
        long before = memory(one.look("announce"));
        for (int single : List.of(0, 8)) {
            Process flood = flood("10000", Integer.toString(single));
            while (flood.isAlive()) {
                // It has room for what was there.
                one.look("announce");
                flood.waitFor(1, TimeUnit.SECONDS);
            }
            String sent = new String(flood.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            assertThat(flood.exitValue()).as(sent).isZero();
            assertThat(Integer.parseInt(sent)).isGreaterThan(2_000);
            String after = one.look("announce");
            assertThat(after).contains("state=FAILING", "begins anew");
            assertThat(memory(after)).isLessThan(before + 16);
        }

        // What a liar told is good for a week.
        one.look("later");
        await().atMost(LIMIT).pollInterval(Duration.ofSeconds(1)).untilAsserted(() -> {
            two.look("announce");
            assertThat(one.look("announce")).contains("state=WORKING, announced=true, found=1", "id=" + TWO);
        });
        assertThat(memory(one.look("announce"))).isLessThan(before + 4);
    }

    private static long memory(String looked) {
        return looked.lines()
                .filter(line -> line.startsWith("memory "))
                .mapToLong(line -> Long.parseLong(line.substring("memory ".length())))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void whatAHostileHostSaysSilencesNobody() throws Exception {
        Monitor one = monitor(segment.near, ONE, "told", 8080);
        await().atMost(LIMIT).pollInterval(Duration.ofSeconds(1)).untilAsserted(() -> assertThat(one.look("announce"))
                .contains("state=WORKING, announced=true, found=0"));
        assertThat(flood("crafty").waitFor(30, TimeUnit.SECONDS)).isTrue();
        Monitor two = monitor(segment.far, TWO, "new", 8081);
        await().atMost(LIMIT).pollInterval(Duration.ofSeconds(1)).untilAsserted(() -> {
            assertThat(two.look("announce")).contains("id=" + ONE);
            assertThat(one.look("announce")).contains("state=WORKING, announced=true", "id=" + TWO);
        });
    }

    private Process flood(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                "ip",
                "netns",
                "exec",
                segment.far,
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                FloodChild.class.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** Without any other address there are those of the link. */
    @ParameterizedTest
    @ValueSource(strings = {"fd9a:77::1/64 fd9a:77::2/64", ""})
    void onIpv6AloneMonitorsAndAvahiFindEachOther(String addresses) throws Exception {
        segment.close();
        segment = Segment.openIpv6(directory, addresses.isEmpty() ? new String[0] : addresses.split(" "));
        String network = addresses.isEmpty() ? "fe80:" : "fd9a:77:";
        Monitor one = monitor(segment.near, ONE, "Vic", 8080);
        Monitor two = monitor(segment.far, TWO, "Gurb", 8081);
        segment.publish("-s", "By avahi", "_dimon._tcp", "8082", "v=1", "id=" + THREE, "net=" + DiscoveryChild.NETWORK);
        await().atMost(LIMIT).pollInterval(Duration.ofSeconds(1)).untilAsserted(() -> {
            two.look("announce");
            assertThat(one.look("announce"))
                    .contains("name=mDNS, state=WORKING, announced=true, found=2")
                    .contains("id=" + TWO, "name=Gurb", "http://[" + network, "]:8081/api/v1")
                    .contains("id=" + THREE, "name=By avahi", "]:8082/api/v1");
        });
        await().atMost(LIMIT).pollInterval(Duration.ofSeconds(1)).untilAsserted(() -> assertThat(two.look("announce"))
                .contains("id=" + ONE));
        await().atMost(LIMIT).untilAsserted(() -> assertThat(segment.browse().lines())
                .anyMatch(line -> line.startsWith("=;veth0;IPv6;")
                        && line.contains("id=" + ONE)
                        && line.contains(";" + network)
                        && line.contains(";8080;")));
        one.stop();
        await().atMost(Duration.ofSeconds(LIFE_SECONDS - 4))
                .untilAsserted(() -> assertThat(segment.browse()).doesNotContain(ONE));
    }

    @Test
    void interfacesComeAndGo() throws Exception {
        Segment.run("ip", "-n", segment.near, "address", "flush", "dev", "veth0");
        Monitor one = monitor(segment.near, ONE, "moving", 8080);
        assertThat(one.look("announce")).contains("state=ABSENT", "No interface has an address");

        segment.configureNear("198.18.77.3");
        await().atMost(LIMIT).pollInterval(Duration.ofSeconds(2)).untilAsserted(() -> {
            assertThat(one.look("announce")).contains("state=WORKING, announced=true");
            assertThat(segment.browse()).contains("198.18.77.3;8080;");
        });
    }
}
