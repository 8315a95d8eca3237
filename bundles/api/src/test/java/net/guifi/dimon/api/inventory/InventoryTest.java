// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.api.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class InventoryTest {
    private static Device device(String source, String id, boolean monitored) {
        List<InetAddress> addresses = monitored ? List.of(InetAddress.getLoopbackAddress()) : List.of();
        return new Device(
                new DeviceId(source, id),
                "A device",
                "radio",
                Status.WORKING,
                monitored,
                Optional.empty(),
                addresses,
                List.of(),
                List.of());
    }

    @Test
    void findsByWholeNameAndByIdWhereOnlyOneSourceHasIt() {
        Device here = device("guifi", "1", true);
        Device only = device("guifi", "2", true);
        Device there = device("csv", "1", true);
        Inventory inventory = new Inventory("v", List.of(here, only, there));
        assertThat(inventory.find("guifi:1")).containsSame(here);
        assertThat(inventory.find("2")).containsSame(only);
        assertThat(inventory.find("1")).as("two sources have it").isEmpty();
        assertThat(inventory.find("guifi:3")).isEmpty();
        assertThat(inventory.find("no such:name")).isEmpty();
    }

    @Test
    void countsWhatIsToBeWatched() {
        Inventory inventory = new Inventory("v", List.of(device("a", "1", true), device("a", "2", false)));
        assertThat(inventory.monitored()).isEqualTo(1);
        assertThat(inventory.devices()).hasSize(2);
    }

    @Test
    void anIdStandsOnce() {
        List<Device> twice = List.of(device("a", "1", true), device("a", "1", false));
        assertThatThrownBy(() -> new Inventory("v", twice)).hasMessageContaining("a:1");
    }

    @Test
    void whatIsWatchedHasAnAddress() {
        Device watched = device("a", "1", true);
        assertThatThrownBy(() -> new Device(
                        watched.id(), "", "", Status.WORKING, true, Optional.empty(), List.of(), List.of(), List.of()))
                .hasMessageContaining("a:1");
    }
}
