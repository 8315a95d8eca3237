// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.demo;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import org.snmp4j.TransportMapping;
import org.snmp4j.TransportStateReference;
import org.snmp4j.smi.UdpAddress;
import org.snmp4j.transport.TransportListener;

/** One address of a device. What arrives is read by {@link Agents}; answers leave from here. */
record AgentSocket(Agent agent, DatagramChannel channel) implements TransportMapping<UdpAddress> {
    /** The longest message read; what is longer is cut off, and no message then. */
    static final int MAX_REQUEST = 4096;

    @Override
    public Class<UdpAddress> getSupportedAddressClass() {
        return UdpAddress.class;
    }

    @Override
    public UdpAddress getListenAddress() {
        InetSocketAddress here = (InetSocketAddress) channel.socket().getLocalSocketAddress();
        return new UdpAddress(here.getAddress(), here.getPort());
    }

    @Override
    public void sendMessage(
            UdpAddress to, byte[] message, TransportStateReference state, long timeoutMillis, int maxRetries)
            throws IOException {
        channel.send(ByteBuffer.wrap(message), new InetSocketAddress(to.getInetAddress(), to.getPort()));
    }

    @Override
    public int getMaxInboundMessageSize() {
        return MAX_REQUEST;
    }

    @Override
    public int getMaxOutboundMessageSize() {
        return Responder.MAX_MESSAGE;
    }

    @Override
    public void listen() {
        // It does from the beginning.
    }

    @Override
    public boolean isListening() {
        return channel.isOpen();
    }

    @Override
    public void addTransportListener(TransportListener listener) {
        throw new UnsupportedOperationException("what arrives goes to the agent alone");
    }

    @Override
    public void removeTransportListener(TransportListener listener) {
        throw new UnsupportedOperationException("what arrives goes to the agent alone");
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
