// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Filter;
import org.osgi.framework.FrameworkUtil;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

class StoreConfigurationsTest {
    private final Map<String, Dictionary<String, Object>> all = new LinkedHashMap<>();
    private final StoreConfigurations configurations = new StoreConfigurations(admin());

    /** Config Admin as far as it is used: configurations in memory, found by a filter. */
    private ConfigurationAdmin admin() {
        return (ConfigurationAdmin) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {ConfigurationAdmin.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "getConfiguration" -> configuration((String) arguments[0]);
                    case "getFactoryConfiguration" -> configuration(arguments[0] + "~" + arguments[1]);
                    case "listConfigurations" -> {
                        Filter filter = FrameworkUtil.createFilter((String) arguments[0]);
                        Configuration[] found = all.entrySet().stream()
                                .filter(each -> filter.match(withIds(each.getKey(), each.getValue())))
                                .map(each -> configuration(each.getKey()))
                                .toArray(Configuration[]::new);
                        yield found.length == 0 ? null : found;
                    }
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    private static Dictionary<String, Object> withIds(String pid, Dictionary<String, Object> properties) {
        Hashtable<String, Object> copy = new Hashtable<>(Map.of("service.pid", pid));
        properties.keys().asIterator().forEachRemaining(key -> copy.put(key, properties.get(key)));
        if (pid.contains("~")) {
            copy.put("service.factoryPid", pid.substring(0, pid.indexOf('~')));
        }
        return copy;
    }

    private Configuration configuration(String pid) {
        return (Configuration) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Configuration.class}, (proxy, method, arguments) -> {
                    switch (method.getName()) {
                        case "getProperties" -> {
                            return all.get(pid);
                        }
                        case "update" -> {
                            @SuppressWarnings("unchecked")
                            Dictionary<String, Object> properties = (Dictionary<String, Object>) arguments[0];
                            all.put(pid, properties);
                        }
                        case "delete" -> all.remove(pid);
                        default -> throw new UnsupportedOperationException(method.getName());
                    }
                    return null;
                });
    }

    @Test
    void aStoreIsTakenAndLeft() throws Exception {
        assertThat(configurations.taken()).isEmpty();
        configurations.leave();
        configurations.take(List.of("10.0.0.1:8087", "10.0.0.2:8087"), "2".repeat(32));
        assertThat(all).containsOnlyKeys("net.guifi.dimon.store-antidote~discovered");
        assertThat(configurations.taken()).containsExactly("10.0.0.1:8087", "10.0.0.2:8087");
        assertThat(configurations.takenFor()).contains("2".repeat(32));
        assertThat(configurations.others()).isFalse();
        configurations.leave();
        assertThat(all).isEmpty();
    }

    @Test
    void whatPeopleConfiguredIsSeenAndLeftAlone() throws Exception {
        configurations.take(List.of("10.0.0.1:8087"), "2".repeat(32));
        all.put("net.guifi.dimon.store-directory~x", new Hashtable<>());
        assertThat(configurations.others()).isTrue();
        all.clear();
        all.put("net.guifi.dimon.store-antidote~own", new Hashtable<>());
        assertThat(configurations.others()).isTrue();
        configurations.leave();
        assertThat(all).containsOnlyKeys("net.guifi.dimon.store-antidote~own");
    }

    @Test
    void oneSettingIsChangedAndTheOthersStay() throws Exception {
        all.put(
                DiscoveryComponent.PID,
                new Hashtable<>(Map.of("serfKey", "$[secret:serf]", "join", "auto", "announce", true)));
        configurations.set("announce", false);
        configurations.proposeOnly();
        assertThat(all.get(DiscoveryComponent.PID))
                .isEqualTo(new Hashtable<>(Map.of("serfKey", "$[secret:serf]", "join", "propose", "announce", false)));
    }
}
