// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storeembedded;

import java.util.Set;
import net.guifi.dimon.api.network.NetworkSettings;
import net.guifi.dimon.api.network.SettingsRule;
import org.osgi.service.component.annotations.Component;

/** Tells which settings the store understands. */
@Component(name = StoreComponent.PID + ".rule")
public final class StoreRule implements SettingsRule {
    @Override
    public Set<String> names() {
        return Set.of(
                NetworkSettings.ADMISSION,
                NetworkSettings.ADMITTED,
                NetworkSettings.HEARTBEAT,
                NetworkSettings.GENERATION);
    }

    @Override
    public void check(NetworkSettings settings) {
        NetworkRules.check(settings);
    }
}
