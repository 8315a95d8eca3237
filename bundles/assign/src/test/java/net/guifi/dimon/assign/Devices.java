// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.assign;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import net.guifi.dimon.api.inventory.Device;
import net.guifi.dimon.api.inventory.DeviceId;
import net.guifi.dimon.api.inventory.Status;

/** Devices for tests. */
final class Devices {
    private Devices() {}

    static Device device(int id, boolean monitored) {
        return new Device(
                new DeviceId("guifi", Integer.toString(id)),
                "Device " + id,
                "radio",
                Status.WORKING,
                monitored,
                Optional.empty(),
                List.of(InetAddress.getLoopbackAddress()),
                List.of(),
                List.of());
    }

    static List<Device> monitored(int count) {
        return IntStream.range(0, count).mapToObj(id -> device(id, true)).toList();
    }
}
