// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.snmp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import net.guifi.dimon.api.description.Interface;
import net.guifi.dimon.api.inventory.Device;
import net.guifi.dimon.api.measurement.Metric;
import net.guifi.dimon.api.measurement.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.snmp4j.PDU;
import org.snmp4j.smi.Counter64;
import org.snmp4j.smi.Integer32;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.VariableBinding;

/** Devices that do not keep to the protocol get a problem in words, and nobody else suffers. */
@Execution(ExecutionMode.CONCURRENT)
class LyingAgentTest {
    private final AtomicLong octets = new AtomicLong(1);

    private Running running(FakeAgent liar) throws IOException {
        return new Running(Map.of("ports", new int[] {liar.port()}, "version", "2c"));
    }

    private static Device device() {
        return Devices.device("liar", "127.0.0.1", Devices.named("eth0"));
    }

    private void fill(FakeAgent agent) {
        agent.addWideInterface(1, "eth0", () -> octets.addAndGet(500));
    }

    private String problemOf(FakeAgent liar) throws IOException {
        fill(liar);
        try (liar;
                Running running = running(liar)) {
            running.probe.watch(Devices.watch(device()));
            return running.awaitProblem(device());
        }
    }

    private Outcome outcomeOf(FakeAgent liar) throws IOException {
        fill(liar);
        try (liar;
                Running running = running(liar)) {
            running.probe.watch(Devices.watch(device()));
            return await().atMost(Running.LIMIT)
                    .until(() -> running.of(Metric.UPTIME, ""), samples -> !samples.isEmpty())
                    .get(0)
                    .outcome();
        }
    }

    /** A table that goes on for ever. */
    private static class Endless extends FakeAgent {
        Endless() throws IOException {}

        @Override
        VariableBinding next(OID oid) {
            for (OID column : Mib.IF_TABLE) {
                if (oid.startsWith(column)) {
                    int index = oid.size() == column.size() ? 1 : oid.last() + 1;
                    return new VariableBinding(
                            Mib.instance(column, index),
                            column.equals(Mib.IF_DESCR) ? new OctetString("eth" + (index - 1)) : new Integer32(index));
                }
            }
            return super.next(oid);
        }
    }

    @Test
    void aTableWithoutEndIsLeftAndTheWantedInterfaceStillMeasured() throws IOException {
        try (FakeAgent liar = new Endless();
                Running running = running(liar)) {
            fill(liar);
            running.probe.watch(Devices.watch(device()));
            assertThat(running.awaitProblem(device()))
                    .isEqualTo("the table of interfaces has no end: more than 1024 rows");
            await().atMost(Running.LIMIT)
                    .until(() -> !running.values(Metric.OPER_STATUS, "eth0").isEmpty());
            assertThat(running.probe.of(device().id()).orElseThrow().interfaces())
                    .hasSizeLessThanOrEqualTo(Walk.MOST_ROWS + 1);
        }
    }

    @Test
    void ofATableWithoutEndNotAllIsMeasured() throws IOException {
        Device portless = Devices.device("liar", "127.0.0.1");
        try (FakeAgent liar = new Endless();
                Running running = new Running(Map.of("ports", new int[] {liar.port()}, "devices", "all"))) {
            running.probe.watch(Devices.watch(portless));
            assertThat(running.awaitProblem(portless)).contains("has no end");
            assertThat(running.probe.of(portless.id()).orElseThrow().interfaces())
                    .noneMatch(Interface::measured);
        }
    }

    @Test
    void aTableThatTurnsInCirclesIsLeft() throws IOException {
        assertThat(problemOf(new FakeAgent() {
                    @Override
                    VariableBinding next(OID oid) {
                        return oid.startsWith(Mib.IF_DESCR) && oid.size() > Mib.IF_DESCR.size()
                                ? new VariableBinding(Mib.instance(Mib.IF_DESCR, 1), new OctetString("eth0"))
                                : super.next(oid);
                    }
                }))
                .isEqualTo("the table of interfaces turns in circles: after 1.3.6.1.2.1.2.2.1.2.1 comes"
                        + " 1.3.6.1.2.1.2.2.1.2.1");
    }

    @Test
    void anAnswerWithAnotherRequestIdIsNotBelieved() throws IOException {
        class WrongId extends FakeAgent {
            WrongId() throws IOException {}

            @Override
            void answer(int version, byte[] community, PDU question, InetSocketAddress to) throws IOException {
                int other = question.getRequestID().getValue() ^ 0x40000000;
                send(bytes(version, community, answer(version, question), other), to);
            }
        }
        assertThat(problemOf(new WrongId())).contains("what came has another request id");
        assertThat(outcomeOf(new WrongId())).isEqualTo(Outcome.ERROR);
    }

    @Test
    void anAnswerThatIsCutOffIsNone() throws IOException {
        assertThat(problemOf(new FakeAgent() {
                    @Override
                    void answer(int version, byte[] community, PDU question, InetSocketAddress to) throws IOException {
                        byte[] whole = bytes(
                                version,
                                community,
                                answer(version, question),
                                question.getRequestID().getValue());
                        send(Arrays.copyOf(whole, whole.length / 2), to);
                    }
                }))
                .contains("what came is no SNMP message: it is cut off");
    }

    @Test
    void anAnswerFromElsewhereIsNotBelieved() throws IOException {
        try (DatagramSocket elsewhere = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            FakeAgent liar = new FakeAgent() {
                @Override
                void answer(int version, byte[] community, PDU question, InetSocketAddress to) throws IOException {
                    byte[] bytes = bytes(
                            version,
                            community,
                            answer(version, question),
                            question.getRequestID().getValue());
                    elsewhere.send(new DatagramPacket(bytes, bytes.length, to));
                }
            };
            assertThat(problemOf(liar))
                    .contains("an answer came from 127.0.0.1 port " + elsewhere.getLocalPort() + " instead");
        }
    }

