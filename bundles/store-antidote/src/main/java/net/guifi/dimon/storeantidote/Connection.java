// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storeantidote;

import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One TCP connection that carries frames: four octets of length, one of code, and a message. Nothing waits longer than
 * its deadline, writing included. It may be closed from any thread, which ends what is under way.
 */
final class Connection implements AutoCloseable {
    /** The most octets of an answer. */
    static final int MOST = 8 << 20;

    private static final int HEADER = 5;

    /** An answer. */
    record Frame(int code, ByteBuffer message) {}

    private final Selector selector;
    private final SocketChannel channel;
    private final SelectionKey key;
    private volatile CompletableFuture<InetAddress> found = new CompletableFuture<>();

    Connection() throws IOException {
        selector = Selector.open();
        SocketChannel opened = null;
        try {
            opened = SocketChannel.open();
            opened.setOption(StandardSocketOptions.TCP_NODELAY, true);
            opened.configureBlocking(false);
            key = opened.register(selector, 0);
        } catch (IOException e) {
            selector.close();
            if (opened != null) {
                opened.close();
            }
            throw e;
        }
        channel = opened;
    }

    void connect(HostPort address, Lookup lookup, Deadline deadline) throws IOException {
        boolean connected =
                channel.connect(new InetSocketAddress(find(address.host(), lookup, deadline), address.port()));
        while (!connected) {
            await(SelectionKey.OP_CONNECT, deadline);
            connected = channel.finishConnect();
        }
    }

    private InetAddress find(String host, Lookup lookup, Deadline deadline) throws IOException {
        found = lookup.begin();
        if (!channel.isOpen()) {
            throw new AsynchronousCloseException();
        }
        try {
            return found.get(deadline.leftMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new IOException("there is no address for " + host, e);
        } catch (TimeoutException e) {
            throw new IOException(
                    "the address of " + host + " was not found in time: see whether this monitor reaches"
                            + " its name server",
                    e);
        } catch (CancellationException e) {
            throw new IOException("it was closed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the thread that waited for it was interrupted", e);
        }
    }

    /**
     * Sends a message and waits for the answer.
     *
     * @param progress how long is waited for the next octets to go or come
     * @param deadline until when the answer must be complete
     * @throws TooLongException when the answer has more than {@link #MOST} octets; the connection is useless then, as
     *     after any other exception
     */
    Frame ask(int code, byte[] message, Duration progress, Deadline deadline) throws IOException {
        ByteBuffer request = ByteBuffer.allocate(HEADER + message.length)
                .putInt(1 + message.length)
                .put((byte) code)
                .put(message)
                .flip();
        while (request.hasRemaining()) {
            if (channel.write(request) == 0) {
                await(SelectionKey.OP_WRITE, deadline.within(progress));
            }
        }
        long length =
                Integer.toUnsignedLong(read(Integer.BYTES, progress, deadline).getInt());
        if (length == 0) {
            throw new IOException("it answered with a frame of no octets");
        }
        if (length > MOST) {
            throw new TooLongException(
                    "an answer has " + length + " octets, and " + MOST + " are the most that are read");
        }
        ByteBuffer frame = read((int) length, progress, deadline);
        return new Frame(Byte.toUnsignedInt(frame.get()), frame.slice());
    }

    private ByteBuffer read(int length, Duration progress, Deadline deadline) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        while (buffer.hasRemaining()) {
            int count = channel.read(buffer);
            if (count < 0) {
                throw new EOFException("it closed the connection");
            }
            if (count == 0) {
                await(SelectionKey.OP_READ, deadline.within(progress));
            } else {
                // An answer that trickles in without end must not last for ever.
                deadline.leftMillis();
            }
        }
        return buffer.flip();
    }

    private void await(int operation, Deadline deadline) throws IOException {
        if (!channel.isOpen()) {
            throw new AsynchronousCloseException();
        }
        key.interestOps(operation);
        if (selector.select(deadline.leftMillis()) == 0) {
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedIOException("the thread that waited for it was interrupted");
            }
            deadline.leftMillis();
        }
        selector.selectedKeys().clear();
    }

    @Override
    public void close() throws IOException {
        try (selector) {
            channel.close();
        }
        found.cancel(false);
    }
}
