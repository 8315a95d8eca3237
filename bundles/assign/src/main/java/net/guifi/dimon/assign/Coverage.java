// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.assign;

import java.util.BitSet;
import java.util.List;

/**
 * How the devices are watched, by what the monitors that count show.
 *
 * @param below the devices that have fewer than they should
 * @param unwatched how many of these have none
 * @param surplus how many devices have more than they should
 * @param lacking how many devices the plan gives fewer monitors than they should have
 * @param exact whether exactly those watch that should
 */
record Coverage(BitSet below, int unwatched, int surplus, int lacking, boolean exact) {
    static final Coverage NONE = new Coverage(new BitSet(), 0, 0, 0, false);

    /**
     * Counts.
     *
     * @param shown what each monitor shows, by its place; one that is weak for a device does not count there
     */
    static Coverage of(Plan plan, Weak weak, List<BitSet> shown) {
        int devices = plan.targets().size();
        int[] all = new int[devices];
        int[] strong = new int[devices];
        for (int place = 0; place < shown.size(); place++) {
            BitSet list = shown.get(place);
            for (int i = list.nextSetBit(0); i >= 0; i = list.nextSetBit(i + 1)) {
                all[i]++;
                strong[i] += weak.is(place, i) ? 0 : 1;
            }
        }
        Team team = new Team(plan, weak);
        BitSet below = new BitSet();
        int unwatched = 0;
        int surplus = 0;
        int lacking = 0;
        boolean exact = true;
        for (int i = 0; i < devices; i++) {
            int least = plan.targets().least(i);
            below.set(i, strong[i] < least);
            unwatched += strong[i] == 0 ? 1 : 0;
            surplus += all[i] > least ? 1 : 0;
            lacking += plan.size(i) < least ? 1 : 0;
            exact = exact && isExact(team.of(i), i, all[i], shown);
        }
        return new Coverage(below, unwatched, surplus, lacking, exact);
    }

    private static boolean isExact(Team team, int device, int watchers, List<BitSet> shown) {
        boolean exact = watchers == team.size();
        for (int i = 0; i < team.size() && exact; i++) {
            exact = shown.get(team.place(i)).get(device);
        }
        return exact;
    }
}