    @Test
    void anEmptyAnswerEndsTheWalk() throws IOException {
        assertThat(problemOf(new FakeAgent() {
                    @Override
                    PDU answer(int version, PDU question) {
                        PDU answer = super.answer(version, question);
                        if (question.getType() == PDU.GETBULK) {
                            answer.clear();
                        }
                        return answer;
                    }
                }))
                .contains("breaks off");
    }

    /** How an agent fails at GETBULK. */
    enum Failing {
        GENERAL_ERROR,
        SILENCE
    }

    @ParameterizedTest
    @EnumSource
    void whoCannotDoGetBulkIsAskedByGetNext(Failing failing) throws IOException {
        try (FakeAgent liar = new FakeAgent() {
                    @Override
                    void answer(int version, byte[] community, PDU question, InetSocketAddress to) throws IOException {
                        if (question.getType() != PDU.GETBULK) {
                            super.answer(version, community, question, to);
                        } else if (failing == Failing.GENERAL_ERROR) {
                            PDU error = new PDU(question);
                            error.setType(PDU.RESPONSE);
                            error.setErrorStatus(PDU.genErr);
                            error.setErrorIndex(1);
                            send(
                                    bytes(
                                            version,
                                            community,
                                            error,
                                            question.getRequestID().getValue()),
                                    to);
                        }
                    }
                };
                Running running = running(liar)) {
            fill(liar);
            running.probe.watch(Devices.watch(device()));
            await().atMost(Running.LIMIT)
                    .until(() -> !running.values(Metric.IN_OCTETS, "eth0").isEmpty());
            assertThat(running.probe.of(device().id()).orElseThrow().problem()).isEmpty();
        }
    }

    @Test
    void anAnswerAboutOtherObjectsIsAnError() throws IOException {
        try (FakeAgent liar = new FakeAgent() {
                    @Override
                    PDU answer(int version, PDU question) {
                        PDU answer = super.answer(version, question);
                        if (question.getType() == PDU.GET && question.size() == 4) {
                            answer.clear();
                            answer.add(new VariableBinding(Mib.SYS_NAME, new OctetString("surprise")));
                        }
                        return answer;
                    }
                };
                Running running = running(liar)) {
            fill(liar);
            running.probe.watch(Devices.watch(device()));
            assertThat(running.awaitProblem(device())).contains("answers with something else");
            assertThat(running.of(Metric.IN_OCTETS, "eth0")).allMatch(sample -> sample.outcome() == Outcome.ERROR);
        }
    }

    @Test
    void twoRowsOfOneIndexAreNamed() throws IOException {
        FakeAgent liar = new FakeAgent();
        liar.addWideInterface(2, "eth1", octets::get);
        liar.put(Mib.IF_INDEX, 2, new Integer32(1));
        assertThat(problemOf(liar)).contains("two interfaces have one index");
    }

    @Test
    void longTextsAndControlCharactersAreMadeHarmless() throws IOException {
        try (FakeAgent liar = new FakeAgent();
                Running running = running(liar)) {
            fill(liar);
            liar.put(Mib.SYS_NAME.toString(), new OctetString("x".repeat(20_000)));
            liar.put(Mib.SYS_LOCATION.toString(), new OctetString("a\u001b[31m\u0000b\u202e"));
            running.probe.watch(Devices.watch(device()));
            var system = running.awaitDescription(
                            device(), found -> found.system().isPresent())
                    .system()
                    .orElseThrow();
            assertThat(system.name()).hasSize(255);
            assertThat(system.location()).isEqualTo("a\uFFFD[31m\uFFFDb\uFFFD");
        }
    }

    @Test
    void aClockThatStandsStillCostsNoTraffic() throws IOException {
        try (FakeAgent liar = new FakeAgent();
                Running running = running(liar)) {
            fill(liar);
            liar.put(Mib.SYS_UP_TIME.toString(), new org.snmp4j.smi.TimeTicks(4711));
            running.probe.watch(Devices.watch(device()));
            await().atMost(Running.LIMIT)
                    .until(() -> running.values(Metric.IN_OCTETS, "eth0").size() > 3);
            assertThat(running.values(Metric.IN_OCTETS, "eth0")).isSorted();
        }
    }

    @Test
    void aliarTakesNothingFromTheOthers() throws IOException {
        Device honest = Devices.device("honest", "127.0.0.2", Devices.named("eth0"));
        try (FakeAgent liar = new Endless();
                FakeAgent other = new FakeAgent(new InetSocketAddress("127.0.0.2", liar.port()));
                Running running = running(liar)) {
            other.restart(1000);
            other.addInterface(1, "eth0", octets::get);
            other.put(Mib.IF_HC_IN_OCTETS, 1, () -> new Counter64(octets.addAndGet(3)));
            other.put(Mib.IF_HC_OUT_OCTETS, 1, () -> new Counter64(octets.addAndGet(3)));
            running.probe.watch(Devices.watch(device(), honest));
            running.awaitProblem(device());
            running.awaitDescription(honest, found -> found.problem().isEmpty());
            await().atMost(Running.LIMIT)
                    .until(() -> running.samples.stream()
                                    .filter(sample -> sample.series().device().equals(honest.id())
                                            && sample.outcome() == Outcome.OK)
                                    .count()
                            > 8);
        }
    }
}
