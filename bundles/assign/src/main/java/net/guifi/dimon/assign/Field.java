// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.assign;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import net.guifi.dimon.api.assignment.Demand;
import net.guifi.dimon.api.assignment.Monitor;

/**
 * Monitors and devices as numbers, for the policies. Monitors are those that can watch something, in the order of their
 * ids; two of them on one node have the same number in {@link #nodes}.
 */
final class Field {
    final List<Monitor> monitors;
    final long[] monitorSeeds;
    final int[] capacities;
    final int[] nodes;
    final int nodeCount;
    final List<Demand> demands;
    final long[] deviceSeeds;
    /** How many monitors each device gets: less than it should where there is too little capacity. */
    final int[] wanted;

    final long total;

    Field(List<Monitor> all, List<Demand> demands) {
        this.monitors = all.stream()
                .filter(monitor -> monitor.capacity() > 0)
                .sorted(Comparator.comparing(Monitor::id))
                .toList();
        this.demands = demands;
        monitorSeeds =
                monitors.stream().mapToLong(monitor -> Draw.seed(monitor.id())).toArray();
        capacities = monitors.stream().mapToInt(Monitor::capacity).toArray();
        nodes = new int[monitors.size()];
        Map<String, Integer> known = new HashMap<>();
        int count = 0;
        for (int j = 0; j < nodes.length; j++) {
            int next = count;
            nodes[j] = monitors.get(j)
                    .node()
                    .map(node -> known.computeIfAbsent(node, name -> next))
                    .orElse(next);
            count += nodes[j] == next ? 1 : 0;
        }
        nodeCount = count;
        deviceSeeds = new long[demands.size()];
        for (int d = 0; d < deviceSeeds.length; d++) {
            deviceSeeds[d] = Draw.seed(demands.get(d).device().id());
        }
        wanted = wanted();
        total = Arrays.stream(wanted).asLongStream().sum();
    }

    /** How many monitors the device gets that wants most. */
    int most() {
        return Arrays.stream(wanted).max().orElse(0);
    }

    /** All monitors, as {@link Shares#of} takes them. */
    boolean[] all() {
        boolean[] all = new boolean[monitors.size()];
        Arrays.fill(all, true);
        return all;
    }

    int devices() {
        return deviceSeeds.length;
    }

    /** Every device gets one before any gets two; those who get the last ones are drawn by lot. */
    private int[] wanted() {
        long room = 0;
        for (int capacity : capacities) {
            room += Math.min(capacity, devices());
        }
        int most = 0;
        int[] capped = new int[devices()];
        for (int d = 0; d < capped.length; d++) {
            capped[d] = Math.min(demands.get(d).redundancy(), monitors.size());
            most = Math.max(most, capped[d]);
        }
        for (int level = 1; level <= most; level++) {
            int here = level;
            long[] asking = IntStream.range(0, capped.length)
                    .filter(d -> capped[d] >= here)
                    .mapToLong(d -> deviceSeeds[d])
                    .toArray();
            if (asking.length > room) {
                Arrays.sort(asking);
                for (int d = 0; d < capped.length; d++) {
                    boolean lucky = room > 0 && deviceSeeds[d] <= asking[(int) room - 1];
                    capped[d] = Math.min(capped[d], lucky ? level : level - 1);
                }
                return capped;
            }
            room -= asking.length;
        }
        return capped;
    }
}
