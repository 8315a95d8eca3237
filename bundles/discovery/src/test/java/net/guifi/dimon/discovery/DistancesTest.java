// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DistancesTest {
    private static final Duration LIMIT = Duration.ofSeconds(5);

    /** In a process of its own, as Java knows once and for all whether there is IPv6. */
    @Test
    void whereThereIsNoIpv6ItsAddressesDoNotAnswerAndOthersDo() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djava.net.preferIPv4Stack=true",
                        "-cp",
                        System.getProperty("java.class.path"),
                        DistancesTest.class.getName())
                .inheritIO()
                .start();
        try {
            assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
            assertThat(process.exitValue()).isZero();
        } finally {
            process.destroyForcibly();
        }
    }

    /** The other process; it fails when it is not as it should be. */
    public static void main(String... arguments) throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            InetSocketAddress here = new InetSocketAddress(server.getInetAddress(), server.getLocalPort());
            InetSocketAddress six = new InetSocketAddress(InetAddress.getByName("fd9a::1"), 8087);
            assertThat(Distances.connect(List.of(six, here), LIMIT)).containsOnlyKeys(here);
        }
    }
}
