// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.shell;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import net.guifi.dimon.client.LocalSocket;
import net.guifi.dimon.client.Wire;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers the clients of the local socket, each in a thread of its own, up to a bound. {@link Wire} has the protocol. */
final class SocketServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SocketServer.class);
    private static final int LONGEST_REQUEST = 1 << 16;
    private static final int PIECE = 1 << 16;
    private static final Answer BUSY =
            new Answer("The appliance answers as many clients as it may; try again in a moment.", Wire.FAILED);

    /**
     * What a client may take.
     *
     * @param clients how many are answered at once, at least 1
     * @param patience how long one may be silent, or leave its answer unread
     */
    record Limits(int clients, Duration patience) {
        Limits {
            if (clients < 1 || clients > 1000) {
                throw new IllegalArgumentException("clients is " + clients + ", not from 1 to 1000");
            }
            if (patience.isNegative() || patience.isZero()) {
                throw new IllegalArgumentException("patience is " + patience + ", which is not positive");
            }
        }
    }

    private final Path path;
    private final Function<List<String>, Answer> commands;
    private final ServerSocketChannel server;
    private final ThreadPoolExecutor workers;
    private final ScheduledThreadPoolExecutor deadlines;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile Limits limits;

    /**
     * Listens from now on.
     *
     * @param data the data directory, made when it is missing
     * @param commands what runs a command
     * @throws IOException when another process listens there, or the socket cannot be made
     */
    SocketServer(Path data, Function<List<String>, Answer> commands, Limits limits) throws IOException {
        this.path = data.resolve(LocalSocket.NAME);
        this.commands = commands;
        this.limits = limits;
        this.server = bind(data, path);
        // A client that is still being answered while this closes is let go anyway, without a deadline.
        this.deadlines = new ScheduledThreadPoolExecutor(
                1, threads("dimon-shell-deadline"), new ThreadPoolExecutor.DiscardPolicy());
        deadlines.setRemoveOnCancelPolicy(true);
        this.workers = new ThreadPoolExecutor(
                0, limits.clients(), 30, TimeUnit.SECONDS, new SynchronousQueue<>(), threads("dimon-shell-client"));
        threads("dimon-shell-accept").newThread(this::accept).start();
    }

    private static ThreadFactory threads(String name) {
        AtomicInteger count = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, name + "-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    /** The socket is made where nobody else can come, gets its mode there, and only then its name. */
    private static ServerSocketChannel bind(Path data, Path path) throws IOException {
        PrivateDirectory.make(data);
        if (isAlive(data)) {
            throw new IOException("Another process answers at " + path
                    + ": another appliance with the same data directory is running; stop one of them");
        }
        Path privately = Files.createTempDirectory(data, ".socket");
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try (LocalSocket socket = LocalSocket.in(privately, LocalSocket.NAME)) {
            server.bind(socket.address());
            Path made = privately.resolve(LocalSocket.NAME);
            Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rw-------"));
            Files.move(made, path, StandardCopyOption.ATOMIC_MOVE);
            return server;
        } catch (IOException e) {
            server.close();
            Files.deleteIfExists(privately.resolve(LocalSocket.NAME));
            throw e;
        } finally {
            Files.delete(privately);
        }
    }

    private static boolean isAlive(Path data) throws IOException {
        try (SocketChannel channel = LocalSocket.connect(data)) {
            return channel.isConnected();
        } catch (SocketException e) {
            return false;
        }
    }

    Path path() {
        return path;
    }

    /** Takes other limits, for the clients that come from now on. */
    void change(Limits other) {
        limits = other;
        workers.setMaximumPoolSize(other.clients());
    }

    private void accept() {
        while (server.isOpen()) {
            try {
                receive(server.accept());
            } catch (ClosedChannelException e) {
                LOG.debug("The local socket is closed", e);
            } catch (IOException e) {
                LOG.warn("A client of {} could not be received: {}", path, e.toString());
                pause();
            }
        }
    }

    /** Lets whatever ran out, such as file descriptors, come back. */
    private void pause() {
        try {
            closed.await(1, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void receive(SocketChannel client) {
        try {
            workers.execute(() -> serve(client));
        } catch (RejectedExecutionException e) {
            sendAway(client);
        }
    }

    /** What little is said fits into the socket's buffer, so nobody waits here. */
    private void sendAway(SocketChannel client) {
        try (client) {
            client.configureBlocking(false);
            client.write(ByteBuffer.wrap(Wire.answer(BUSY.text(), BUSY.exit())));
        } catch (IOException e) {
            LOG.debug("A client of {} went by itself: {}", path, e.toString());
        }
    }

    private void serve(SocketChannel client) {
        try (client) {
            Answer answer = commands.apply(Wire.arguments(request(client)));
            ByteBuffer rest = ByteBuffer.wrap(Wire.answer(answer.text(), answer.exit()));
            while (rest.hasRemaining()) {
                ByteBuffer piece = rest.slice(rest.position(), Math.min(PIECE, rest.remaining()));
                int written = withinPatience(client, () -> client.write(piece));
                rest.position(rest.position() + written);
            }
        } catch (IOException e) {
            LOG.debug("A client of {} was let go: {}", path, e.toString());
        } catch (RuntimeException e) {
            LOG.warn("A client of {} could not be answered", path, e);
        }
    }

    private byte[] request(SocketChannel client) throws IOException {
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        ByteBuffer buffer = ByteBuffer.allocate(1 << 10);
        // One deadline for all of it: a byte now and then does not keep a place.
        return withinPatience(client, () -> {
            while (client.read(buffer.clear()) >= 0) {
                buffer.flip();
                while (buffer.hasRemaining()) {
                    byte next = buffer.get();
                    if (next == '\n') {
                        return request.toByteArray();
                    }
                    request.write(next);
                }
                if (request.size() > LONGEST_REQUEST) {
                    throw new IOException("A request is longer than " + LONGEST_REQUEST + " bytes");
                }
            }
            return request.toByteArray();
        });
    }

    private interface Exchange<T> {
        T run() throws IOException;
    }

    private <T> T withinPatience(SocketChannel client, Exchange<T> exchange) throws IOException {
        ScheduledFuture<?> deadline =
                deadlines.schedule(() -> close(client), limits.patience().toMillis(), TimeUnit.MILLISECONDS);
        try {
            return exchange.run();
        } finally {
            deadline.cancel(false);
        }
    }

    private void close(SocketChannel client) {
        try {
            client.close();
        } catch (IOException e) {
            LOG.debug("A client of {} could not be closed: {}", path, e.toString());
        }
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            Files.deleteIfExists(path);
            server.close();
        } catch (IOException e) {
            LOG.warn("The local socket {} could not be removed: {}", path, e.toString());
        }
        workers.shutdownNow();
        deadlines.shutdownNow();
    }
}
