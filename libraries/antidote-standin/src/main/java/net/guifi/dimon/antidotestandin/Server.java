// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.antidotestandin;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The port of a data centre: frames of a length of 4 octets and as many octets, of which the first is the message code. */
final class Server {
    private static final Logger LOG = LoggerFactory.getLogger(Server.class);
    private static final int OVERSIZE = 100 << 20;
    private static final int BACKLOG = 128;
    private static final int END_MILLIS = 5_000;

    private final Centre centre;
    private final Requests requests;
    private final InetSocketAddress address;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final AtomicLong count = new AtomicLong();
    private ServerSocket listening;
    private Thread acceptor;
    private CountDownLatch stopped = new CountDownLatch(1);

    /** Finds a port, which it keeps from now on. */
    Server(Centre centre, InetSocketAddress where) throws IOException {
        this.centre = centre;
        this.requests = new Requests(centre);
        try (ServerSocket probe = listen(where)) {
            this.address = (InetSocketAddress) probe.getLocalSocketAddress();
        }
    }

    private static ServerSocket listen(InetSocketAddress where) throws IOException {
        ServerSocket socket = new ServerSocket();
        socket.setReuseAddress(true);
        socket.bind(where, BACKLOG);
        return socket;
    }

    InetSocketAddress address() {
        return address;
    }

    int connections() {
        return sockets.size();
    }

    long requests() {
        return count.get();
    }

    synchronized void start() throws IOException {
        listening = listen(address);
        stopped = new CountDownLatch(1);
        ServerSocket accepting = listening;
        acceptor = daemon("accept", () -> accept(accepting));
    }

    synchronized void stop() {
        stopped.countDown();
        if (listening != null) {
            close(listening);
            listening = null;
            awaitEnd(acceptor);
        }
        dropConnections();
    }

    void dropConnections() {
        sockets.forEach(Server::close);
    }

    private static void close(AutoCloseable socket) {
        try {
            socket.close();
        } catch (Exception e) {
            LOG.debug("A socket does not close: {}", e.getMessage());
        }
    }

    /** While a thread accepts, its port is taken. */
    private static void awaitEnd(Thread acceptor) {
        try {
            acceptor.join(END_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Thread daemon(String what, Runnable task) {
        Thread thread = new Thread(task, "antidote-standin-" + what + '-' + address.getPort());
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void accept(ServerSocket accepting) {
        try {
            while (!accepting.isClosed()) {
                Socket socket = accepting.accept();
                sockets.add(socket);
                if (accepting.isClosed()) {
                    close(socket);
                }
                daemon("connection", () -> serve(socket));
            }
        } catch (SocketException e) {
            LOG.debug("{} stops listening: {}", address, e.getMessage());
        } catch (IOException e) {
            LOG.warn("{} can't accept a connection", address, e);
        }
    }

    private void serve(Socket socket) {
        try (socket;
                DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
                DataOutputStream out = new DataOutputStream(socket.getOutputStream())) {
            socket.setTcpNoDelay(true);
            boolean goesOn = true;
            while (goesOn) {
                int length = in.readInt();
                if (length <= 0 || length == Integer.MAX_VALUE) {
                    return;
                }
                byte[] frame = in.readNBytes(length);
                // A thread that waits to read may still be given what comes after the socket was closed.
                if (frame.length < length || socket.isClosed()) {
                    return;
                }
                count.incrementAndGet();
                Optional<byte[]> answer = requests.answer(frame);
                goesOn = answer.isPresent() && write(out, answer.get());
            }
        } catch (EOFException | SocketException e) {
            LOG.debug("A connection to {} ends: {}", address, e.getMessage());
        } catch (IOException e) {
            LOG.warn("A connection to {} failed", address, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            sockets.remove(socket);
        }
    }

    /** Whether the connection may go on. */
    private boolean write(DataOutputStream out, byte[] answer) throws IOException, InterruptedException {
        Answers answers = centre.answers();
        if (stopped.await(answers.pause().toNanos(), TimeUnit.NANOSECONDS)) {
            return false;
        }
        byte[] frame = ByteBuffer.allocate(Integer.BYTES + answer.length)
                .putInt(answer.length)
                .put(answer)
                .array();
        switch (answers.kind()) {
            case WELL -> out.write(frame);
            case CUT_OFF -> out.write(frame, 0, frame.length / 2);
            case GARBAGE -> {
                new Random(frame.length).nextBytes(answer);
                out.writeInt(answer.length);
                out.write(answer);
            }
            case OVERSIZE -> {
                out.writeInt(OVERSIZE);
                byte[] part = new byte[1 << 16];
                for (int sent = 0; sent < OVERSIZE; sent += part.length) {
                    out.write(part);
                }
            }
            case NEVER -> LOG.debug("{} does not answer, as it was told", address);
        }
        return answers.kind() != Answers.Kind.CUT_OFF;
    }
}
