// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "198.18.0.1",
                "::",
                "::1",
                "fd9a::",
                "fd9a::1",
                "fd9a:0:1::2",
                "1:2:3:4:5:6:7:8",
                "1:0:2:3:4:5:6:7"
            })
    void writesWhatPeopleWrite(String text) {
        assertThat(Addresses.text(Network.address(text))).isEqualTo(text);
    }

    @Property
    void readsBackAsTheSameAddress(@ForAll @Size(16) byte[] bytes, @ForAll @Size(16) boolean[] zero)
            throws UnknownHostException {
        for (int i = 0; i < bytes.length; i++) {
            if (zero[i / 2]) {
                bytes[i] = 0;
            }
        }
        InetAddress address = InetAddress.getByAddress(bytes);
        assertThat(InetAddress.getByName(Addresses.text(address))).isEqualTo(address);
    }
}
