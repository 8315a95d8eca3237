// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.shell;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Optional;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** Which network this monitor belongs to, and over which stores it shares, as it is configured. */
final class StoreConfiguration {
    private static final String PID = "net.guifi.dimon.store-embedded";
    private static final String NETWORK = "network";
    private static final String ANTIDOTE = "net.guifi.dimon.store-antidote";
    private static final String FOLDER = "net.guifi.dimon.store-directory";
    private static final String HOSTS = "hosts";
    private static final String BY_HAND = "own";
    /** What discovery took by itself. */
    static final String TAKEN = ANTIDOTE + "~discovered";

    private static final List<String> FORGOTTEN = List.of(ANTIDOTE + "~" + BY_HAND, TAKEN);
    private static final String DISCOVERY = "net.guifi.dimon.discovery";

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

    /** Shares over these servers of AntidoteDB from now on, in the order of preference. */
    void use(List<HostPort> hosts) throws IOException {
        Configuration configuration = configurations.getFactoryConfiguration(ANTIDOTE, BY_HAND, "?");
        Dictionary<String, Object> properties =
                Optional.ofNullable(configuration.getProperties()).orElseGet(Hashtable::new);
        properties.put(HOSTS, hosts.stream().map(HostPort::toString).toArray(String[]::new));
        configuration.update(properties);
    }

    /**
     * Forgets the stores that were said with {@link #use} or taken by discovery.
     *
     * @return what there was
     */
    List<String> forget() throws IOException {
        List<String> forgotten = new ArrayList<>();
        for (String pid : FORGOTTEN) {
            for (Configuration configuration : find("(service.pid=" + pid + ")")) {
                configuration.delete();
                forgotten.add(pid);
            }
        }
        return forgotten;
    }

    /** The stores that were configured in another way, such as in the console. */
    List<String> others() throws IOException {
        List<String> others = new ArrayList<>();
        for (Configuration configuration :
                find("(|(service.factoryPid=" + ANTIDOTE + ")(service.factoryPid=" + FOLDER + "))")) {
            if (!FORGOTTEN.contains(configuration.getPid())) {
                others.add(configuration.getPid());
            }
        }
        return others;
    }

    /** Whether discovery takes a store by itself where there is none. */
    boolean takesStores() throws IOException {
        for (Configuration configuration : find("(service.pid=" + DISCOVERY + ")")) {
            return "auto".equals(configuration.getProperties().get("join"));
        }
        return false;
    }

    private List<Configuration> find(String filter) throws IOException {
        try {
            Configuration[] found = configurations.listConfigurations(filter);
            return found == null ? List.of() : List.of(found);
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException(filter + " is no filter", e);
        }
    }
}
