// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.assign;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import net.guifi.dimon.api.assignment.Standing;

/** What people should know of the assignment, in sentences. */
final class Problems {
    private Problems() {}

    static List<String> of(
            List<Roster.Row> rows,
            List<String> stragglers,
            Plan plan,
            Coverage coverage,
            Optional<String> policy,
            Optional<String> disk) {
        List<String> problems = new ArrayList<>();
        disk.ifPresent(problems::add);
        Standing self = rows.get(0).standing();
        if (self == Standing.WAITING) {
            problems.add("This monitor waits for being admitted to the network: it gets no devices until then.");
        } else if (self == Standing.ISOLATED) {
            problems.add(
                    "This monitor reaches next to nothing of its devices: others watch them too. Is its connection to the network broken?");
        } else if (self == Standing.SUSPECTED) {
            problems.add("Other monitors get no answer from this one over HTTP: they watch its devices too.");
        }
        named(rows, Standing.ISOLATED)
                .ifPresent(names -> problems.add(
                        "Reaching next to nothing of their devices: " + names + ". Others watch these too."));
        named(rows, Standing.SUSPECTED)
                .ifPresent(names -> problems.add(
                        "Not answering the monitors next to them: " + names + ". Others watch their devices too."));
        if (!stragglers.isEmpty()) {
            problems.add(
                    "Going by another plan than this one for half an hour or more: " + String.join(", ", stragglers)
                            + ". Until they agree nothing is let go. Do they have the same inventory, and the same release?");
        }
        policy.ifPresent(problems::add);
        // Who has never had company misses nobody: that is no trouble, and how many watch each device is told anyway.
        boolean single = rows.size() == 1 && coverage.unwatched() == 0;
        if (coverage.lacking() > 0 && !single) {
            problems.add(lacking(plan, coverage));
        }
        return problems;
    }

    private static Optional<String> named(List<Roster.Row> rows, Standing standing) {
        return Optional.of(rows.stream()
                        .filter(row -> !row.self() && row.standing() == standing)
                        .map(row -> row.monitor().name())
                        .collect(Collectors.joining(", ")))
                .filter(names -> !names.isEmpty());
    }

    private static String lacking(Plan plan, Coverage coverage) {
        Targets targets = plan.targets();
        int most = 0;
        int none = 0;
        for (int i = 0; i < targets.size(); i++) {
            most = Math.max(most, targets.least(i));
            none += plan.size(i) == 0 ? 1 : 0;
        }
        int monitors = plan.monitors().size();
        String missing =
                coverage.lacking() + " of " + targets.size() + " devices cannot have as many monitors as they should";
        if (none == 0 && monitors < most) {
            return missing + ": there " + (monitors == 1 ? "is 1 monitor" : "are " + monitors + " monitors")
                    + " for a redundancy of " + most + ". Admit more, or lower the redundancy.";
        }
        return missing + (none > 0 ? ", and " + none + " of them have none" : "")
                + ": the monitors have too little capacity. Admit more, or raise the capacity of some.";
    }
}
