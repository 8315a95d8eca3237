// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The settings of the service, and the service as its unit starts it. */
class ServiceIT {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final String DEFAULTS = "SNPGraphServerId=\nhttp-port=8080\nhttps-port=8443\ncnml=\n";

    @TempDir
    Path directory;

    private Path settings;

    @BeforeEach
    void name() {
        settings = directory.resolve("etc/dimon.conf");
    }

    private List<String> command(String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                "env",
                "DIMON_SETTINGS=" + settings,
                "DIMON_DIRECTORY=" + directory.resolve("data"),
                "DIMON_CACHE=" + Product.CACHE,
                Product.DISTRIBUTION.resolve("bin/dimon").toString()));
        command.addAll(List.of(arguments));
        return command;
    }

    private Product.Output configure(String... arguments) throws IOException, InterruptedException {
        List<String> command = command("configure");
        // A service that runs here is not ours to restart.
        if (arguments.length > 0) {
            command.add("--no-restart");
        }
        command.addAll(List.of(arguments));
        return Product.run(command);
    }

    @Test
    void withoutAFileTheDefaultsCount() throws Exception {
        assertThat(configure()).isEqualTo(new Product.Output(0, DEFAULTS));
        assertThat(settings).doesNotExist();
    }

    @Test
    void whatIsWrittenIsReadAgain() throws Exception {
        Product.Output written = configure(
                "SNPGraphServerId=55555", "http-port=8081", "https-port=0", "cnml=/srv/my zone's \"$(id)\".cnml");
        assertThat(written.exitCode()).as(written.text()).isZero();
        assertThat(configure().text())
                .isEqualTo(
                        "SNPGraphServerId=55555\nhttp-port=8081\nhttps-port=0\ncnml=/srv/my zone's \"$(id)\".cnml\n");
        assertThat(Files.readString(settings)).contains("# Settings of");
        assertThat(Files.getPosixFilePermissions(settings)).hasSize(4);
        try (var files = Files.list(settings.getParent())) {
            assertThat(files).containsExactly(settings);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SNPGraphServerId=0",
                "SNPGraphServerId=10000000",
                "SNPGraphServerId=5x",
                "SNPGraphServerId=1\n2",
                "http-port=80",
                "http-port=65536",
                "http-port=",
                "http-port=08080",
                "https-port=-1",
                "https-port=http",
                "cnml=relative.cnml",
                "cnml=ftp://example.org/x",
                "cnml=http://a b/",
                "cnml=http://example.org/%zz",
                "cnml=http://",
                "cnml=$(touch x)",
                "cnml=/a\nhttp-port=1",
                "cnml=/a\rb",
                "nonsense=1",
                "=1",
                "http-port",
                "--data"
            })
    void whatCannotBeIsRefusedAndNothingWritten(String argument) throws Exception {
        Product.Output output = configure("SNPGraphServerId=1", argument);
        assertThat(output.exitCode()).as(output.text()).isEqualTo(2);
        assertThat(output.text()).isNotBlank();
        assertThat(settings).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/home/me/zone.cnml",
                "/root",
                "/run/user/1000/zone.cnml",
                "/var/run/user/1000/zone.cnml",
                "/tmp/zone.cnml",
                "/var/tmp/zone.cnml",
                "//home/me/zone.cnml",
                "/srv/../home/./me/zone.cnml"
            })
    void aFileThatTheServiceCannotSeeIsRefused(String path) throws Exception {
        Product.Output output = configure("cnml=" + path);
        assertThat(output.exitCode()).as(output.text()).isEqualTo(2);
        assertThat(output.text())
                .contains("\"" + path + "\"", "the service sees nothing in /home", "Put the file into");
        assertThat(settings).doesNotExist();
    }

    @Test
    void norIsOneTakenThatALinkLeadsTo() throws Exception {
        Path link = Files.createSymbolicLink(
                Path.of("/var/lib/dimon-" + ProcessHandle.current().pid()), directory);
        try {
            assertThat(configure("cnml=" + link + "/zone.cnml").exitCode()).isEqualTo(2);
        } finally {
            Files.delete(link);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/homes/zone.cnml",
                "/srv/home/tmp/zone.cnml",
                "/run/zone.cnml",
                "http://example.org",
                "https://guifi.net/en/guifi/cnml/3671/detail?x=1&y=%20",
                "http://[fd9a::1]:8080/zone.cnml",
                "http://10.1.2.3:80/a(b)'c",
                "/",
                "/srv/comarca d'Osona/ñ.csv",
                ""
            })
    void whatMayBeACnmlIsTaken(String value) throws Exception {
        assertThat(configure("cnml=" + value).exitCode()).isZero();
        assertThat(configure().text()).endsWith("\ncnml=" + value + "\n");
    }

    @Test
    void bothPortsMustDiffer() throws Exception {
        assertThat(configure("http-port=8443").exitCode()).isEqualTo(2);
        assertThat(configure("http-port=8443", "https-port=8080").exitCode()).isZero();
    }

    @Test
    void whatIsWrongInTheFileIsNamedAndTheRestCounts() throws Exception {
        Files.createDirectories(settings.getParent());
        Files.writeString(
                settings,
                "# mine\nhttp-port = 99999\r\n  SNPGraphServerId = 77 \nrubbish\n$(touch " + directory.resolve("oops")
                        + ")\nunknown=1\ncnml=/last/line");
        Product.Output output = configure();
        assertThat(output.exitCode()).isZero();
        assertThat(output.text())
                .endsWith("SNPGraphServerId=77\nhttp-port=8080\nhttps-port=8443\ncnml=/last/line\n")
                .contains("99999", "rubbish", "unknown");
        assertThat(directory.resolve("oops")).doesNotExist();
        assertThat(configure("https-port=0").exitCode()).isZero();
        assertThat(Files.readString(settings))
                .startsWith("# mine\nhttp-port = 99999\n  SNPGraphServerId = 77 \nrubbish\n")
                .endsWith("unknown=1\ncnml=/last/line\nhttps-port=0\n");
    }

    @Test
    void theServiceRunsWithoutASourceAndTellsNoSecret() throws Exception {
        Path data = Files.createDirectory(directory.resolve("data"));
        int port = Product.freePort();
        configure("http-port=" + port, "https-port=0", "SNPGraphServerId=4711");
        Path output = directory.resolve("output");
        Process process = new ProcessBuilder(command("service"))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            await().atMost(LIMIT)
                    .failFast(() -> assertThat(process.isAlive())
                            .as(Files.readString(output))
                            .isTrue())
                    .until(() -> Files.readString(output).contains("DIMON is running"));
            assertThat(Product.run(command("devices")).text()).contains("No device.");
            assertThat(Files.readString(output))
                    .doesNotContain(Files.readString(data.resolve("secrets/console-password"))
                            .strip());
            Product.Output second = Product.run(command("service"));
            assertThat(second.exitCode()).isEqualTo(1);
            assertThat(second.text()).contains("another DIMON runs");
        } finally {
            process.destroy();
            assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        }
        assertThat(data.resolve("demo")).doesNotExist();
        assertThat(data.resolve("config/net/guifi/dimon/discovery.config"))
                .content()
                .contains("$[prop:dimon.snpGraphServerId");
    }

    @Test
    void theNewestJavaIsTakenWhereThatOfThePathIsTooOld() throws Exception {
        Path old = Files.createDirectories(directory.resolve("old/bin")).resolve("java");
        Files.writeString(old, "#!/bin/sh\necho 'openjdk version \"11.0.2\" 2019-01-15' >&2\n");
        assertThat(old.toFile().setExecutable(true)).isTrue();
        List<String> command = command("status");
        command.addAll(
                1, List.of("JAVA_HOME=" + old.getParent().getParent(), "PATH=" + old.getParent() + ":/usr/bin:/bin"));
        Product.Output output = Product.run(command);
        assertThat(output.exitCode()).as(output.text()).isEqualTo(3);
        assertThat(output.text()).contains("No appliance is running");
    }

    @Test
    void theServiceIsForTheOwnerOfItsDataAlone() throws Exception {
        Path data = Files.createDirectory(directory.resolve("data"));
        Namespace.succeed(List.of("chown", "nobody", data.toString()));
        Product.Output output = Product.run(command("service"));
        assertThat(output.exitCode()).isEqualTo(1);
        assertThat(output.text()).contains("belongs to nobody");
    }
}
