// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.api.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DeviceTest {
    private static Device at(String address) throws UnknownHostException {
        return new Device(
                new DeviceId("guifi", "1"),
                "title",
                "radio",
                Status.WORKING,
                true,
                Optional.empty(),
                List.of(InetAddress.getByName(address)),
                List.of(),
                List.of());
    }

    @Test
    void anotherZoneOfAnAddressMakesAnotherDevice() throws UnknownHostException {
        assertThat(at("fe80::1%1")).isEqualTo(at("fe80::1%1")).hasSameHashCodeAs(at("fe80::1%1"));
        assertThat(at("fe80::1%1")).isNotEqualTo(at("fe80::1%2")).isNotEqualTo(at("fe80::1"));
        assertThat(at("198.18.0.1")).isEqualTo(at("198.18.0.1")).isNotEqualTo(at("198.18.0.2"));
    }
}
