// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.http;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import net.guifi.dimon.api.health.DeviceHealth;
import net.guifi.dimon.api.health.DeviceState;
import net.guifi.dimon.api.health.DeviceView;
import net.guifi.dimon.api.health.DeviceView.Agreement;
import net.guifi.dimon.api.health.Health;
import net.guifi.dimon.api.health.NetworkHealth;
import net.guifi.dimon.api.inventory.DeviceId;

/** How devices are: by all monitors of the network, or by this one alone while what the others say is away. */
record Sight(Optional<NetworkHealth> network, Optional<Health> own) {
    static Sight of(NetworkHealth network, Health own) {
        if (network == null && own == null) {
            throw Problem.unavailable("health");
        }
        return new Sight(Optional.ofNullable(network), Optional.ofNullable(own));
    }

    Optional<DeviceView> of(DeviceId device) {
        return network.isPresent()
                ? network.get().of(device)
                : own.flatMap(health -> health.of(device)).map(Sight::alone);
    }

    Collection<DeviceView> all() {
        return network.isPresent()
                ? network.get().all()
                : own.map(Health::all).orElse(List.of()).stream()
                        .map(Sight::alone)
                        .toList();
    }

    private static DeviceView alone(DeviceHealth health) {
        return new DeviceView(
                health, List.of(), health.state() == DeviceState.UNKNOWN ? Agreement.NONE : Agreement.SINGLE);
    }

    /** Why nothing is said of a device. */
    String silence() {
        return network.isPresent() ? "no monitor tells of it" : "not watched by this monitor";
    }
}
