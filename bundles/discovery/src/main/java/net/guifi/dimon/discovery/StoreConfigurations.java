// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.discovery;

import java.io.IOException;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Optional;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** The configurations that discovery reads and writes. */
final class StoreConfigurations implements Joining.Configurations {
    static final String FACTORY = "net.guifi.dimon.store-antidote";
    static final String TAKEN = "discovered";
    static final String TAKEN_PID = FACTORY + "~" + TAKEN;

    private static final String DIRECTORY = "net.guifi.dimon.store-directory";

    private static final String HOSTS = "hosts";
    /** It is of no meaning to the adapter. */
    private static final String TAKEN_FOR = "discovered.network";

    private final ConfigurationAdmin configurations;

    StoreConfigurations(ConfigurationAdmin configurations) {
        this.configurations = configurations;
    }

    @Override
    public List<String> taken() throws IOException {
        return ofTaken(HOSTS) instanceof String[] hosts ? List.of(hosts) : List.of();
    }

    @Override
    public Optional<String> takenFor() throws IOException {
        return ofTaken(TAKEN_FOR) instanceof String network ? Optional.of(network) : Optional.empty();
    }

    private Object ofTaken(String key) throws IOException {
        for (Configuration each : list("(service.pid=" + TAKEN_PID + ")")) {
            if (each.getProperties() != null) {
                return each.getProperties().get(key);
            }
        }
        return null;
    }

    @Override
    public void take(List<String> servers, String network) throws IOException {
        Configuration configuration = configurations.getFactoryConfiguration(FACTORY, TAKEN, "?");
        Dictionary<String, Object> properties = propertiesOf(configuration);
        properties.put(HOSTS, servers.toArray(String[]::new));
        properties.put(TAKEN_FOR, network);
        configuration.update(properties);
    }

    @Override
    public void leave() throws IOException {
        for (Configuration each : list("(service.pid=" + TAKEN_PID + ")")) {
            each.delete();
        }
    }

    @Override
    public boolean others() throws IOException {
        return !list("(&(|(service.factoryPid=" + FACTORY + ")(service.factoryPid=" + DIRECTORY + "))(!(service.pid="
                        + TAKEN_PID + ")))")
                .isEmpty();
    }

    @Override
    public void proposeOnly() throws IOException {
        set("join", "propose");
    }

    /** Changes one setting of this bundle and leaves the others. */
    void set(String key, Object value) throws IOException {
        Configuration configuration = configurations.getConfiguration(DiscoveryComponent.PID, "?");
        Dictionary<String, Object> properties = propertiesOf(configuration);
        properties.put(key, value);
        configuration.update(properties);
    }

    private static Dictionary<String, Object> propertiesOf(Configuration configuration) {
        return Optional.ofNullable(configuration.getProperties()).orElseGet(Hashtable::new);
    }

    private List<Configuration> list(String filter) throws IOException {
        try {
            return Optional.ofNullable(configurations.listConfigurations(filter))
                    .map(List::of)
                    .orElse(List.of());
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
