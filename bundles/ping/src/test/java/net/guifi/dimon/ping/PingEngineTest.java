// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.ping;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import net.guifi.dimon.api.measurement.Outcome;
import net.guifi.dimon.ping.FakeNetwork.Fate;
import org.junit.jupiter.api.Test;

class PingEngineTest {
    private static final long MILLI = 1_000_000;
    private static final long SECOND = 1000 * MILLI;
    private static final Settings SETTINGS = new Settings(SECOND, 2 * SECOND, 56, 10_000, 8 << 20);

    private final FakeNetwork network = new FakeNetwork(new FakeNetwork.Behaviour() {
        @Override
        public Fate fate(long low, int number) {
            return Fate.ANSWERED;
        }

        @Override
        public long delay(long low, int number) {
            return 3 * MILLI;
        }
    });
    private final PingEngine engine = new PingEngine(network, network, 42, SETTINGS);
    private final List<Outcome> ipv4 = new ArrayList<>();
    private final List<Outcome> ipv6 = new ArrayList<>();

    private static Target target(String address, List<Outcome> outcomes) throws UnknownHostException {
        return new Target(InetAddress.getByName(address), SECOND, 0, (at, outcome, rtt) -> outcomes.add(outcome));
    }

    private void watchBoth() throws UnknownHostException {
        engine.add(target("198.18.0.1", ipv4));
        engine.add(target("fd9a::1", ipv6));
    }

    @Test
    void oneFamilyWorksWithoutTheOtherWhichIsTriedAgain() throws UnknownHostException {
        network.refusals.put(Family.IPV6, "IPv6 may not");
        engine.receive();
        watchBoth();
        network.run(engine, 5 * SECOND);
        assertThat(ipv4).hasSizeGreaterThanOrEqualTo(4).containsOnly(Outcome.OK);
        assertThat(ipv6).hasSizeGreaterThanOrEqualTo(4).containsOnly(Outcome.NOT_SENT);
        assertThat(engine.sockets().refusal(Family.IPV6)).isEqualTo("IPv6 may not");

        network.refusals.clear();
        network.run(engine, 10 * SECOND);
        assertThat(ipv6.get(ipv6.size() - 1)).isEqualTo(Outcome.OK);
        assertThat(engine.sockets().refusal(Family.IPV6)).isNull();
    }

    @Test
    void aSocketThatBreaksIsOpenedAnew() throws UnknownHostException {
        engine.receive();
        watchBoth();
        network.run(engine, 12 * SECOND);
        FakeNetwork.Socket first = network.open.get(Family.IPV4);
        first.broken = true;
        network.run(engine, 3 * SECOND);
        assertThat(first.closed).isTrue();
        assertThat(network.open.get(Family.IPV4)).isNotSameAs(first);
        assertThat(ipv4.get(ipv4.size() - 1)).isEqualTo(Outcome.OK);
        assertThat(ipv6).containsOnly(Outcome.OK);
        assertThat(engine.sockets().opened()).isEqualTo(3);
    }

    @Test
    void newSettingsKeepTheSocketsOpen() throws UnknownHostException {
        engine.receive();
        watchBoth();
        FakeNetwork.Socket socket = network.open.get(Family.IPV4);
        engine.settings(new Settings(SECOND, MILLI, 56, 10_000, 1 << 20));
        network.run(engine, 3 * SECOND);
        assertThat(ipv4).isNotEmpty().containsOnly(Outcome.TIMEOUT);
        assertThat(network.open.get(Family.IPV4)).isSameAs(socket);
        assertThat(socket.closed).isFalse();
        assertThat(socket.buffer).isEqualTo(1 << 20);
        assertThat(engine.counter(Counter.LATE)).isEqualTo(engine.counter(Counter.LOST));
    }

    @Test
    void aLimitedSeriesEndsAndLeavesNothingBehind() throws UnknownHostException {
        engine.receive();
        engine.add(target("198.18.0.9", ipv4), 5);
        network.run(engine, 10 * SECOND);
        assertThat(ipv4).hasSize(5).containsOnly(Outcome.OK);
        assertThat(engine.targets(Family.IPV4)).isZero();
    }

    @Test
    void theFewerRequestsThereAreTheLongerTheyWaitForEachOther() throws UnknownHostException {
        assertThat(wakeUpAfterDue(1)).isEqualTo(100 * MILLI);
        assertThat(wakeUpAfterDue(50)).isEqualTo(10 * MILLI);
    }

    /** How long after the next request is due the engine wants to send it, when so many were due at once. */
    private long wakeUpAfterDue(int targets) throws UnknownHostException {
        for (int i = 1; i <= targets; i++) {
            engine.add(new Target(InetAddress.getByName("198.18.1." + i), SECOND / 2, 0, (at, outcome, rtt) -> {}), 2);
        }
        long due = network.now + SECOND / 2;
        long wake = engine.send();
        network.run(engine, 5 * SECOND);
        return wake - due;
    }

    @Test
    void thePeriodsSkippedByAStandstillAreCountedAndNotCaughtUp() throws UnknownHostException {
        engine.receive();
        engine.add(target("198.18.0.1", ipv4));
        network.run(engine, 3 * SECOND);
        int before = network.requests.size();
        network.now += 100 * SECOND;
        network.run(engine, 3 * SECOND);
        assertThat(network.requests.size() - before).isBetween(3, 5);
        assertThat(engine.counter(Counter.SKIPPED)).isBetween(98L, 101L);
    }

    @Test
    void withoutNativeFunctionsNothingIsSentAndTheReasonIsTold() throws UnknownHostException {
        PingEngine absent = new PingEngine(new AbsentNetwork("no library"), network, 42, SETTINGS);
        absent.receive();
        absent.add(target("198.18.0.1", ipv4));
        network.run(absent, 3 * SECOND);
        assertThat(ipv4).isNotEmpty().containsOnly(Outcome.NOT_SENT);
        assertThat(absent.sockets().refusal(Family.IPV4)).isEqualTo("IPv4 devices cannot be pinged: no library");
        assertThat(new PingHealth(absent).check(true).isOk()).isFalse();
    }
}
