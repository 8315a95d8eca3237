// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.assign;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.guifi.dimon.api.assignment.AssignmentPolicy;
import net.guifi.dimon.api.assignment.Monitor;

/** Who should watch what: the monitors of each device, in order. Monitors and devices go by their places. Immutable. */
final class Plan {
    static final Plan NONE = new Plan(Targets.NONE, List.of(), List.of());

    private final Targets targets;
    private final List<String> monitors;
    private final Map<String, Integer> places = new HashMap<>();
    private final int[] from;
    private final int[] order;
    private final long digest;

    private Plan(Targets targets, List<String> monitors, List<List<String>> orders) {
        this.targets = targets;
        this.monitors = List.copyOf(monitors);
        for (String id : monitors) {
            places.put(id, places.size());
        }
        from = new int[targets.size() + 1];
        for (int i = 0; i < targets.size(); i++) {
            from[i + 1] = from[i] + orders.get(i).size();
        }
        order = new int[from[targets.size()]];
        long mixed = 0;
        for (int i = 0; i < targets.size(); i++) {
            int next = from[i];
            for (String id : orders.get(i)) {
                Integer place = places.get(id);
                if (place == null) {
                    throw new IllegalStateException("It names " + id + ", which is none of the monitors");
                }
                for (int k = from[i]; k < next; k++) {
                    if (order[k] == place) {
                        throw new IllegalStateException("It names " + id + " twice for one device");
                    }
                }
                order[next++] = place;
                mixed = Draw.of(mixed, place);
            }
            mixed = Draw.of(mixed, -next);
        }
        digest = mixed;
    }

    /**
     * Asks a policy.
     *
     * @param monitors those that count, by id
     * @throws RuntimeException when the policy fails, or answers with something else than a plan
     */
    static Plan of(AssignmentPolicy policy, List<Monitor> monitors, Targets targets) {
        List<List<String>> orders = policy.assign(monitors, targets.demands());
        if (orders.size() != targets.size()) {
            throw new IllegalStateException(
                    "It gives monitors to " + orders.size() + " devices instead of " + targets.size());
        }
        return new Plan(targets, monitors.stream().map(Monitor::id).toList(), orders);
    }

    Targets targets() {
        return targets;
    }

    /** Of all orders: what differs in any of them has another one. */
    long digest() {
        return digest;
    }

    /** The ids of the monitors, by their places. */
    List<String> monitors() {
        return monitors;
    }

    /** The place of a monitor; -1 for one that does not count. */
    int place(String id) {
        return places.getOrDefault(id, -1);
    }

    /** How many monitors a device's order has, those that stand by too. */
    int size(int target) {
        return from[target + 1] - from[target];
    }

    /** The monitor at a rank of a device's order. */
    int at(int target, int rank) {
        return order[from[target] + rank];
    }

    /** How many monitors are to watch a device. */
    int planned(int target) {
        return Math.min(targets.least(target), size(target));
    }

    /** The rank of a monitor in a device's order; -1 when it has none. */
    int rank(int target, int place) {
        for (int i = from[target]; i < from[target + 1]; i++) {
            if (order[i] == place) {
                return i - from[target];
            }
        }
        return -1;
    }
}
