// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.snmp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import net.guifi.dimon.api.assignment.Watch;
import net.guifi.dimon.api.assignment.WatchList;
import net.guifi.dimon.api.measurement.Outcome;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.snmp4j.PDU;
import org.snmp4j.asn1.BER;

/** A thousand devices of twenty interfaces; the log tells what polling them costs. */
@Isolated("measures CPU")
@Tag("long")
class ScaleTest {
    private static final Logger LOG = LoggerFactory.getLogger(ScaleTest.class);
    private static final int DEVICES = 1000;
    private static final int INTERFACES = 20;
    private static final int PERIODS = 4;

    /** The addresses of all devices, and one agent behind them. */
    private static final class Farm implements AutoCloseable {
        private final FakeAgent agent = new FakeAgent();
        private final Selector selector = Selector.open();
        private final Thread thread = new Thread(this::run, "farm");
        private final int port;

        Farm() throws IOException {
            agent.restart(1000);
            for (int i = 1; i <= INTERFACES; i++) {
                agent.addWideInterface(i, "port" + i, () -> System.nanoTime() / 1000);
            }
            port = agent.port();
            for (int i = 0; i < DEVICES; i++) {
                DatagramChannel channel = DatagramChannel.open();
                channel.setOption(StandardSocketOptions.SO_RCVBUF, 1 << 16);
                channel.bind(new InetSocketAddress(address(i), port));
                channel.configureBlocking(false);
                channel.register(selector, SelectionKey.OP_READ);
            }
            thread.setDaemon(true);
            thread.start();
        }

        static String address(int device) {
            return "127.77." + device / 250 + '.' + (1 + device % 250);
        }

        private void run() {
            ByteBuffer buffer = ByteBuffer.allocate(65_536);
            while (selector.isOpen()) {
                try {
                    selector.select(key -> answer(buffer, (DatagramChannel) key.channel()));
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            }
        }

        private void answer(ByteBuffer buffer, DatagramChannel channel) {
            try {
                buffer.clear();
                InetSocketAddress from = (InetSocketAddress) channel.receive(buffer);
                if (from == null) {
                    return;
                }
                BerReader message = new BerReader(buffer.array(), 0, buffer.position()).enter(BER.SEQUENCE);
                int version = message.integer();
                byte[] community = message.octets();
                PDU question = Message.pdu(buffer.array(), message.position(), message.end());
                channel.send(
                        ByteBuffer.wrap(agent.bytes(
                                version,
                                community,
                                agent.answer(version, question),
                                question.getRequestID().getValue())),
                        from);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public void close() throws IOException {
            for (SelectionKey key : selector.keys()) {
                key.channel().close();
            }
            selector.close();
            agent.close();
        }
    }

    private static long cpu() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        for (long id : threads.getAllThreadIds()) {
            if (threads.getThreadInfo(id) != null
                    && threads.getThreadInfo(id).getThreadName().equals(Poller.THREAD)) {
                return threads.getThreadCpuTime(id);
            }
        }
        throw new AssertionError("There is no thread " + Poller.THREAD);
    }

    @Test
    void aThousandDevicesAreAllPolledInEachPeriod() throws IOException {
        LongAdder good = new LongAdder();
        LongAdder bad = new LongAdder();
        List<Watch> watches = new ArrayList<>();
        for (int i = 0; i < DEVICES; i++) {
            watches.add(new Watch(Devices.device("d" + i, Farm.address(i)), 0, 1, true));
        }
        SnmpProbe probe = null;
        try (Farm farm = new Farm()) {
            probe = new SnmpProbe(Configs.probe(
                    Map.of("ports", new int[] {farm.port}, "period", "PT5S", "devices", "all", "timeout", "PT4S")));
            probe.sinks = List.of(
                    samples -> samples.forEach(sample -> (sample.outcome() == Outcome.OK ? good : bad).increment()));
            SnmpProbe running = probe;
            probe.watch(new WatchList(watches));
            await().atMost(Running.LIMIT).until(() -> running.counters().get("discoveries") == DEVICES);
            long discovered = cpu();
            int polled = DEVICES * (1 + 3 * INTERFACES);
            long before = good.sum();
            await().atMost(Running.LIMIT).until(() -> good.sum() >= before + (long) PERIODS * polled);
            long warm = good.sum();
            long warmCpu = cpu();
            long sent = running.counters().get("sent");
            await().atMost(Running.LIMIT).until(() -> good.sum() >= warm + (long) PERIODS * polled);
            double rounds = (good.sum() - warm) / (double) polled;
            LOG.warn(
                    "{} devices of {} interfaces: {} CPU s a poll of all (warm), {} CPU s to discover all (cold)",
                    DEVICES,
                    INTERFACES,
                    (cpu() - warmCpu) / rounds / 1e9,
                    discovered / 1e9);
            assertThat((running.counters().get("sent") - sent) / rounds)
                    .as("one question for each device and period")
                    .isBetween(0.9 * DEVICES, 1.1 * DEVICES);
            assertThat(bad.sum()).isZero();
            assertThat(running.counters().get("skipped")).isZero();
        } finally {
            if (probe != null) {
                probe.deactivate();
            }
        }
    }
}
