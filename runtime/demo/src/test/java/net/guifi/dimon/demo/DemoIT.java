// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import net.guifi.dimon.demo.Network.Device;
import net.guifi.dimon.demo.Network.Snmp;
import net.guifi.dimon.demo.Network.Snmp.Version;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo as it is shipped, started as a process. Needs root, iproute2, nftables, fping and the tools of snmp. */
class DemoIT {
    private static final Pattern TAKEN_DOWN = Pattern.compile("takes down \\d+ \"[^\"]+\" \\((.+)\\)");
    private static final Pattern PREFIX = Pattern.compile("at (198\\.\\d+\\.\\d+)\\.0/22 behind (\\S+)\\.");
    private static final Duration LONG = Duration.ofMinutes(2);

    @TempDir
    Path directory;

    private final List<Process> processes = new ArrayList<>();

    @BeforeAll
    static void needs() throws Exception {
        assertThat(Ip.run("id", "-u"))
                .as("the demo in a namespace is tested as root")
                .isEqualTo("0");
        for (String tool : List.of("fping", "ip", "nft", "snmpget", "snmpbulkwalk")) {
            assertThat(new ProcessBuilder("which", tool).start().waitFor())
                    .as("apt-get install fping iproute2 nftables snmp: there is no " + tool)
                    .isZero();
        }
    }

    /** Kills what a failed test left running, and removes what that leaves. */
    @AfterEach
    void stopAll() throws Exception {
        for (Process process : processes) {
            process.destroyForcibly().waitFor();
        }
        NamespaceHost.removeLeftovers();
    }

    @BeforeEach
    void startClean() throws Exception {
        NamespaceHost.removeLeftovers();
    }

