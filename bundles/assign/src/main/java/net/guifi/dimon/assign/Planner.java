// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.assign;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import net.guifi.dimon.api.assignment.AssignmentPolicy;
import net.guifi.dimon.api.assignment.Monitor;
import net.guifi.dimon.api.inventory.Inventory;
import net.guifi.dimon.api.network.NetworkSettings;

/** Keeps what was worked out last, until something changes that it depends on. */
final class Planner {
    private static final List<String> SETTINGS = List.of(
            NetworkSettings.POLICY,
            NetworkSettings.REDUNDANCY,
            NetworkSettings.REDUNDANCY_ZONES,
            NetworkSettings.REDUNDANCY_DEVICES);

    private SortedMap<String, String> settings = new TreeMap<>();
    private RedundancyRules rules = RedundancyRules.of(NetworkSettings.defaults());
    private Inventory inventory = Inventory.empty();
    private Targets targets = Targets.of(inventory, rules);
    private Optional<Basis> basis = Optional.empty();
    private Plan plan = Plan.NONE;
    private long hash;

    private record Basis(String policy, Targets targets, List<Monitor> monitors) {}

    Targets targets(Inventory newest, NetworkSettings network) {
        SortedMap<String, String> relevant = new TreeMap<>(network.values());
        relevant.keySet().retainAll(SETTINGS);
        if (!relevant.equals(settings) || newest != inventory) {
            settings = relevant;
            inventory = newest;
            rules = RedundancyRules.of(network);
            targets = Targets.of(inventory, rules);
        }
        return targets;
    }

    RedundancyRules rules() {
        return rules;
    }

    /**
     * Works out who should watch what.
     *
     * @param live the monitors that count, by id
     * @throws RuntimeException when the policy fails, or answers with something else than a plan
     */
    Plan plan(AssignmentPolicy policy, List<Monitor> live) {
        // What a policy is not given cannot make a difference: name and addresses stay out of the view.
        List<Monitor> monitors = live.stream()
                .map(each -> new Monitor(
                        each.id(), "", each.capacity(), each.zone(), each.node(), List.of(), new TreeSet<>()))
                .toList();
        Optional<Basis> next = Optional.of(new Basis(Choice.label(policy), targets, monitors));
        if (!next.equals(basis)) {
            plan = Plan.of(policy, monitors, targets);
            hash = hash(next.get(), plan.digest());
            basis = next;
        }
        return plan;
    }

    /**
     * Of all that the plan depends on, and of the plan: a policy that does not come to the same everywhere hands nothing
     * over.
     */
    long hash() {
        return hash;
    }

    private long hash(Basis of, long planned) {
        StringBuilder text = new StringBuilder();
        field(text, of.policy());
        field(text, Long.toHexString(planned));
        field(text, inventory.version());
        settings.forEach((name, value) -> {
            field(text, name);
            field(text, value);
        });
        for (Monitor monitor : of.monitors()) {
            field(text, monitor.id());
            field(text, Integer.toString(monitor.capacity()));
            field(text, monitor.zone().orElse(""));
            field(text, monitor.node().orElse(""));
        }
        return Digest.of(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** With its length: no two lists of fields look the same. */
    private static void field(StringBuilder text, String field) {
        text.append(field.length()).append(':').append(field);
    }
}
