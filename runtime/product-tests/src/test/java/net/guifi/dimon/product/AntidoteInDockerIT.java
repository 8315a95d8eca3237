// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import net.guifi.dimon.antidotestandin.Standin;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code dimon antidote} with a Docker and a Java that tell what they were told, and a server that stands in for the real one. */
class AntidoteInDockerIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String JAVA =
            """
            #!/bin/sh
            [ "$1" != -version ] || { echo 'openjdk version "17.0.1"' >&2; exit; }
            echo "$@" >>"$(dirname "$0")/../state/appliance"
            [ ! -e "$(dirname "$0")/../state/appliance-away" ]
            """;

    @TempDir
    Path directory;

    private Path state;
    private int port;

    private record Output(int exitCode, String text) {}

    @BeforeEach
    void prepare() throws IOException {
        state = Files.createDirectory(directory.resolve("state"));
        Files.createDirectory(directory.resolve("bin"));
        try (InputStream docker = getClass().getResourceAsStream("/docker")) {
            executable("docker", new String(docker.readAllBytes(), StandardCharsets.UTF_8));
        }
        executable("java", JAVA);
        let("outcome", "running");
        try (ServerSocket probe = new ServerSocket(0)) {
            port = probe.getLocalPort();
        }
    }

    private void executable(String name, String text) throws IOException {
        Path file = Files.writeString(directory.resolve("bin").resolve(name), text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private void let(String name, String text) throws IOException {
        Files.writeString(state.resolve(name), text + "\n");
    }

    private String read(String name) throws IOException {
        return Files.exists(state.resolve(name)) ? Files.readString(state.resolve(name)) : "";
    }

    private String call(String first) throws IOException {
        List<String> calls =
                read("calls").lines().filter(line -> line.startsWith(first)).toList();
        assertThat(calls).as(first).isNotEmpty();
        return calls.get(calls.size() - 1);
    }

    private Process beginOn(String path, String... words) throws IOException {
        List<String> command = new ArrayList<>(
                List.of(Product.DISTRIBUTION.resolve("bin/dimon").toString(), "antidote"));
        command.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(state.resolve("output").toFile());
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(name -> name.startsWith("DIMON_") || name.equals("JAVA_HOME"));
        environment.put("PATH", path);
        environment.put("DIMON_ANTIDOTE_PORT", Integer.toString(port));
        environment.put("DIMON_ANTIDOTE_SECONDS", "20");
        return builder.start();
    }

    private Output end(Process process) throws Exception {
        boolean ended = process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS);
        process.destroyForcibly();
        assertThat(ended).as(read("output")).isTrue();
        return new Output(process.exitValue(), read("output"));
    }

    private Process begin(String... words) throws IOException {
        return beginOn(directory.resolve("bin") + ":/usr/sbin:/usr/bin:/sbin:/bin", words);
    }

    private Output antidote(String... words) throws Exception {
        return end(begin(words));
    }

    private void assertFails(int exitCode, Output output, String... texts) {
        assertThat(output.exitCode()).as(output.text()).isEqualTo(exitCode);
        assertThat(output.text()).contains(texts);
    }

    /** As Docker would: somebody listens once the container runs. */
    private Standin start(String... options) throws Exception {
        List<String> words = new ArrayList<>(List.of("start"));
        words.addAll(List.of(options));
        Process process = begin(words.toArray(String[]::new));
        await().atMost(LIMIT).until(() -> read("container").equals("running\n") || !process.isAlive());
        Standin server = new Standin(port);
        try {
            Output output = end(process);
            assertThat(output.exitCode()).as(output.text()).isZero();
            assertThat(output.text()).contains("AntidoteDB answers on ");
            return server;
        } catch (AssertionError e) {
            server.close();
            throw e;
        }
    }

    @Test
    void isFetchedStartedUsedAndStoppedAndKeepsItsName() throws Exception {
        String volume;
        try (Standin server = start()) {
            assertThat(server.centres()).hasSize(1);
            assertThat(call("pull")).isEqualTo("pull|-q|antidotedb/antidote|");
            volume = read("volume");
            String node = volume.lines()
                    .filter(line -> line.contains(".node="))
                    .map(line -> line.replaceFirst(".*=", ""))
                    .findFirst()
                    .orElseThrow();
            assertThat(call("run"))
                    .contains(
                            "|--restart|unless-stopped|",
                            "|--hostname|" + node + "|",
                            "|NODE_NAME=antidote@" + node + "|",
                            "|SHORT_NAME_PREFIX=|",
                            "|ANTIDOTE_SYNC_LOG=true|",
                            "|ANTIDOTE_TXN_CERT=false|",
                            "|max-size=5m|",
                            "|nofile=65536:65536|",
                            "|-p|127.0.0.1:" + port + ":8087|",
                            "|-v|dimon-antidote:/antidote-data|antidotedb/antidote|")
                    .containsPattern("\\|--memory\\|\\d{3,}m\\|")
                    .doesNotContain(":8085|", ":8086|", "0.0.0.0", "[::]");
            assertThat(read("cookie").strip()).hasSize(32);
            assertThat(call("run")).doesNotContain(read("cookie").strip());
            assertThat(read("appliance")).contains(" store use 127.0.0.1:" + port);

            assertThat(antidote("status").text()).startsWith("AntidoteDB answers on 127.0.0.1:" + port);
            assertThat(antidote("start").text()).contains("runs already");
            let("appliance", "");
            Output stopped = antidote("stop", "--data", "/somewhere");
            assertThat(stopped.exitCode()).as(stopped.text()).isZero();
            assertThat(stopped.text()).contains("/var/lib/docker/volumes/dimon-antidote/_data");
            assertThat(read("appliance")).contains("--data /somewhere store own");
        }
        assertFails(3, antidote("status"), "has stopped");
        try (Standin again = start("--local")) {
            assertThat(again.centres()).hasSize(1);
            assertThat(read("volume")).isEqualTo(volume);
            assertThat(read("ports")).isEqualTo("127.0.0.1:" + port + "\n");
        }
    }

    @Test
    void othersReachItOnPrivateAddressesThatAreNotOfContainers() throws Exception {
        executable(
                "ip",
                """
                #!/bin/sh
                echo '2: eth0    inet 10.1.2.3/27 brd 10.1.2.31 scope global eth0'
                echo '3: br-lan    inet 192.168.1.1/24 scope global br-lan'
                echo '4: eth1    inet 203.0.113.9/24 scope global eth1'
                echo '5: br-0123456789ab    inet 172.18.0.1/16 scope global br-0123456789ab'
                echo '6: docker0    inet 172.17.0.1/16 scope global docker0'
                echo '7: lxdbr0    inet 10.9.9.1/24 scope global lxdbr0'
                """);
        start().close();
        assertThat(call("run"))
                .contains("|-p|127.0.0.1:" + port + ":8087|-p|10.1.2.3:" + port + ":8087|-p|192.168.1.1:" + port
                        + ":8087|-v|");
    }

    @Test
    void isJoinedWithOthersOnlyWhenAsked() throws Exception {
        try (Standin server = start("--address", "198.18.0.1", "--joined=antidote1.example.net", "--image", "own:1")) {
            assertThat(server.centres()).hasSize(1);
            assertThat(call("run"))
                    .contains(
                            "|-p|127.0.0.1:" + port + ":8087|-p|198.18.0.1:" + port
                                    + ":8087|-p|198.18.0.1:8085:8085|-p|198.18.0.1:8086:8086|",
                            "|--hostname|antidote1.example.net|",
                            "|own:1|");
        }
        let("container", "exited");
        assertFails(1, antidote("start", "--joined=other.example.net"), "antidote1.example.net, for ever");
    }

    @Test
    void whatItNeedsIsTold() throws Exception {
        Path few = Files.createDirectory(directory.resolve("few"));
        for (String name : List.of("bash", "dirname", "basename", "readlink")) {
            Files.createSymbolicLink(few.resolve(name), Path.of("/usr/bin", name));
        }
        assertFails(4, end(beginOn(few.toString(), "start")), "Docker is not installed");
        let("fails-version", "permission denied while trying to connect to the Docker daemon socket");
        assertFails(4, antidote("status"), "root");
        let("fails-version", "Cannot connect to the Docker daemon");
        assertFails(4, antidote("stop"), "Docker does not run", "Cannot connect");
    }

    @ParameterizedTest
    @CsvSource({
        "no matching manifest for linux/arm64/v8 in the manifest list entries,there is no image",
        "dial tcp: lookup registry.example.net: no such host,could not be fetched"
    })
    void anImageThatCannotBeHadIsTold(String said, String told) throws Exception {
        let("fails-pull", said);
        assertFails(1, antidote("start"), told);
        assertThat(read("container")).isEmpty();
    }

    @Test
    void anImageForAnotherProcessorIsNotRun() throws Exception {
        let("image", "arm64");
        assertFails(1, antidote("start"), "is for arm64, and this machine is amd64", "store use HOST:");
        assertThat(read("container")).isEmpty();
    }

    @Test
    void aPortThatIsTakenIsTold() throws Exception {
        try (ServerSocket other = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            assertThat(other.isBound()).isTrue();
            assertFails(1, antidote("start"), "port " + port + " is taken");
        }
        let("fails-run", "Bind for 10.1.2.3:8087 failed: port is already allocated");
        assertFails(1, antidote("start"), "port " + port + " is taken");
        assertThat(read("container")).isEmpty();
    }

    @Test
    void aServerThatEndsIsToldWithItsLog() throws Exception {
        let("outcome", "exited");
        assertFails(1, antidote("start"), "AntidoteDB ended (exited)", "exec format error");
        assertThat(read("appliance")).isEmpty();
    }

    @Test
    void whoOnlyListensDoesNotAnswer() throws Exception {
        let("container", "running");
        try (ServerSocket dumb = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            assertThat(dumb.isBound()).isTrue();
            assertFails(1, antidote("status"), "does not answer");
        }
    }

    @Test
    void anApplianceThatDoesNotRunIsToldOfLater() throws Exception {
        let("container", "running");
        let("ports", "127.0.0.1:" + port);
        let("appliance-away", "");
        try (Standin server = new Standin(port)) {
            assertThat(server.centres()).hasSize(1);
            assertFails(1, antidote("start"), "say it once it runs: dimon store use 127.0.0.1:" + port);
        }
    }

    @Test
    void aVolumeOfSomebodyElseIsLeftAlone() throws Exception {
        let("volume", "");
        assertFails(1, antidote("start"), "was not made here");
        assertThat(read("container")).isEmpty();
    }

    @Test
    void nothingIsStoppedWhereThereIsNothing() throws Exception {
        assertFails(3, antidote("stop"), "there is no AntidoteDB");
        assertFails(3, antidote(), "does not run");
        assertThat(read("appliance")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "begin",
                "stop now",
                "start --adress=1.2.3.4",
                "start --address",
                "start --address 1.2.3",
                "start --address 1.2.3.456",
                "start --address $(id)",
                "start --local --address 10.1.2.3",
                "start --joined antidote",
                "start --joined a.b;c",
                "start --image --privileged"
            })
    void wrongUseIsTold(String words) throws Exception {
        assertFails(2, antidote(words.split(" ")), "dimon: ");
        assertThat(read("calls")).doesNotContain("run|", "stop|");
    }
}
