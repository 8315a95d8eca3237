// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import net.guifi.dimon.client.Check.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The checks on a host that the test makes up. */
class HostChecksTest {
    private static final String NO_CAPABILITY =
            "Gid:\t1000\t1000\t1000\t1000\nGroups:\t24 27\nCapEff:\t0000000000000000\n";

    @TempDir
    Path root;

    private void file(String path, String content) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }

    private Check check(String name) {
        return new HostChecks(root, root.resolve("data"))
                .all().stream()
                        .filter(check -> check.name().equals(name))
                        .findFirst()
                        .orElseThrow();
    }

    @Test
    void pingNeedsAGroupOrACapability() throws IOException {
        file("proc/self/status", NO_CAPABILITY);
        file("proc/sys/net/ipv4/ping_group_range", "1\t0\n");
        assertThat(check("Ping").verdict()).isEqualTo(Verdict.CRITICAL);
        assertThat(check("Ping").message()).contains("sysctl -w net.ipv4.ping_group_range");

        file("proc/sys/net/ipv4/ping_group_range", "27\t27\n");
        assertThat(check("Ping").verdict()).isEqualTo(Verdict.OK);
        file("proc/sys/net/ipv4/ping_group_range", "0\t4294967294\n");
        assertThat(check("Ping").verdict()).isEqualTo(Verdict.OK);

        file("proc/sys/net/ipv4/ping_group_range", "1\t0\n");
        file("proc/self/status", NO_CAPABILITY.replace("0000000000000000", "0000000000002000"));
        assertThat(check("Ping").message()).isEqualTo("allowed by CAP_NET_RAW");
    }

    @Test
    void aSmallReceiveBufferIsAWarning() throws IOException {
        assertThat(check("Receive buffer").verdict()).isEqualTo(Verdict.WARN);
        file("proc/sys/net/core/rmem_max", "212992\n");
        assertThat(check("Receive buffer").message()).contains("212992").contains("sysctl");
        file("proc/sys/net/core/rmem_max", "8388608\n");
        assertThat(check("Receive buffer").verdict()).isEqualTo(Verdict.OK);
    }

    @Test
    void aSynchronisedClockIsSeenInTheFileOfSystemd() throws IOException {
        file("run/systemd/timesync/synchronized", "");
        assertThat(check("Clock").verdict()).isEqualTo(Verdict.OK);
    }

    @Test
    void theDataDirectoryMayBeMissingButNotAFile() throws IOException {
        assertThat(check("Data directory").message()).endsWith("will be made");
        file("data", "");
        assertThat(check("Data directory").verdict()).isEqualTo(Verdict.CRITICAL);
    }
}
