// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.snmp;

import java.lang.reflect.Proxy;
import java.util.Map;

/** Configurations as Declarative Services would give them. */
final class Configs {
    private Configs() {}

    static SnmpProbe.Config probe(Map<String, Object> settings) {
        return of(SnmpProbe.Config.class, settings);
    }

    static CredentialsComponent.Config credentials(Map<String, Object> settings) {
        return of(CredentialsComponent.Config.class, settings);
    }

    static CredentialsComponent component(String name, Map<String, Object> settings) {
        return new CredentialsComponent(
                credentials(settings), Map.of("service.pid", CredentialsComponent.PID + "~" + name));
    }

    private static <C> C of(Class<C> type, Map<String, Object> settings) {
        settings.keySet().forEach(name -> {
            try {
                type.getDeclaredMethod(name);
            } catch (NoSuchMethodException e) {
                throw new AssertionError(e);
            }
        });
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (self, method, arguments) -> settings.getOrDefault(method.getName(), method.getDefaultValue())));
    }
}
