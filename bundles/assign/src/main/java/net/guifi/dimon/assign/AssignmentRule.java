// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.assign;

import java.util.Set;
import net.guifi.dimon.api.network.NetworkSettings;
import net.guifi.dimon.api.network.SettingsRule;
import org.osgi.service.component.annotations.Component;

/** Checks policy and redundancy before they are signed. */
@Component(name = "net.guifi.dimon.assign.rule")
public final class AssignmentRule implements SettingsRule {
    @Override
    public Set<String> names() {
        return Set.of(
                NetworkSettings.POLICY,
                NetworkSettings.REDUNDANCY,
                NetworkSettings.REDUNDANCY_ZONES,
                NetworkSettings.REDUNDANCY_DEVICES);
    }

    @Override
    public void check(NetworkSettings settings) {
        RedundancyRules.check(settings);
    }
}
