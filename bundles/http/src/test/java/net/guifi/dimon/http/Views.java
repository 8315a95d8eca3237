// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.http;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.guifi.dimon.api.health.DeviceHealth;
import net.guifi.dimon.api.health.DeviceState;
import net.guifi.dimon.api.health.DeviceView;
import net.guifi.dimon.api.health.NetworkHealth;
import net.guifi.dimon.api.health.Observation;
import net.guifi.dimon.api.inventory.DeviceId;

/** How all monitors see the devices, as the test tells. */
final class Views implements NetworkHealth {
    final Map<DeviceId, DeviceView> views = new LinkedHashMap<>();
    final Map<String, Set<DeviceId>> unreached = new LinkedHashMap<>();

    Views add(DeviceHealth health, DeviceView.Agreement agreement, Observation... observations) {
        views.put(health.device(), new DeviceView(health, List.of(observations), agreement));
        return this;
    }

    static Observation seen(String monitor, DeviceState state) {
        boolean known = state != DeviceState.UNKNOWN;
        return new Observation(monitor, state, Network.NOW, known, known);
    }

    @Override
    public Optional<DeviceView> of(DeviceId device) {
        return Optional.ofNullable(views.get(device));
    }

    @Override
    public Collection<DeviceView> all() {
        return views.values();
    }

    @Override
    public Set<String> isolated() {
        throw new AssertionError("The API does not ask who is isolated");
    }

    @Override
    public Set<DeviceId> unreached(String monitor) {
        return unreached.getOrDefault(monitor, Set.of());
    }
}
