// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.shell;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import net.guifi.dimon.api.assignment.Assignments;
import net.guifi.dimon.api.description.Descriptions;
import net.guifi.dimon.api.discovery.Discovery;
import net.guifi.dimon.api.health.DeviceHealth;
import net.guifi.dimon.api.health.DeviceView;
import net.guifi.dimon.api.health.Health;
import net.guifi.dimon.api.health.NetworkHealth;
import net.guifi.dimon.api.inventory.DeviceId;
import net.guifi.dimon.api.inventory.InventoryManager;
import net.guifi.dimon.api.measurement.Archive;
import net.guifi.dimon.api.network.Network;
import net.guifi.dimon.api.network.SettingsRule;
import net.guifi.dimon.api.probe.Probe;
import net.guifi.dimon.api.store.ReplicatedStore;
import net.guifi.dimon.api.update.Updates;
import org.apache.felix.hc.api.HealthCheck;

/** What the appliance has at this moment: each part may be away, for an update or for good. */
interface Services {
    Path data();

    String version();

    /** The port of HTTPS; empty when it is off. */
    OptionalInt httpsPort();

    Optional<InventoryManager> inventory();

    Optional<Assignments> assignments();

    Optional<Health> health();

    Optional<NetworkHealth> networkHealth();

    /** How a device is: by all monitors, or by this one alone while what the others tell is away. */
    default Optional<DeviceHealth> state(DeviceId device) {
        Optional<NetworkHealth> network = networkHealth();
        return network.isPresent()
                ? network.get().of(device).map(DeviceView::health)
                : health().flatMap(health -> health.of(device));
    }

    Optional<Archive> archive();

    Optional<Descriptions> descriptions();

    Optional<ReplicatedStore> store();

    Optional<Network> network();

    Optional<Discovery> discovery();

    /** Who follows the settings of the network. */
    List<SettingsRule> settingsRules();

    Optional<StoreConfiguration> storeConfiguration();

    List<Probe> probes();

    Optional<Updates> updates();

    /** The checks that look after DIMON, by name. */
    Map<String, HealthCheck> healthChecks();
}
