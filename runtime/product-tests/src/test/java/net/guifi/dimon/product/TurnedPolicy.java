// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.product;

import java.util.ArrayList;
import java.util.List;
import net.guifi.dimon.api.assignment.AssignmentPolicy;
import net.guifi.dimon.api.assignment.Demand;
import net.guifi.dimon.api.assignment.Monitor;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** A bundle with a policy of its own: the monitors take turns. */
public final class TurnedPolicy implements BundleActivator, AssignmentPolicy {
    static final String NAME = "turned";

    @Override
    public void start(BundleContext context) {
        context.registerService(AssignmentPolicy.class, this, null);
    }

    @Override
    public void stop(BundleContext context) {
        // The framework withdraws the service.
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<List<String>> assign(List<Monitor> monitors, List<Demand> demands) {
        List<List<String>> orders = new ArrayList<>();
        for (int device = 0; device < demands.size(); device++) {
            int places = Math.min(monitors.size(), demands.get(device).redundancy() + SPARES);
            List<String> order = new ArrayList<>();
            for (int place = 0; place < places; place++) {
                order.add(monitors.get((device + place) % monitors.size()).id());
            }
            orders.add(order);
        }
        return orders;
    }
}
