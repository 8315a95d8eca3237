// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworksTest {
    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.255.255.255, true",
        "10.0.0.0/8, 11.0.0.0, false",
        "172.16.0.0/12, 172.31.0.1, true",
        "172.16.0.0/12, 172.32.0.1, false",
        "192.0.2.7, 192.0.2.7, true",
        "192.0.2.7, 192.0.2.6, false",
        "0.0.0.0/0, 203.0.113.1, true",
        "0.0.0.0/0, fd00::1, false",
        "fc00::/7, fdff::1, true",
        "fe80::/10, febf::1, true",
        "fe80::/10, fec0::1, false"
    })
    void blocks(String block, String address, boolean within) {
        assertThat(Networks.Block.parse(block).contains(Networks.literal(address)))
                .isEqualTo(within);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "10", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/x", "example.org/8", "fc00::/129", "1.2.3/8"})
    void nonsense(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Networks.Block.parse(text))
                .withMessageContaining("\"" + text + "\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "localhost", "example.org", "999.1.1.1", "1.2.3", "0x7f.0.0.1", "abc", "1.2.3.4.5", "fd00::g"
            })
    void aNameIsNeverLookedUp(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Networks.literal(text));
    }

    @Test
    void endpoints() {
        assertThat(Endpoint.parse("10.0.0.1", 8087)).hasToString("10.0.0.1:8087");
        assertThat(Endpoint.parse("10.0.0.1:1", 8087)).hasToString("10.0.0.1:1");
        assertThat(Endpoint.parse("[fd00::1]:5", 8087)).hasToString("[fd00::1]:5");
        assertThat(Endpoint.parse("fd00::1", 8087)).hasToString("[fd00::1]:8087");
        assertThat(Endpoint.parse("localhost:9", 1).address())
                .hasValueSatisfying(
                        address -> assertThat(address.isLoopbackAddress()).isTrue());
        assertThat(Endpoint.parse("server.example:9", 1).address()).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> Endpoint.parse("a:70000", 1));
        assertThatIllegalArgumentException().isThrownBy(() -> Endpoint.parse("a:b", 1));
        assertThatIllegalArgumentException().isThrownBy(() -> Endpoint.parse(":1", 1));
    }
}
