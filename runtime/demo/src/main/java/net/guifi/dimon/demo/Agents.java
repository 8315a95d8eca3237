// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.demo;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.function.BiConsumer;
import net.guifi.dimon.demo.Network.Device;
import org.snmp4j.SNMP4JSettings;
import org.snmp4j.SNMP4JSettings.ReportSecurityLevelStrategy;
import org.snmp4j.smi.UdpAddress;

/**
 * Lets the devices answer SNMP: a socket for each of their addresses, since an answer has to come from the address that
 * was asked, and one thread that reads them all and owns everything that they answer from.
 */
final class Agents {
    private final ManagedNetwork network;
    private final Map<Integer, Agent> agents = new LinkedHashMap<>();
    private final InstantSource clock;
    private final Journal journal;
    private final Queue<BiConsumer<ManagedNetwork, Instant>> changes = new ConcurrentLinkedQueue<>();
    private final CompletableFuture<Integer> ready = new CompletableFuture<>();
    private final Thread thread;
    private final Selector selector;
    private volatile boolean stopping;

    /**
     * Binds the sockets.
     *
     * @param portOffsets what is added to the ports of the devices: the first that is allowed and free here
     * @throws IOException none of them was
     */
    Agents(
            Network network,
            Host host,
            Passphrases passphrases,
            InstantSource clock,
            Journal journal,
            List<Integer> portOffsets)
            throws IOException {
        // As snmpd does: who has a wrong passphrase could not read a report that is protected.
        SNMP4JSettings.setReportSecurityLevelStrategy(ReportSecurityLevelStrategy.noAuthNoPrivIfNeeded);
        this.network = new ManagedNetwork(network, clock.instant());
        this.clock = clock;
        this.journal = journal;
        Map<List<Object>, Mib> mibs = new HashMap<>();
        for (ManagedDevice device : this.network.devices()) {
            int ports = device.ports().size();
            boolean wide = device.snmp().model().wide();
            Mib mib = mibs.computeIfAbsent(List.of(ports, wide), key -> new Mib(ports, wide));
            agents.put(device.device().id(), new Agent(device, mib, passphrases, clock));
        }
        this.selector = Selector.open();
        this.thread = new Thread(() -> run(host, portOffsets), "demo-snmp");
        thread.setDaemon(true);
        thread.start();
        try {
            ready.get();
        } catch (ExecutionException e) {
            throw new IOException(e.getCause().getMessage(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the sockets were bound", e);
        }
    }

    /** What a person should know, in one sentence. */
    String explanation() {
        return agents.size() + " of the devices answer SNMP, on UDP ports " + (Generator.SNMP_PORT + portOffset())
                + " and " + (Generator.ALTERNATIVE_PORT + portOffset()) + '.';
    }

    /** What was added to the ports of the devices. */
    int portOffset() {
        return ready.join();
    }

    /** These devices are down: they answer no more. */
    void fail(Collection<Device> devices) {
        change((managed, now) -> managed.fail(devices, now));
    }

    /** These devices are up again. */
    void recover(Collection<Device> devices, boolean restarted) {
        change((managed, now) -> managed.recover(devices, restarted, now));
    }

    private void change(BiConsumer<ManagedNetwork, Instant> change) {
        changes.add(change);
        selector.wakeup();
    }

    private void run(Host host, List<Integer> portOffsets) {
        try {
            host.enter();
            ready.complete(bind(portOffsets));
            ByteBuffer buffer = ByteBuffer.allocateDirect(AgentSocket.MAX_REQUEST);
            while (!stopping) {
                selector.select(key -> receive(key, buffer));
                for (var change = changes.poll(); change != null; change = changes.poll()) {
                    change.accept(network, clock.instant());
                }
            }
        } catch (IOException | RuntimeException | LinkageError e) {
            if (!ready.completeExceptionally(e)) {
                journal.tell("No device answers SNMP any more: " + e);
            }
        } finally {
            closeSockets();
        }
    }

    private int bind(List<Integer> portOffsets) throws IOException {
        IOException refused = new IOException("no device has SNMP");
        for (int offset : portOffsets) {
            try {
                bind(offset);
                return offset;
            } catch (IOException e) {
                refused = e;
                closeSockets();
                selector.selectNow();
            }
        }
        throw refused;
    }

    /** Binds all of them; the first decides whether the ports are allowed and free. */
    private void bind(int offset) throws IOException {
        List<String> refused = new ArrayList<>();
        for (Agent agent : agents.values()) {
            for (String address : agent.device().device().addresses()) {
                InetSocketAddress here = new InetSocketAddress(
                        InetAddress.getByName(address), agent.device().snmp().port() + offset);
                try {
                    open(agent, here);
                } catch (IOException e) {
                    if (selector.keys().isEmpty()) {
                        throw new IOException("UDP " + here + ": " + e.getMessage(), e);
                    }
                    refused.add(here + " (" + e.getMessage() + ')');
                }
            }
        }
        if (!refused.isEmpty()) {
            journal.tell(refused.size() + " addresses do not answer SNMP, the first is " + refused.get(0));
        }
    }

    private void open(Agent agent, InetSocketAddress here) throws IOException {
        DatagramChannel channel = DatagramChannel.open(
                here.getAddress() instanceof Inet6Address ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET);
        try {
            channel.bind(here);
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ, new AgentSocket(agent, channel));
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private void receive(SelectionKey key, ByteBuffer buffer) {
        AgentSocket socket = (AgentSocket) key.attachment();
        buffer.clear();
        try {
            SocketAddress from = socket.channel().receive(buffer);
            if (from instanceof InetSocketAddress sender) {
                byte[] message = new byte[buffer.flip().remaining()];
                buffer.get(message);
                socket.agent().receive(socket, new UdpAddress(sender.getAddress(), sender.getPort()), message);
            }
        } catch (IOException e) {
            journal.tell("SNMP of " + socket.agent().device().device().title() + ": " + e.getMessage());
        }
    }

    private void closeSockets() {
        for (SelectionKey key : selector.keys()) {
            try {
                key.channel().close();
            } catch (IOException e) {
                journal.tell("A socket could not be closed: " + e.getMessage());
            }
        }
    }

    void stop() throws IOException, InterruptedException {
        stopping = true;
        selector.wakeup();
        thread.join();
        selector.close();
    }
}
