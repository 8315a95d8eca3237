// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.assign;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import net.guifi.dimon.api.assignment.AssignmentPolicy;
import net.guifi.dimon.api.assignment.Demand;
import net.guifi.dimon.api.assignment.Monitor;
import org.osgi.service.component.annotations.Component;

/**
 * The fewest monitors watch, up to their capacity, and the rest stand by: the largest first. An idle monitor that comes
 * or goes moves nothing. Those that watch share by capacity, as with {@link BalancedPolicy}: when one of them goes, what
 * it watched moves, and as much again to the one that steps in.
 */
@Component(name = "net.guifi.dimon.assign.concentrated")
public final class ConcentratedPolicy implements AssignmentPolicy {
    @Override
    public String name() {
        return "concentrated";
    }

    @Override
    public List<List<String>> assign(List<Monitor> monitors, List<Demand> demands) {
        Field field = new Field(monitors, demands);
        boolean[] active = fewest(field);
        double[] weights = Luck.weights(field, Shares.of(field, active));
        int[] bounds = new int[weights.length];
        int[] tiers = new int[weights.length];
        for (int j = 0; j < weights.length; j++) {
            bounds[j] = active[j] ? field.capacities[j] : 0;
            tiers[j] = active[j] ? 0 : 1;
            weights[j] = active[j] ? weights[j] : Step.nearest(field.capacities[j]) / Integer.MAX_VALUE;
        }
        Preferences preferences = new Preferences(field, weights, new int[field.devices()], new int[][] {tiers});
        return Orders.of(field, preferences, Filling.of(field, preferences, bounds));
    }

    /** The largest that suffice: on different nodes, or, where there is no other way, on the same ones too. */
    private static boolean[] fewest(Field field) {
        int[] largestFirst = IntStream.range(0, field.monitors.size())
                .boxed()
                .sorted(Comparator.<Integer>comparingInt(j -> -field.capacities[j])
                        .thenComparingLong(j -> field.monitorSeeds[j]))
                .mapToInt(Integer::intValue)
                .toArray();
        boolean[] active = new boolean[largestFirst.length];
        long missing = field.total;
        int[] onNode = new int[field.nodeCount];
        int lackingNodes = Math.min(field.most(), field.nodeCount);
        for (int j : largestFirst) {
            int room = Math.min(field.capacities[j], field.devices() - onNode[field.nodes[j]]);
            if ((missing > 0 || lackingNodes > 0) && room > 0) {
                active[j] = true;
                missing -= room;
                lackingNodes -= onNode[field.nodes[j]] == 0 ? 1 : 0;
                onNode[field.nodes[j]] += room;
            }
        }
        for (int j : largestFirst) {
            if (missing > 0 && !active[j]) {
                active[j] = true;
                missing -= Math.min(field.capacities[j], field.devices());
            }
        }
        return active;
    }
}
