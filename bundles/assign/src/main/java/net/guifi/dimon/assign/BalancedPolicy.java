// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.assign;

import java.util.List;
import net.guifi.dimon.api.assignment.AssignmentPolicy;
import net.guifi.dimon.api.assignment.Demand;
import net.guifi.dimon.api.assignment.Monitor;
import org.osgi.service.component.annotations.Component;

/**
 * Everybody watches in proportion to their capacity: the fullest monitor at most a twentieth above its share, and next
 * to nothing moves but what must when a monitor comes or goes.
 */
@Component(name = "net.guifi.dimon.assign.balanced")
public final class BalancedPolicy implements AssignmentPolicy {
    @Override
    public String name() {
        return "balanced";
    }

    @Override
    public List<List<String>> assign(List<Monitor> monitors, List<Demand> demands) {
        Field field = new Field(monitors, demands);
        double[] shares = Shares.of(field, field.all());
        Preferences preferences = Preferences.even(field, Luck.weights(field, shares));
        int[] bounds = Shares.bounds(field, shares, 105);
        return Orders.of(field, preferences, Filling.of(field, preferences, bounds));
    }
}
