// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.shell;

import java.io.IOException;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.Optional;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** Which network this monitor belongs to, as it is configured. */
final class StoreConfiguration {
    private static final String PID = "net.guifi.dimon.store-embedded";
    private static final String NETWORK = "network";

    private final ConfigurationAdmin configurations;

    StoreConfiguration(ConfigurationAdmin configurations) {
        this.configurations = configurations;
    }

    /**
     * Belongs to a network from now on.
     *
     * @param network its id; empty for the one that was founded here
     */
    void join(String network) throws IOException {
        Configuration configuration = configurations.getConfiguration(PID, "?");
        Dictionary<String, Object> properties =
                Optional.ofNullable(configuration.getProperties()).orElseGet(Hashtable::new);
        if (network.isEmpty()) {
            properties.remove(NETWORK);
        } else {
            properties.put(NETWORK, network);
        }
        configuration.update(properties);
    }
}
