// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.snmp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import net.guifi.dimon.api.description.Description;
import net.guifi.dimon.api.description.Interface;
import net.guifi.dimon.api.inventory.Device;
import net.guifi.dimon.api.measurement.Metric;
import net.guifi.dimon.api.measurement.Outcome;
import net.guifi.dimon.api.probe.ProbeReport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against the agent of Debian, net-snmp. */
class SnmpdIT {
    private static final Path SNMPD = Path.of("/usr/sbin/snmpd");
    private static final String AUTH = "auth-passphrase";
    private static final String PRIV = "priv-passphrase";

    @TempDir
    static Path directory;

    private static Process snmpd;
    private static int port;

    @BeforeAll
    static void start() throws IOException {
        assertThat(SNMPD).as("install the package snmpd").exists();
        try (DatagramSocket free = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        snmpd = start(directory, port);
    }

    private static Process start(Path directory, int port, String... more) throws IOException {
        Path configuration = directory.resolve("test.conf");
        Path log = directory.resolve("snmpd.log");
        Files.writeString(
                configuration,
                String.join(
                        "\n",
                        "rocommunity test-community",
                        "rocommunity6 test-community",
                        "sysName roof-7",
                        "sysLocation Castell\u00F3",
                        "sysContact somebody",
                        user("sha-aes", "SHA", "AES"),
                        user("sha256-aes256", "SHA-256", "AES-256"),
                        user("sha512-aes192", "SHA-512", "AES-192"),
                        user("sha-aes256", "SHA", "AES-256"),
                        user("md5-des", "MD5", "DES"),
                        "createUser auth-only SHA \"" + AUTH + "\"",
                        "rouser auth-only auth",
                        String.join("\n", more),
                        ""));
        ProcessBuilder builder = new ProcessBuilder(
                        SNMPD.toString(),
                        "-f",
                        "-Lo",
                        "-C",
                        "-c",
                        configuration.toString(),
                        "udp:127.0.0.1:" + port,
                        "udp6:[::1]:" + port)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().put("SNMP_PERSISTENT_DIR", directory.toString());
        Process started = builder.start();
        await().atMost(Running.LIMIT).until(() -> Files.readString(log).contains("NET-SNMP version"));
        return started;
    }

    private static String user(String name, String auth, String priv) {
        return "createUser " + name + " " + auth + " \"" + AUTH + "\" " + priv + " \"" + PRIV + "\"\nrouser " + name
                + " priv";
    }

    @AfterAll
    static void stop() throws InterruptedException {
        if (snmpd != null) {
            stop(snmpd);
        }
    }

    private static void stop(Process process) throws InterruptedException {
        process.destroy();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }

    /** As where its files are in a RAM disk: OpenWrt, for one. */
    @Test
    void aDeviceThatForgetsHowOftenItStartedIsBelievedAgain(@TempDir Path before, @TempDir Path after)
            throws IOException, InterruptedException {
        int own;
        try (DatagramSocket free = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            own = free.getLocalPort();
        }
        String engine = "exactEngineID 0x8000000004726f6f66";
        Device device = Devices.device("1", "127.0.0.1", Devices.named("lo"));
        Process process = start(before, own, engine, "oldEngineID 0x8000000004726f6f66", "engineBoots 7");
        try (Running running = running(Map.of("ports", new int[] {own}, "timeout", "PT2S"))) {
            running.probe.addCredentials(Configs.component("a", user(Map.of())));
            running.probe.watch(Devices.watch(device));
            running.awaitDescription(
                    device,
                    found -> found.lastAnswer().isPresent() && found.problem().isEmpty());
            stop(process);
            running.awaitProblem(device);
            process = start(after, own, engine);
            running.awaitDescription(device, found -> found.problem().isEmpty());
            assertThat(running.values(Metric.UPTIME, "")).isNotEmpty();
        } finally {
            stop(process);
        }
    }

    private static Running running(Map<String, Object> settings) throws IOException {
        Map<String, Object> all =
                new HashMap<>(Map.of("community", "test-community", "ports", new int[] {port}, "timeout", "PT5S"));
        all.putAll(settings);
        return new Running(all);
    }

    private static Map<String, Object> user(Map<String, Object> changes) {
        Map<String, Object> all = new HashMap<>(Map.of(
                "name", "v3",
                "devices", new String[] {"*:*"},
                "version", "3",
                "user", "sha-aes",
                "authProtocol", "SHA",
                "authPassphrase", AUTH,
                "privProtocol", "AES-128",
                "privPassphrase", PRIV));
        all.putAll(changes);
        return all;
    }

    @ParameterizedTest
    @CsvSource({"2c,127.0.0.1", "1,127.0.0.1", "auto,127.0.0.1", "2c,::1"})
    void aCommunityReadsSystemAndInterfacesAndTheLoopbackMoves(String version, String address) throws IOException {
        Device device = Devices.device("1", address, Devices.named("lo"));
        try (Running running = running(Map.of("version", version))) {
            running.probe.watch(Devices.watch(device));
            assertLoopbackMoves(running, device);
        }
    }

    private static void assertLoopbackMoves(Running running, Device device) {
        Description description = running.awaitDescription(
                device,
                found -> found.lastAnswer().isPresent() && found.problem().isEmpty());
        assertThat(description.system().orElseThrow().name()).isEqualTo("roof-7");
        assertThat(description.system().orElseThrow().location()).isEqualTo("Castell\u00F3");
        assertThat(description.system().orElseThrow().objectId()).startsWith("1.3.6.1.4.1.8072.3.2");
        Interface loopback = description.interfaces().stream()
                .filter(found -> found.instance().equals("lo"))
                .findFirst()
                .orElseThrow();
        assertThat(loopback.type()).isEqualTo(Mib.SOFTWARE_LOOPBACK);
        assertThat(loopback.port()).contains("key-lo");
        assertThat(loopback.measured()).isTrue();
        assertThat(loopback.admin()).isEqualTo(Interface.Status.UP);
        // The agent reads the kernel's counters every three seconds or so.
        for (Metric metric : List.of(Metric.IN_OCTETS, Metric.OUT_OCTETS)) {
            await().atMost(Running.LIMIT).until(() -> {
                List<Long> values = running.values(metric, "lo");
                return !values.isEmpty() && values.get(values.size() - 1) > values.get(0);
            });
            assertThat(running.values(metric, "lo")).isSorted();
        }
        assertThat(running.values(Metric.OPER_STATUS, "lo")).isNotEmpty().allMatch(value -> value == 1);
        assertThat(running.values(Metric.UPTIME, "")).isNotEmpty().isSorted();
        assertThat(running.samples).allMatch(sample -> sample.outcome() == Outcome.OK);
    }

    @ParameterizedTest
    @CsvSource({
        "sha-aes,SHA,AES-128",
        "sha256-aes256,SHA-256,AES-256",
        "sha512-aes192,SHA-512,AES-192",
        "sha-aes256,SHA,AES-256",
        "md5-des,MD5,DES",
        "auth-only,SHA,none"
    })
    void aUserReadsTheSame(String name, String auth, String priv) throws IOException {
        Device device = Devices.device("1", "127.0.0.1", Devices.named("lo"));
        try (Running running = running(Map.of("community", "wrong"))) {
            running.probe.addCredentials(
                    Configs.component("a", user(Map.of("user", name, "authProtocol", auth, "privProtocol", priv))));
            running.probe.watch(Devices.watch(device));
            assertLoopbackMoves(running, device);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "user,nobody,the device does not know the user nobody",
        "authPassphrase,another-passphrase,wrong authentication passphrase",
        "privPassphrase,another-passphrase,wrong privacy passphrase",
    })
    void whatTheDeviceRefusesIsSaidInWords(String field, String value, String words) throws IOException {
        Device device = Devices.device("1", "127.0.0.1", Devices.named("lo"));
        try (Running running = running(Map.of())) {
            running.probe.addCredentials(Configs.component("a", user(Map.of(field, value))));
            running.probe.watch(Devices.watch(device));
            assertThat(running.awaitProblem(device)).contains(words);
            await().atMost(Running.LIMIT)
                    .until(() -> !running.of(Metric.UPTIME, "").isEmpty());
            assertThat(running.of(Metric.UPTIME, ""))
                    .allMatch(sample -> sample.outcome() == Outcome.ERROR || sample.outcome() == Outcome.TIMEOUT);
        }
    }

    @Test
    void aWrongCommunityIsNamedAsThePossibleCause() throws IOException {
        Device device = Devices.device("1", "127.0.0.1", Devices.named("lo"));
        try (Running running = running(Map.of("community", "wrong", "timeout", "PT2S"))) {
            running.probe.watch(Devices.watch(device));
            assertThat(running.awaitProblem(device))
                    .isEqualTo("no answer to SNMP v2c and v1 on port " + port
                            + " of 127.0.0.1: wrong community, a firewall, or no agent");
            running.probe.addCredentials(Configs.component(
                    "right",
                    Map.of("devices", new String[] {"test:1"}, "version", "2c", "community", "test-community")));
            running.awaitDescription(device, found -> found.problem().isEmpty());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void aPersonAsksOnce(String address) throws IOException {
        try (Running running = running(Map.of())) {
            ProbeReport report = running.report(Devices.device("1", address, Devices.named("lo")));
            assertThat(report.summary())
                    .startsWith("roof-7, SNMP v2c on port " + port)
                    .contains("interfaces");
            assertThat(report.samples())
                    .extracting(sample -> sample.series().metric())
                    .containsExactly(Metric.UPTIME, Metric.IN_OCTETS, Metric.OUT_OCTETS, Metric.OPER_STATUS);
            assertThat(report.samples()).allMatch(sample -> sample.outcome() == Outcome.OK);
        }
    }
}
