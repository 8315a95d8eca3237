// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.https;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The port of HTTP, crowded from one address and used from another. */
class ServerComponentTest {
    private static final Logger JETTY = Logger.getLogger("org.eclipse.jetty");
    private static final String CROWD = "127.0.0.2";
    private static final String OPERATOR = "127.0.0.1";
    private static final int THREADS = 8;

    static {
        JETTY.setLevel(Level.OFF);
    }

    private final QueuedThreadPool pool = new QueuedThreadPool(THREADS);
    private final Server server = new Server(pool);
    private final ServerConnector http = new ServerConnector(server, 1, 1);
    private final List<Socket> sockets = new ArrayList<>();
    private Connector guard;

    @BeforeEach
    void start() throws Exception {
        http.setHost("127.0.0.1");
        // It is not that which ends what is slow.
        http.setIdleTimeout(Duration.ofMinutes(10).toMillis());
        server.addConnector(http);
        server.setHandler(new Answering());
        server.start();
        guard = new ServerComponent().createConnector(server);
        server.addConnector(guard);
        guard.start();
    }

    @AfterEach
    void stop() throws Exception {
        for (Socket socket : sockets) {
            socket.close();
        }
        server.stop();
    }

    /** As much as no socket holds at "/much", else two octets. */
    private static final class Answering extends Handler.Abstract {
        @Override
        public boolean handle(Request request, Response response, Callback callback) throws IOException {
            boolean much = request.getHttpURI().getPath().equals("/much");
            try (OutputStream out = Content.Sink.asOutputStream(response)) {
                out.write(new byte[much ? 32_000_000 : 2]);
            }
            callback.succeeded();
            return true;
        }
    }

    private Socket connect(String from) throws IOException {
        Socket socket = new Socket("127.0.0.1", http.getLocalPort(), InetAddress.getByName(from), 0);
        sockets.add(socket);
        socket.setSoTimeout(2_000);
        return socket;
    }

    private static Socket say(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static void assertAnswered(Socket socket) throws IOException {
        say(socket, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
        byte[] status = socket.getInputStream().readNBytes(12);
        assertThat(new String(status, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 200");
        await().until(() -> socket.getInputStream().available() > 0);
        socket.getInputStream().skipNBytes(socket.getInputStream().available());
    }

    @Test
    void whoCrowdsThePortMakesRoomForOthers() throws Exception {
        Socket first = connect(OPERATOR);
        assertAnswered(first);
        for (int i = 0; i < Crowd.CONNECTIONS * 2; i++) {
            say(connect(CROWD), "GET / HTTP/1.1\r\nHost: localh");
        }
        assertAnswered(first);
        assertAnswered(connect(OPERATOR));
        await().during(Duration.ofMillis(500))
                .until(() -> http.getConnectedEndPoints().size() <= Crowd.CONNECTIONS + THREADS);
        assertThat(http.getConnectedEndPoints()).hasSizeGreaterThan(Crowd.CONNECTIONS / 2);
    }

    @Test
    void whoReadsNothingHoldsNoThreadForLong() throws Exception {
        for (int i = 0; i < THREADS * 2; i++) {
            say(connect(CROWD), "GET /much HTTP/1.1\r\nHost: localhost\r\n\r\n");
        }
        await().until(pool::isLowOnThreads);
        await().atMost(Duration.ofMinutes(1)).ignoreExceptions().untilAsserted(() -> assertAnswered(connect(OPERATOR)));
    }

    @Test
    void thePortStaysWithoutIt() throws Exception {
        guard.stop();
        server.removeConnector(guard);
        assertAnswered(connect(OPERATOR));
        for (int i = 0; i < Crowd.CONNECTIONS + 40; i++) {
            connect(CROWD);
        }
        await().until(() -> http.getConnectedEndPoints().size() > Crowd.CONNECTIONS + 30);
    }
}
