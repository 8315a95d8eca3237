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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A user without privileges, on a host that lets everybody open datagram ICMP sockets. Needs root, to become that user. */
@Tag("long")
class UnprivilegedIT {
    private static final Duration TWO_MINUTES = Duration.ofMinutes(2);

    private final String namespace = "dimon-user-" + ProcessHandle.current().pid();
    private Path home;

    @BeforeEach
    void makeHost() throws IOException, InterruptedException {
        home = Files.createTempDirectory("dimon-user");
        succeed(
                "cp",
                "-r",
                System.getProperty("distribution"),
                home.resolve("dimon").toString());
        succeed("chown", "-R", "nobody", home.toString());
        succeed("ip", "netns", "add", namespace);
        succeed("ip", "-netns", namespace, "link", "set", "lo", "up");
        inside("sh", "-c", "echo '0 2147483647' > /proc/sys/net/ipv4/ping_group_range");
    }

    @AfterEach
    void removeHost() throws IOException, InterruptedException {
        succeed("ip", "netns", "delete", namespace);
        succeed("rm", "-rf", home.toString());
    }

    private static String succeed(String... command) throws IOException, InterruptedException {
        Product.Output output = Product.run(List.of(command));
        assertThat(output.exitCode())
                .as(String.join(" ", command) + ": " + output.text())
                .isZero();
        return output.text();
    }

    private String inside(String... command) throws IOException, InterruptedException {
        return succeed(entering(command).toArray(String[]::new));
    }

    private List<String> entering(String... command) {
        List<String> whole = new ArrayList<>(List.of("ip", "netns", "exec", namespace));
        whole.addAll(List.of(command));
        return whole;
    }

    private boolean api(String query, String expected) throws IOException, InterruptedException {
        Product.Output output = Product.run(
                entering("curl", "-s", "-m", "5", "http://127.0.0.1:8080/api/v1/devices?limit=1&state=" + query));
        return output.exitCode() == 0 && output.text().contains(expected);
    }

    @Test
    void theDemoOnLoopbackFailsAndRecovers() throws Exception {
        Path output = home.resolve("output");
        Process process = new ProcessBuilder(entering(
                        "setpriv",
                        "--reuid=nobody",
                        "--regid=nogroup",
                        "--clear-groups",
                        "env",
                        "--ignore-environment",
                        "PATH=" + System.getenv("PATH"),
                        "HOME=" + home,
                        home.resolve("dimon/bin/dimon").toString(),
                        "run"))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            await().atMost(TWO_MINUTES)
                    .failFast(() -> assertThat(process.isAlive())
                            .as(Files.readString(output))
                            .isTrue())
                    .until(() -> Files.readString(output).contains("DIMON is running"));
            assertThat(Files.readString(output)).contains("loopback");
            await().atMost(TWO_MINUTES).until(() -> api("up", "\"state\":\"up\""));
            await().atMost(TWO_MINUTES).until(() -> api("down", "\"state\":\"down\""));
            await().atMost(TWO_MINUTES).until(() -> api("up", "answers again after"));
        } finally {
            process.destroy();
            assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        }
    }
}
