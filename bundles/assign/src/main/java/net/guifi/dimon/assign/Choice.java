// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.assign;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import net.guifi.dimon.api.assignment.AssignmentPolicy;
import net.guifi.dimon.api.assignment.Monitor;

/**
 * The policy in effect: the newest version that all monitors have of the one that the settings name, else of the usual
 * one. A monitor that lacks it holds the change back, so that none plans by another one than the others.
 *
 * @param policy the policy; empty when there is none that all have, or it is not here
 * @param problem what people should know
 */
record Choice(Optional<AssignmentPolicy> policy, Optional<String> problem) {
    private static final String USUAL = "balanced";

    static String label(AssignmentPolicy policy) {
        return policy.name() + '/' + policy.version();
    }

    /**
     * Chooses.
     *
     * @param wanted the name in the settings
     * @param here the policies of this monitor
     * @param live the monitors that count
     */
    static Choice of(String wanted, Collection<AssignmentPolicy> here, List<Monitor> live) {
        List<AssignmentPolicy> newestFirst = here.stream()
                .sorted(Comparator.comparingInt(AssignmentPolicy::version).reversed())
                .toList();
        Optional<AssignmentPolicy> chosen = Stream.of(wanted, USUAL)
                .distinct()
                .flatMap(name ->
                        newestFirst.stream().filter(policy -> policy.name().equals(name)))
                .filter(policy ->
                        live.stream().allMatch(monitor -> monitor.policies().contains(label(policy))))
                .findFirst();
        // Who plans by another policy than the others shows another view: nothing is let go by it.
        Optional<AssignmentPolicy> used = chosen.or(() -> newestFirst.stream()
                .filter(policy -> policy.name().equals(USUAL))
                .findFirst());
        return new Choice(used, problem(wanted, used, newestFirst, live));
    }

    private static Optional<String> problem(
            String wanted, Optional<AssignmentPolicy> used, List<AssignmentPolicy> here, List<Monitor> live) {
        String meanwhile = used.map(policy -> "until then " + label(policy) + " decides")
                .orElse("until then everything stays as it is");
        Optional<String> newest = Stream.concat(
                        here.stream().map(Choice::label), live.stream().flatMap(monitor -> monitor.policies().stream()))
                .filter(label -> label.matches("\\Q" + wanted + "\\E/[0-9]{1,9}"))
                .max(Comparator.comparingInt(label -> Integer.parseInt(label.substring(label.lastIndexOf('/') + 1))));
        if (newest.isEmpty()) {
            return Optional.of("The network's settings name the policy \"" + wanted + "\", which no monitor has; "
                    + meanwhile + ".");
        }
        if (used.map(Choice::label).equals(newest)) {
            return Optional.empty();
        }
        TreeSet<String> lacking = new TreeSet<>();
        live.stream()
                .filter(monitor -> !monitor.policies().contains(newest.get()))
                .forEach(monitor -> lacking.add(monitor.name()));
        return Optional.of("The policy " + newest.get() + " waits for "
                + (lacking.isEmpty() ? "this monitor" : String.join(", ", lacking)) + " to have it; " + meanwhile
                + ". Update what is older.");
    }
}
