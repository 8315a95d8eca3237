// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.shell;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.LinkedHashMap;
import java.util.Map;
import org.osgi.framework.Filter;
import org.osgi.framework.FrameworkUtil;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** Config Admin in memory. */
final class FakeConfigurations {
    /** The properties of each configuration, by its PID. */
    final Map<String, Map<String, Object>> kept = new LinkedHashMap<>();

    boolean broken;

    FakeConfigurations with(String pid, String name, Object value) {
        kept.computeIfAbsent(pid, any -> new HashMap<>()).put(name, value);
        return this;
    }

    ConfigurationAdmin admin() {
        return (ConfigurationAdmin) Proxy.newProxyInstance(
                FakeConfigurations.class.getClassLoader(),
                new Class<?>[] {ConfigurationAdmin.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "getConfiguration" -> configuration(arguments[0].toString());
                    case "getFactoryConfiguration" -> configuration(arguments[0] + "~" + arguments[1]);
                    case "listConfigurations" -> list(FrameworkUtil.createFilter(arguments[0].toString()));
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    private Configuration[] list(Filter filter) {
        Configuration[] found = kept.keySet().stream()
                .filter(pid -> {
                    Hashtable<String, Object> identity = new Hashtable<>(Map.of("service.pid", pid));
                    if (pid.contains("~")) {
                        identity.put("service.factoryPid", pid.substring(0, pid.indexOf('~')));
                    }
                    return filter.match(identity);
                })
                .map(this::configuration)
                .toArray(Configuration[]::new);
        return found.length == 0 ? null : found;
    }

    private Configuration configuration(String pid) {
        return (Configuration) Proxy.newProxyInstance(
                FakeConfigurations.class.getClassLoader(),
                new Class<?>[] {Configuration.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "getPid" -> pid;
                    case "getProperties" -> kept.containsKey(pid) ? new Hashtable<>(kept.get(pid)) : null;
                    case "delete" -> kept.remove(pid);
                    case "update" -> update(pid, (Dictionary<?, ?>) arguments[0]);
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    private Object update(String pid, Dictionary<?, ?> properties) throws IOException {
        if (broken) {
            throw new IOException("the disk is full");
        }
        Map<String, Object> values = new HashMap<>();
        properties.keys().asIterator().forEachRemaining(key -> values.put(key.toString(), properties.get(key)));
        kept.put(pid, values);
        return null;
    }
}
