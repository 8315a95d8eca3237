// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.ping;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.apache.felix.hc.api.Result;
import org.junit.jupiter.api.Test;

class PingHealthTest {
    private static final long SECOND = 1_000_000_000;

    private final FakeNetwork network = new FakeNetwork(null);

    private String check(int targets, int pace, int buffer) throws UnknownHostException {
        PingEngine engine = new PingEngine(network, network, 42, new Settings(SECOND, SECOND, 56, pace, buffer));
        engine.receive();
        for (int i = 0; i < targets; i++) {
            byte[] address = {(byte) 198, 18, (byte) (i >> 8), (byte) i};
            engine.add(new Target(InetAddress.getByAddress(address), SECOND, 0, (at, outcome, rtt) -> {}));
        }
        Result result = new PingHealth(engine).check(true);
        StringBuilder text = new StringBuilder(result.getStatus() + ":");
        result.forEach(entry -> text.append(' ').append(entry.getMessage()));
        return text.toString();
    }

    @Test
    void aReceiveBufferTooSmallForTheTargetsIsToldWithTheSysctl() throws UnknownHostException {
        assertThat(check(100, 10_000, 425_984)).startsWith("OK");
        assertThat(check(5000, 10_000, 425_984)).startsWith("WARN").contains("net.core.rmem_max=1040000");
        assertThat(check(5000, 10_000, 8 << 20)).startsWith("OK");
    }

    @Test
    void aThreadThatEndedIsTold() {
        PingEngine engine = new PingEngine(network, network, 42, new Settings(SECOND, SECOND, 56, 10, 65_536));
        assertThat(new PingHealth(engine).check(false).getStatus()).isEqualTo(Result.Status.CRITICAL);
    }

    @Test
    void aPaceTooSlowForTheTargetsIsTold() throws UnknownHostException {
        assertThat(check(5000, 4000, 8 << 20)).startsWith("WARN").contains("pace of 4000");
    }

    @Test
    void aMissingSocketMattersWhereDevicesNeedIt() throws UnknownHostException {
        network.refusals.put(Family.IPV6, "No IPv6.");
        assertThat(check(1, 10_000, 8 << 20)).startsWith("OK").contains("No IPv6. No device needs it now.");
        network.refusals.put(Family.IPV4, "No IPv4.");
        assertThat(check(1, 10_000, 8 << 20)).startsWith("CRITICAL").contains("No IPv4. It is tried again");
    }
}
