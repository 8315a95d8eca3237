// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class HostTest {
    private static Host.Place place(String name, String address) {
        return new Host.Place(name, Networks.literal(address));
    }

    @Test
    void theLikeliestComeFirst() {
        assertThat(Host.choose(List.of(
                        place("veth7", "fe80::7"),
                        place("usb0", "169.254.1.1"),
                        place("six", "fd00::1"),
                        place("wlan0", "10.0.0.2"),
                        place("eth0", "10.0.0.1"))))
                .extracting(Host.Place::name)
                .containsExactly("eth0", "wlan0", "six", "usb0");
    }

    @Test
    void withoutAnyOtherAnAddressOfTheLinkWillDo() {
        assertThat(Host.choose(List.of(place("eth0", "fe80::7")))).hasSize(1);
    }

    @Test
    void thisHostIsKnown() throws Exception {
        Host host = Host.now();
        assertThat(host.has(Networks.literal("127.0.0.1"))).isTrue();
        assertThat(host.has(Networks.literal("203.0.113.200"))).isFalse();
        assertThat(host.places())
                .allSatisfy(place -> assertThat(host.has(place.address())).isTrue());
    }
}
