// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.snmp;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.snmp4j.PDU;
import org.snmp4j.asn1.BER;
import org.snmp4j.smi.Counter32;
import org.snmp4j.smi.Counter64;
import org.snmp4j.smi.Gauge32;
import org.snmp4j.smi.Integer32;
import org.snmp4j.smi.Null;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.TimeTicks;
import org.snmp4j.smi.Variable;
import org.snmp4j.smi.VariableBinding;

/** An agent in this process, for v1 and v2c, that tells what it is told to; also what is not true. */
class FakeAgent implements AutoCloseable {
    private static final int MOST_BINDINGS = 100;

    final DatagramSocket socket;
    /** Who holds its monitor changes several things between two answers. */
    final Map<OID, Supplier<Variable>> objects = new ConcurrentSkipListMap<>();

    final List<PDU> questions = new CopyOnWriteArrayList<>();
    final AtomicInteger received = new AtomicInteger();
    volatile boolean silent;
    volatile boolean remembers = true;
    private final Thread thread = new Thread(this::run, "fake-agent");
    private volatile long startedAt = System.nanoTime();

    FakeAgent() throws SocketException {
        this(InetAddress.getLoopbackAddress());
    }

    FakeAgent(InetAddress address) throws SocketException {
        this(new InetSocketAddress(address, 0));
    }

    FakeAgent(InetSocketAddress address) throws SocketException {
        socket = new DatagramSocket(address);
        socket.setReceiveBufferSize(1 << 22);
        put("1.3.6.1.2.1.1.1.0", new OctetString("An agent"));
        put("1.3.6.1.2.1.1.2.0", new OID("1.3.6.1.4.1.9999"));
        put(Mib.SYS_UP_TIME.toString(), () -> new TimeTicks((System.nanoTime() - startedAt) / 10_000_000));
        put("1.3.6.1.2.1.1.4.0", new OctetString("somebody"));
        put("1.3.6.1.2.1.1.5.0", new OctetString("fake"));
        put("1.3.6.1.2.1.1.6.0", new OctetString("here"));
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return socket.getLocalPort();
    }

    /** Makes sysUpTime begin again, from some seconds. */
    void restart(long seconds) {
        startedAt = System.nanoTime() - seconds * 1_000_000_000;
    }

    final void put(String oid, Variable value) {
        put(oid, () -> value);
    }

    final void put(String oid, Supplier<Variable> value) {
        objects.put(new OID(oid), value);
    }

    void put(OID column, int index, Variable value) {
        objects.put(Mib.instance(column, index), () -> value);
    }

    void put(OID column, int index, Supplier<Variable> value) {
        objects.put(Mib.instance(column, index), value);
    }

    /** An interface of 100 Mbit/s with 32-bit counters. */
    void addInterface(int index, String name, Supplier<Long> octets) {
        put(Mib.IF_INDEX, index, new Integer32(index));
        put(Mib.IF_DESCR, index, new OctetString(name));
        put(Mib.IF_TYPE, index, new Integer32(6));
        put(Mib.IF_SPEED, index, new Gauge32(100_000_000));
        put(Mib.IF_ADMIN_STATUS, index, new Integer32(1));
        put(Mib.IF_OPER_STATUS, index, new Integer32(1));
        put(Mib.IF_IN_OCTETS, index, () -> new Counter32(octets.get() & 0xFFFFFFFFL));
        put(Mib.IF_OUT_OCTETS, index, () -> new Counter32(octets.get() & 0xFFFFFFFFL));
    }

    /** The same with 64-bit counters, and a name and an alias. */
    void addWideInterface(int index, String name, Supplier<Long> octets) {
        addInterface(index, name, octets);
        put(Mib.IF_NAME, index, new OctetString(name));
        put(Mib.IF_HC_IN_OCTETS, index, () -> new Counter64(octets.get()));
        put(Mib.IF_HC_OUT_OCTETS, index, () -> new Counter64(octets.get()));
        put(Mib.IF_HIGH_SPEED, index, new Gauge32(100));
        put(Mib.IF_ALIAS, index, new OctetString("uplink " + index));
    }

    void removeInterface(int index) {
        objects.keySet().removeIf(oid -> oid.size() > 9 && oid.last() == index);
    }

    private void run() {
        byte[] buffer = new byte[65_536];
        while (!socket.isClosed()) {
            try {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                socket.receive(packet);
                received.incrementAndGet();
                BerReader message = new BerReader(buffer, 0, packet.getLength()).enter(BER.SEQUENCE);
                int version = message.integer();
                byte[] community = message.octets();
                PDU question = Message.pdu(buffer, message.position(), message.end());
                if (remembers) {
                    questions.add(question);
                }
                if (!silent && answersTo(new String(community, StandardCharsets.UTF_8), version)) {
                    synchronized (objects) {
                        answer(version, community, question, (InetSocketAddress) packet.getSocketAddress());
                    }
                }
            } catch (IOException e) {
                if (!socket.isClosed()) {
                    throw new AssertionError(e);
                }
            }
        }
    }

    boolean answersTo(String community, int version) {
        return community.equals("public");
    }

    void answer(int version, byte[] community, PDU question, InetSocketAddress to) throws IOException {
        send(
                bytes(
                        version,
                        community,
                        answer(version, question),
                        question.getRequestID().getValue()),
                to);
    }

    final byte[] bytes(int version, byte[] community, PDU answer, int id) throws IOException {
        return Ber.sequence(Ber.integer(version), Ber.octets(community), Message.bytes(answer, id));
    }

    final void send(byte[] bytes, InetSocketAddress to) throws IOException {
        socket.send(new DatagramPacket(bytes, bytes.length, to));
    }

    /** What an honest agent would say. */
    PDU answer(int version, PDU question) {
        PDU answer = new PDU();
        answer.setType(PDU.RESPONSE);
        int repetitions = question.getType() == PDU.GETBULK ? question.getMaxRepetitions() : 1;
        OID[] cursors = question.getVariableBindings().stream()
                .map(VariableBinding::getOid)
                .toArray(OID[]::new);
        for (int repetition = 0; repetition < repetitions; repetition++) {
            for (int i = 0; i < cursors.length && answer.size() < Math.max(MOST_BINDINGS, cursors.length); i++) {
                VariableBinding binding = question.getType() == PDU.GET ? get(cursors[i]) : next(cursors[i]);
                if (version == 0 && binding.isException()) {
                    PDU error = new PDU(question);
                    error.setType(PDU.RESPONSE);
                    error.setErrorStatus(PDU.noSuchName);
                    error.setErrorIndex(i + 1);
                    return error;
                }
                answer.add(binding);
                cursors[i] = binding.getOid();
            }
        }
        return answer;
    }

    VariableBinding get(OID oid) {
        Supplier<Variable> value = objects.get(oid);
        return new VariableBinding(oid, value == null ? Null.noSuchInstance : value.get());
    }

    VariableBinding next(OID oid) {
        Map.Entry<OID, Supplier<Variable>> entry =
                ((ConcurrentSkipListMap<OID, Supplier<Variable>>) objects).higherEntry(oid);
        return entry == null
                ? new VariableBinding(oid, Null.endOfMibView)
                : new VariableBinding(entry.getKey(), entry.getValue().get());
    }

    @Override
    public void close() {
        socket.close();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
