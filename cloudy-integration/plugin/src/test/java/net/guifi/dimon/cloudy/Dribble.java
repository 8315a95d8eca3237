// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.cloudy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Answers everybody with the same octets at once, and then with spaces, one each 100 ms, as many as told. */
final class Dribble implements AutoCloseable {
    private final ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    private final CountDownLatch closed = new CountDownLatch(1);
    private final byte[] beginning;
    private final int spaces;

    Dribble(String beginning, int spaces) throws IOException {
        this.beginning = beginning.getBytes(StandardCharsets.UTF_8);
        this.spaces = spaces;
        Thread thread = new Thread(this::serve, "dribble");
        thread.setDaemon(true);
        thread.start();
    }

    /** One that never ends. */
    Dribble(String beginning) throws IOException {
        this(beginning, Integer.MAX_VALUE);
    }

    int port() {
        return server.getLocalPort();
    }

    private void serve() {
        while (closed.getCount() > 0) {
            try (Socket client = server.accept()) {
                client.getInputStream().read();
                client.getOutputStream().write(beginning);
                for (int i = 0; i < spaces && !closed.await(100, TimeUnit.MILLISECONDS); i++) {
                    client.getOutputStream().write(' ');
                }
            } catch (IOException e) {
                // This client has gone; closing the server ends the loop.
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    @Override
    public void close() throws IOException {
        closed.countDown();
        server.close();
    }
}