    private Process start(Path where, String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                System.getProperty("demo.jar"),
                "--directory",
                where.toString()));
        command.addAll(List.of(options));
        Files.createDirectories(where);
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(where.resolve("out").toFile())
                .start();
        processes.add(process);
        return process;
    }

    private static String output(Path where) {
        try {
            return Files.readString(where.resolve("out"));
        } catch (IOException e) {
            throw new AssertionError("No output of the demo", e);
        }
    }

    private static Matcher awaitOutput(Path where, Pattern pattern) {
        await().atMost(LONG).until(() -> pattern.matcher(output(where)).find());
        Matcher matcher = pattern.matcher(output(where));
        assertThat(matcher.find()).isTrue();
        return matcher;
    }

    private static boolean answers(String address) throws Exception {
        Process fping = new ProcessBuilder("fping", "-q", "-r", "0", "-t", "500", address).start();
        return fping.waitFor() == 0;
    }

    private static void awaitAnswer(String address) {
        await().atMost(LONG).until(() -> answers(address));
    }

    private static String interfaces() throws IOException {
        return Ip.run("ip", "-o", "link", "show");
    }

    @Test
    void aDeviceFailsAndRecovers() throws Exception {
        Process demo = start(directory, "--first-failure", "4", "--failure-duration", "20", "--interval", "600");
        Matcher prefix = awaitOutput(directory, PREFIX);
        String near = prefix.group(2);
        awaitOutput(directory, Pattern.compile("READY " + Pattern.quote(directory.resolve("demo.cnml") + "\n")));
        awaitAnswer(prefix.group(1) + ".1");

        String address = awaitOutput(directory, TAKEN_DOWN).group(1);
        await().atMost(LONG).until(() -> !answers(address));
        awaitOutput(directory, Pattern.compile("brings up .*" + Pattern.quote(address)));
        awaitAnswer(address);
        assertThat(Files.readString(directory.resolve("demo.log"))).contains("takes down", "brings up");

        demo.destroy();
        assertThat(demo.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(output(directory)).contains("The demo network is removed.");
        assertThat(Ip.run("ip", "netns", "list")).doesNotContain("dimon-demo-" + demo.pid());
        assertThat(interfaces()).doesNotContain(near + "@");
        assertThat(Ip.run("ip", "route", "show")).doesNotContain(near + " ");
    }

    private static String snmp(String tool, List<String> access, String... rest) throws Exception {
        List<String> command = new ArrayList<>(List.of(tool, "-Oqn", "-t", "5", "-r", "5"));
        command.addAll(access);
        command.addAll(List.of(rest));
        // The first of these tools that ever runs on a machine tells there that it makes a directory.
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String output = new String(process.getInputStream().readAllBytes()).strip();
        process.waitFor();
        return output;
    }

    private static long octets(List<String> access, String address) throws Exception {
        String output = snmp("snmpget", access, "-Ov", address, ".1.3.6.1.2.1.31.1.1.1.6.2");
        assertThat(output).as("ifHCInOctets.2 of " + address).matches("\\d+");
        return Long.parseLong(output);
    }

    private static String agent(Device device) {
        String address = device.addresses().iterator().next();
        String udp = address.indexOf(':') < 0 ? "udp:" + address : "udp6:[" + address + ']';
        return udp + ':' + device.snmp().orElseThrow().port();
    }

    private List<String> access(Version version) throws IOException {
        if (version != Version.V3) {
            return List.of(version == Version.V1 ? "-v1" : "-v2c", "-c", "public");
        }
        Passphrases known = Passphrases.in(directory.resolve("secrets"));
        return List.of(
                ("-v3 -l authPriv -u dimon -a SHA -A " + known.authentication() + " -x AES -X " + known.privacy())
                        .split(" "));
    }

    private List<Device> devicesWithSnmp() {
        String prefix = awaitOutput(directory, PREFIX).group(1);
        boolean ipv6 = !output(directory).contains("no IPv6");
        AddressPlan plan = IntStream.range(0, AddressPlan.BLOCKS)
                .mapToObj(block -> AddressPlan.block(block, ipv6))
                .filter(each -> each.ipv4Prefix().equals(prefix + ".0/22"))
                .findFirst()
                .orElseThrow();
        return Generator.generate(Demo.SEED, plan).devices().stream()
                .filter(Device::isInService)
                .filter(device -> device.snmp().isPresent())
                .toList();
    }

    @Test
    void realToolsGetAnswersOfEveryDevice() throws Exception {
        start(directory, "--first-failure", "600");
        awaitOutput(directory, Pattern.compile("READY "));
        for (Device device : devicesWithSnmp()) {
            Snmp snmp = device.snmp().orElseThrow();
            // These tools believe an answer only from the address that they asked.
            assertThat(snmp("snmpget", access(snmp.version()), "-Ov", agent(device), ".1.3.6.1.2.1.1.2.0"))
                    .as(device.title())
                    .isEqualTo("." + snmp.model().objectId());
        }
    }

    @Test
    void realToolsWalkAndSeeCountersMove() throws Exception {
        start(directory, "--first-failure", "600");
        awaitOutput(directory, Pattern.compile("READY "));
        for (Version version : List.of(Version.V2C, Version.V3)) {
            String address = devicesWithSnmp().stream()
                    .filter(device -> device.snmp().orElseThrow().version() == version)
                    .filter(device -> device.snmp().orElseThrow().model() == Model.ROUTEROS)
                    .map(DemoIT::agent)
                    .findFirst()
                    .orElseThrow();
            List<String> access = access(version);
            long before = octets(access, address);
            await().atMost(LONG).until(() -> octets(access, address) > before);
            String bulk = snmp("snmpbulkwalk", access, address, ".1.3.6.1.2.1");
            assertThat(bulk).contains(".1.3.6.1.2.1.1.1.0 \"RouterOS RB750\"", ".31.1.1.1.18.2 \"LAN\"");
            assertThat(names(bulk)).isEqualTo(names(snmp("snmpwalk", access, address, ".1.3.6.1.2.1")));
        }
    }

    private static List<String> names(String walk) {
        return walk.lines().map(line -> line.split(" ")[0]).toList();
    }

    @Test
    void passphrasesAreForTheOwnerAloneAndTheConfigurationNamesThem() throws Exception {
        start(directory, "--loopback");
        awaitOutput(directory, Pattern.compile("READY "));
        Path secrets = directory.resolve("secrets");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secrets)))
                .isEqualTo("rwx------");
        String configuration = Files.readString(directory.resolve("configuration.json"));
        for (String name : List.of("demo-snmp-auth", "demo-snmp-priv")) {
            Path secret = secrets.resolve(name);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secret)))
                    .isEqualTo("rw-------");
            assertThat(configuration)
                    .contains("$[secret:" + name + "]")
                    .doesNotContain(Files.readString(secret).strip());
        }
        assertThat(configuration).contains("\"demo:1").contains("net.guifi.dimon.snmp.credentials~demo-v3");
    }

    @Test
    void aDeviceLosesPackets() throws Exception {
        start(directory, "--first-failure", "1", "--failure-duration", "120", "--interval", "5");
        String address = awaitOutput(directory, Pattern.compile("lets .* \\((.+)\\) lose packets"))
                .group(1);
        Process fping = new ProcessBuilder("fping", "-q", "-c", "100", "-p", "10", "-t", "2000", address)
                .redirectErrorStream(true)
                .start();
        String result = new String(fping.getInputStream().readAllBytes());
        Matcher loss = Pattern.compile("/(\\d+)%").matcher(result);
        assertThat(loss.find()).as(result).isTrue();
        // 40 of 100: these bounds are missed once in a million.
        assertThat(Integer.parseInt(loss.group(1))).isBetween(15, 65);
    }

    @Test
    void twoDemosTakeDifferentPrefixes() throws Exception {
        Path one = directory.resolve("one");
        Path other = directory.resolve("other");
        start(one);
        start(other);
        Matcher first = awaitOutput(one, PREFIX);
        Matcher second = awaitOutput(other, PREFIX);
        assertThat(first.group(1)).isNotEqualTo(second.group(1));
        awaitAnswer(first.group(1) + ".1");
        awaitAnswer(second.group(1) + ".1");
    }

    @Test
    void whatAKilledDemoLeftIsRemovedAtTheNextStart() throws Exception {
        Path killed = directory.resolve("killed");
        Process first = start(killed);
        awaitOutput(killed, PREFIX);
        first.destroyForcibly().waitFor();
        assertThat(Ip.run("ip", "netns", "list")).contains("dimon-demo-" + first.pid());

        Path next = directory.resolve("next");
        start(next);
        awaitOutput(next, PREFIX);
        assertThat(Ip.run("ip", "netns", "list")).doesNotContain("dimon-demo-" + first.pid());
    }

    @Test
    void onLoopbackADeviceMovesToASilentAddressAndBack() throws Exception {
        Process demo =
                start(directory, "--loopback", "--first-failure", "1", "--failure-duration", "15", "--interval", "600");
        Path cnml = directory.resolve("demo.cnml");
        Matcher moved = Pattern.compile("mainipv4=\"(fe80::d1:[0-9a-f]+%1)\"").matcher("");
        await().atMost(LONG)
                .until(() -> Files.exists(cnml)
                        && moved.reset(Files.readString(cnml)).find());
        awaitAnswer("127.64.0.1");
        assertThat(answers(moved.group(1))).isFalse();
        await().atMost(LONG).until(() -> !Files.readString(cnml).contains("fe80::d1:"));
        demo.destroy();
        assertThat(demo.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(output(directory)).contains("since that was asked for");
    }

    @Test
    void badArgumentsEndWithTwo() throws Exception {
        Process demo = start(directory, "--sideways");
        assertThat(demo.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(demo.exitValue()).isEqualTo(2);
        assertThat(output(directory)).contains("\"--sideways\" is no option");
    }
}
