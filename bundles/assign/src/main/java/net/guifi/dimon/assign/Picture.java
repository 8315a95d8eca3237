// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.assign;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import net.guifi.dimon.api.assignment.AssignmentStatus;
import net.guifi.dimon.api.assignment.MonitorStatus;
import net.guifi.dimon.api.inventory.DeviceId;

/**
 * How everything stands after a step, for whoever asks. Immutable.
 *
 * @param shown what each monitor of the plan shows, by its place
 * @param own what this monitor watches
 */
record Picture(
        Plan plan,
        View view,
        List<Roster.Row> rows,
        List<BitSet> shown,
        int own,
        Coverage coverage,
        AssignmentStatus status) {
    static final Picture NONE = new Picture(
            Plan.NONE,
            View.NONE,
            List.of(),
            List.of(),
            0,
            Coverage.NONE,
            new AssignmentStatus(0, 0, 0, 0, 0, "", "", false, List.of("Nothing was worked out yet.")));

    /** The same plan with newer monitors, while nothing can be worked out. */
    Picture waiting(List<Roster.Row> newest, Optional<String> problem) {
        AssignmentStatus waits = new AssignmentStatus(
                status.devices(),
                status.redundancy(),
                status.below(),
                status.unwatched(),
                status.surplus(),
                status.policy(),
                status.view(),
                false,
                problem.stream().toList());
        return new Picture(plan, view, newest, shown, own, coverage, waits);
    }

    List<MonitorStatus> monitors() {
        return rows.stream()
                .map(row -> new MonitorStatus(
                        row.monitor(),
                        row.self(),
                        row.standing(),
                        row.self()
                                || row.view()
                                        .filter(each -> each.hash() == view.hash())
                                        .isPresent(),
                        row.self() ? own : row.shown().count(),
                        Optional.of(row.since())))
                .toList();
    }

    List<String> watchers(DeviceId device) {
        int target = plan.targets().indexOf(device);
        List<String> watchers = new ArrayList<>();
        if (target >= 0) {
            for (int rank = 0; rank < plan.size(target); rank++) {
                add(plan.at(target, rank), target, watchers);
            }
            for (int place = 0; place < shown.size(); place++) {
                if (plan.rank(target, place) < 0) {
                    add(place, target, watchers);
                }
            }
        }
        return watchers;
    }

    private void add(int place, int target, List<String> watchers) {
        if (shown.get(place).get(target)) {
            watchers.add(plan.monitors().get(place));
        }
    }

    List<DeviceId> below(int most) {
        return coverage.below().stream()
                .limit(most)
                .mapToObj(plan.targets()::id)
                .toList();
    }
}
