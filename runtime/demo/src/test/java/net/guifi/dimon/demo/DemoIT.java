// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo as it is shipped, started as a process. Needs root, iproute2, nftables and fping. */
class DemoIT {
    private static final Pattern TAKEN_DOWN = Pattern.compile("takes down \\d+ \"[^\"]+\" \\((.+)\\)");
    private static final Pattern PREFIX = Pattern.compile("at (198\\.\\d+\\.\\d+)\\.0/22 behind (\\S+)\\.");
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    private final List<Process> processes = new ArrayList<>();

    @BeforeAll
    static void needs() throws Exception {
        assertThat(Ip.run("id", "-u"))
                .as("the demo in a namespace is tested as root")
                .isEqualTo("0");
        for (String tool : List.of("fping", "ip", "nft")) {
            assertThat(new ProcessBuilder("which", tool).start().waitFor())
                    .as("apt-get install fping iproute2 nftables: there is no " + tool)
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

    private static String interfaces() throws IOException {
        return Ip.run("ip", "-o", "link", "show");
    }

    @Test
    void aDeviceFailsAndRecovers() throws Exception {
        Process demo = start(directory, "--first-failure", "4", "--failure-duration", "8", "--interval", "600");
        Matcher prefix = awaitOutput(directory, PREFIX);
        String near = prefix.group(2);
        awaitOutput(directory, Pattern.compile("READY " + Pattern.quote(directory.resolve("demo.cnml") + "\n")));
        assertThat(answers(prefix.group(1) + ".1")).isTrue();

        String address = awaitOutput(directory, TAKEN_DOWN).group(1);
        await().atMost(LONG).until(() -> !answers(address));
        awaitOutput(directory, Pattern.compile("brings up .*" + Pattern.quote(address)));
        await().atMost(LONG).until(() -> answers(address));
        assertThat(Files.readString(directory.resolve("demo.log"))).contains("takes down", "brings up");

        demo.destroy();
        assertThat(demo.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(output(directory)).contains("The demo network is removed.");
        assertThat(Ip.run("ip", "netns", "list")).doesNotContain("dimon-demo-" + demo.pid());
        assertThat(interfaces()).doesNotContain(near + "@");
        assertThat(Ip.run("ip", "route", "show")).doesNotContain(near + " ");
    }

    @Test
    void aDeviceLosesPackets() throws Exception {
        start(directory, "--first-failure", "1", "--failure-duration", "120", "--interval", "1");
        String address = awaitOutput(directory, Pattern.compile("lets .* \\((.+)\\) lose packets"))
                .group(1);
        Process fping = new ProcessBuilder("fping", "-q", "-c", "100", "-p", "10", "-t", "500", address)
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
        assertThat(answers(first.group(1) + ".1")).isTrue();
        assertThat(answers(second.group(1) + ".1")).isTrue();
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
                start(directory, "--loopback", "--first-failure", "1", "--failure-duration", "3", "--interval", "600");
        Path cnml = directory.resolve("demo.cnml");
        Matcher moved = Pattern.compile("mainipv4=\"(fe80::d1:[0-9a-f]+%1)\"").matcher("");
        await().atMost(LONG)
                .until(() -> Files.exists(cnml)
                        && moved.reset(Files.readString(cnml)).find());
        assertThat(answers("127.64.0.1")).isTrue();
        assertThat(answers(moved.group(1))).isFalse();
        await().atMost(LONG).until(() -> !Files.readString(cnml).contains("fe80::d1:"));
        demo.destroy();
        assertThat(demo.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(output(directory)).contains("since that was asked for");
    }

    @Test
    void badArgumentsEndWithTwo() throws Exception {
        Process demo = start(directory, "--sideways");
        assertThat(demo.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(demo.exitValue()).isEqualTo(2);
        assertThat(output(directory)).contains("\"--sideways\" is no option");
    }
}
