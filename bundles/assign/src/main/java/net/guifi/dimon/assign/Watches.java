// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.assign;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import net.guifi.dimon.api.assignment.Watch;
import net.guifi.dimon.api.assignment.WatchList;
import net.guifi.dimon.api.inventory.Device;

/** How this monitor watches its devices: its place among the watchers, and whether it is the one that asks by SNMP. */
final class Watches {
    private final Plan plan;
    private final Team team;
    private final List<BitSet> shown;

    Watches(Plan plan, Weak weak, List<BitSet> shown) {
        this.plan = plan;
        this.team = new Team(plan, weak);
        this.shown = shown;
    }

    /**
     * The list for the probes.
     *
     * @param self this monitor's place; -1 when it does not count
     * @param devices what it watches
     * @param before how it watched until now
     */
    WatchList of(int self, BitSet devices, WatchList before) {
        List<Watch> watches = new ArrayList<>(devices.cardinality());
        for (int i = devices.nextSetBit(0); i >= 0; i = devices.nextSetBit(i + 1)) {
            Watch last = before.watches().get(plan.targets().id(i));
            Watch next = watch(self, i, last);
            watches.add(next.equals(last) ? last : next);
        }
        return new WatchList(watches);
    }

    private Watch watch(int self, int target, Watch last) {
        Device device = plan.targets().device(target);
        int rank = self < 0 ? -1 : plan.rank(target, self);
        team.of(target);
        boolean belongs = rank >= 0 && rank < team.size();
        boolean polled = belongs && team.asking() == rank || last != null && last.polled() && !isAskedByAnother(target);
        if (!belongs) {
            return last == null
                    ? new Watch(device, 0, 1, polled)
                    : new Watch(device, last.rank(), last.watchers(), polled);
        }
        int planned = plan.planned(target);
        // Those that join are between the others, and not at the same moment as one of them.
        return new Watch(device, rank, rank < planned ? planned : rank + 1, polled);
    }

    /** Until it is seen that another one watches the device that one does not ask it either. */
    private boolean isAskedByAnother(int target) {
        return team.size() > 0 && shown.get(team.place(team.asking())).get(target);
    }
}
