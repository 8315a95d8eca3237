// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetAddress;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressesTest {
    @Property
    void everyIpv4AddressOfADeviceIsRead(@ForAll @Size(4) byte[] bytes) throws Exception {
        bytes[0] = (byte) (1 + (bytes[0] & 0x7f));
        InetAddress address = InetAddress.getByAddress(bytes);
        assertThat(Addresses.parse(address.getHostAddress())).isEqualTo(address);
    }

    @Property
    void everyIpv6AddressOfADeviceIsRead(@ForAll @Size(16) byte[] bytes) throws Exception {
        bytes[0] = 0x20;
        InetAddress address = InetAddress.getByAddress(bytes);
        assertThat(Addresses.parse(address.getHostAddress())).isEqualTo(address);
    }

    @Test
    void aLinkLocalNeighbourKeepsItsInterface() {
        assertThat(Addresses.parse("fe80::1%1").getHostAddress()).endsWith("%1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "localhost",
                "10",
                "10.1",
                "10.0.0",
                "10.0.0.0.1",
                "10.0.0.256",
                "010.0.0.1",
                "0x0a.0.0.1",
                "10.0.0.1 ",
                "10..0.1",
                "10.0.0.",
                "a.b.c.d",
                "-1.0.0.1",
                "10.0.0.1/27",
                ".::1",
                "::g",
                "1:2",
                "fe80::1%nosuch0",
                "fe80::1%",
                "fe80::1%a b",
                "[::1]",
                "::1.2.3",
                "a:b.example.org",
                "224.0.0.1",
                "239.1.2.3",
                "255.255.255.255",
                "0.0.0.0",
                "::",
                "ff02::1",
                "::ffff:224.0.0.1",
                "99999999999999999999.0.0.1",
                "１0.0.0.1"
            })
    void anythingElseIsRefusedAndQuoted(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Addresses.parse(text))
                .withMessageContaining("\"" + text + "\"");
    }
}
