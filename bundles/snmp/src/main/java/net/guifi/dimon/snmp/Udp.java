// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.snmp;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.EnumMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A socket for IPv4 and one for IPv6. Those that cannot be opened are tried again by {@link #open}. */
final class Udp {
    /** Takes a datagram; the array is used again afterwards. */
    interface Receiver {
        void received(InetSocketAddress from, byte[] data, int length);
    }

    private static final Logger LOG = LoggerFactory.getLogger(Udp.class);
    private static final int RECEIVE_BUFFER = 1 << 20;
    private static final int LARGEST_DATAGRAM = 65_536;
    private static final int MOST_AT_ONCE = 256;

    private final Selector selector;
    private final Map<StandardProtocolFamily, DatagramChannel> channels = new EnumMap<>(StandardProtocolFamily.class);
    private final Map<StandardProtocolFamily, String> refusals = new EnumMap<>(StandardProtocolFamily.class);
    private final ByteBuffer buffer = ByteBuffer.allocate(LARGEST_DATAGRAM);

    Udp() throws IOException {
        selector = Selector.open();
        open();
    }

    /** Opens what is not open. */
    void open() {
        open(StandardProtocolFamily.INET);
        open(StandardProtocolFamily.INET6);
    }

    private synchronized void open(StandardProtocolFamily family) {
        DatagramChannel present = channels.get(family);
        if (present != null && present.isOpen()) {
            return;
        }
        DatagramChannel channel = null;
        try {
            channel = DatagramChannel.open((ProtocolFamily) family);
            channel.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER);
            channel.bind(null);
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ);
            channels.put(family, channel);
            refusals.remove(family);
        } catch (IOException | UnsupportedOperationException e) {
            refusals.put(family, "No UDP socket for " + title(family) + " can be opened: " + e.getMessage());
            close(channel);
        }
    }

    private static String title(StandardProtocolFamily family) {
        return family == StandardProtocolFamily.INET ? "IPv4" : "IPv6";
    }

    private static StandardProtocolFamily family(InetSocketAddress address) {
        return address.getAddress() instanceof Inet6Address
                ? StandardProtocolFamily.INET6
                : StandardProtocolFamily.INET;
    }

    /** Why a family cannot be used; empty where all is well. */
    synchronized Map<StandardProtocolFamily, String> refusals() {
        return new EnumMap<>(refusals);
    }

    /** Sends; false when the kernel has no room now. */
    boolean send(InetSocketAddress to, byte[] datagram) throws IOException {
        DatagramChannel channel;
        synchronized (this) {
            channel = channels.get(family(to));
            if (channel == null) {
                throw new SocketException(refusals.get(family(to)));
            }
        }
        return channel.send(ByteBuffer.wrap(datagram), to) > 0;
    }

    /** Waits for datagrams, or for {@link #wake}. */
    void await(long millis) throws IOException {
        if (millis <= 0) {
            selector.selectNow();
        } else {
            selector.select(millis);
        }
        selector.selectedKeys().clear();
    }

    void wake() {
        selector.wakeup();
    }

    /** Hands over what has come, up to a bound. */
    void receive(Receiver receiver) throws IOException {
        for (SelectionKey key : selector.keys()) {
            DatagramChannel channel = (DatagramChannel) key.channel();
            for (int i = 0; i < MOST_AT_ONCE; i++) {
                buffer.clear();
                InetSocketAddress from = (InetSocketAddress) channel.receive(buffer);
                if (from == null) {
                    break;
                }
                receiver.received(from, buffer.array(), buffer.position());
            }
        }
    }

    synchronized void close() {
        channels.values().forEach(Udp::close);
        close(selector);
    }

    private static void close(AutoCloseable resource) {
        if (resource == null) {
            return;
        }
        try {
            resource.close();
        } catch (Exception e) {
            LOG.warn("Closing {} failed: {}", resource, e.toString());
        }
    }
}
