// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody in the network crowds the port of HTTP: the others are answered nevertheless, and memory and log stay small. */
class CrowdIT {
    private static final String HEADERS = "GET /api/v1/monitors HTTP/1.1\r\nHost: localhost\r\nX-";
    private static final String BODY =
            "POST /system/console/dimon HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\n";
    private static final String LARGE = "GET /api/v1/devices?limit=1000 HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(20);
    private static final int ROOM = 300;
    private static final long GROWTH_KILOBYTES = 30_000;
    private static final int LINES = 30;

    @TempDir
    Path directory;

    private final List<SocketChannel> crowd = new ArrayList<>();
    private Path data;
    private Product product;

    @BeforeEach
    void start() throws IOException {
        data = directory.resolve("data");
        product = Product.start(
                data,
                "--cnml",
                Cnml.write(directory.resolve("network.cnml"), 1_000).toString());
        await().atMost(Duration.ofMinutes(1))
                .until(() -> product.json("/api/v1/devices").getInt("total") == 1_000);
    }

    @AfterEach
    void stop() throws IOException {
        leave();
        product.close();
    }

    private void leave() throws IOException {
        for (SocketChannel channel : crowd) {
            channel.close();
        }
        crowd.clear();
    }

    /** Opens connections of another address of this host, says something on each, and is not heard again. */
    private void come(int number, String text) throws IOException {
        byte[] octets = text.getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < number; i++) {
            SocketChannel channel = SocketChannel.open();
            crowd.add(channel);
            channel.setOption(StandardSocketOptions.SO_RCVBUF, 4_096);
            channel.bind(new InetSocketAddress("127.0.0.2", 0));
            channel.connect(new InetSocketAddress("127.0.0.1", product.uri("/").getPort()));
            channel.configureBlocking(false);
            channel.write(ByteBuffer.wrap(octets));
        }
    }

    /** One octet more on each of those that are open still; how many these are. */
    private int dribble() throws IOException {
        for (SocketChannel channel : List.copyOf(crowd)) {
            try {
                channel.write(ByteBuffer.wrap(new byte[] {'a'}));
            } catch (IOException e) {
                crowd.remove(channel);
                channel.close();
            }
        }
        return crowd.size();
    }

    private long resident() throws IOException {
        try (Stream<String> lines =
                Files.lines(Path.of("/proc/" + product.java().pid(), "status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private int files() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("/proc/" + product.java().pid(), "fd"))) {
            return (int) files.count();
        }
    }

    private long logLines() throws IOException {
        try (Stream<String> lines = Files.lines(data.resolve("log/dimon.0.log"))) {
            return lines.count();
        }
    }

    private void assertAnswered() throws Exception {
        assertThat(product.get("/api/v1/monitors").statusCode()).isEqualTo(200);
        assertThat(product.send(product.console("/system/console/dimon").build())
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void theOthersAreAnswered() throws Exception {
        assertAnswered();
        int files = files();
        long memory = resident();
        long lines = logLines();

        come(200, HEADERS);
        come(200, BODY);
        await().atMost(Duration.ofMinutes(1)).until(() -> dribble() <= ROOM);
        assertAnswered();
        come(2_000, "");
        assertAnswered();
        await().untilAsserted(() -> assertThat(files()).isLessThan(files + ROOM));
        assertThat(resident()).isLessThan(memory + GROWTH_KILOBYTES);
        leave();

        // These want more than a socket holds, and read nothing: they have the threads of the server.
        come(100, LARGE);
        await().atMost(Duration.ofMinutes(2)).ignoreExceptions().untilAsserted(this::assertAnswered);
        leave();

        assertThat(resident()).isLessThan(memory + GROWTH_KILOBYTES);
        assertThat(logLines()).isLessThan(lines + LINES);
    }
}
