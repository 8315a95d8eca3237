// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import net.guifi.dimon.api.assignment.AssignmentPolicy;
import net.guifi.dimon.api.assignment.Demand;
import net.guifi.dimon.api.assignment.Monitor;
import net.guifi.dimon.api.inventory.Inventory;

/**
 * A policy by itself: how long it takes, how even its plan is, and how many devices move when one monitor goes, or
 * comes back, of the least that must.
 *
 * @param millis processor time of one plan, the median of several
 * @param fullest the fullest monitor over its fair share of its capacity, rounded up
 * @param leaveMean moves over the least when one monitor leaves, on average over those that were tried
 * @param leaveMost the worst of these
 * @param joinMean the same when one monitor joins
 * @param joinMost the worst of these
 */
record PolicyFigures(
        double millis, double fullest, double leaveMean, double leaveMost, double joinMean, double joinMost) {
    private static final int REDUNDANCY = 2;
    private static final int WARM = 5;
    // In the steps in which a capacity counts.
    private static final double[] MIXED = {1, 1.4142, 2, 2.8284, 4};

    static List<Monitor> monitors(int count, int devices, boolean mixed) {
        Random random = new Random(count);
        int base = 3 * REDUNDANCY * devices / count + 1;
        List<Monitor> monitors = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String id = "%016x%016x".formatted(random.nextLong(), random.nextLong());
            int capacity = (int) (base * (mixed ? MIXED[i % MIXED.length] : 1));
            monitors.add(
                    new Monitor(id, "m" + i, capacity, Optional.empty(), Optional.empty(), List.of(), new TreeSet<>()));
        }
        monitors.sort((one, other) -> one.id().compareTo(other.id()));
        return monitors;
    }

    static List<Demand> demands(Inventory inventory) {
        return inventory.devices().values().stream()
                .map(device -> new Demand(device, REDUNDANCY))
                .toList();
    }

    /**
     * Tries a policy.
     *
     * @param tries how many of the monitors leave and come back, one at a time
     * @param timed how many plans are timed
     */
    static PolicyFigures of(
            AssignmentPolicy policy, List<Monitor> monitors, List<Demand> demands, int tries, int timed) {
        for (int i = 0; i < Math.min(WARM, timed); i++) {
            policy.assign(monitors, demands);
        }
        double[] millis = new double[timed];
        for (int i = 0; i < timed; i++) {
            List<Monitor> others = new ArrayList<>(monitors);
            others.remove(i * 7 % monitors.size());
            long began = CpuTime.nanos();
            policy.assign(others, demands);
            millis[i] = (CpuTime.nanos() - began) / 1e6;
        }
        List<List<String>> plan = policy.assign(monitors, demands);
        double[] leaves = new double[tries];
        double[] joins = new double[tries];
        for (int i = 0; i < tries; i++) {
            Monitor one = monitors.get((int) ((long) i * monitors.size() / tries));
            List<Monitor> others = new ArrayList<>(monitors);
            others.remove(one);
            List<List<String>> without = policy.assign(others, demands);
            long least = plan.stream()
                    .filter(order -> watchers(order).contains(one.id()))
                    .count();
            leaves[i] = (double) moves(plan, without) / least;
            joins[i] = (double) moves(without, plan) / least;
        }
        return new PolicyFigures(
                Median.of(millis),
                fullest(monitors, plan),
                Arrays.stream(leaves).average().orElse(0),
                Arrays.stream(leaves).max().orElse(0),
                Arrays.stream(joins).average().orElse(0),
                Arrays.stream(joins).max().orElse(0));
    }

    private static List<String> watchers(List<String> order) {
        return order.subList(0, Math.min(REDUNDANCY, order.size()));
    }

    private static long moves(List<List<String>> before, List<List<String>> after) {
        long moves = 0;
        for (int i = 0; i < before.size(); i++) {
            for (String watcher : watchers(after.get(i))) {
                moves += watchers(before.get(i)).contains(watcher) ? 0 : 1;
            }
        }
        return moves;
    }

    private static double fullest(List<Monitor> monitors, List<List<String>> plan) {
        Map<String, Integer> loads = new HashMap<>();
        plan.forEach(order -> watchers(order).forEach(id -> loads.merge(id, 1, Integer::sum)));
        double slots = loads.values().stream().mapToInt(Integer::intValue).sum();
        double capacity = monitors.stream().mapToDouble(Monitor::capacity).sum();
        return monitors.stream()
                .mapToDouble(monitor ->
                        loads.getOrDefault(monitor.id(), 0) / Math.ceil(slots * monitor.capacity() / capacity))
                .max()
                .orElse(0);
    }

    /** What {@link StaticHashing} does, as a policy. */
    static AssignmentPolicy staticHashing() {
        return new AssignmentPolicy() {
            @Override
            public String name() {
                return "static";
            }

            @Override
            public List<List<String>> assign(List<Monitor> monitors, List<Demand> demands) {
                List<List<String>> plan = new ArrayList<>(demands.size());
                for (Demand demand : demands) {
                    int first = StaticHashing.first(demand.device().id(), monitors.size());
                    List<String> order = new ArrayList<>(REDUNDANCY);
                    for (int i = 0; i < Math.min(REDUNDANCY, monitors.size()); i++) {
                        order.add(monitors.get((first + i) % monitors.size()).id());
                    }
                    plan.add(order);
                }
                return plan;
            }
        };
    }
}
