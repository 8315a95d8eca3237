// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.assign;

import java.util.BitSet;
import java.util.List;

/**
 * What this monitor is to watch. It watches at once what is its own. What is not, it lets go only when all to whom the
 * plan gives it, and those that stand in for the weak among them, show that they watch it under the same view: they will not let it go under that view, and come to no
 * other one without showing the list that it asks for.
 *
 * @param own what this monitor is to watch
 * @param held what it watches and others are to watch instead
 * @param free what of that it may let go
 */
record HandOver(BitSet own, BitSet held, BitSet free) {
    /**
     * Works it out.
     *
     * @param self this monitor's place; -1 when it does not count
     * @param watched what it watches
     * @param agreed what each monitor shows under the view of the plan; nothing, of those that show another view
     */
    static HandOver of(Plan plan, Weak weak, int self, BitSet watched, List<BitSet> agreed) {
        int devices = plan.targets().size();
        Team team = new Team(plan, weak);
        BitSet own = new BitSet(devices);
        if (self >= 0) {
            for (int i = 0; i < devices; i++) {
                if (plan.rank(i, self) >= 0 && team.of(i).contains(self)) {
                    own.set(i);
                }
            }
        }
        BitSet held = (BitSet) watched.clone();
        held.andNot(own);
        BitSet free = new BitSet();
        for (int i = held.nextSetBit(0); i >= 0; i = held.nextSetBit(i + 1)) {
            free.set(i, isTaken(team.of(i), self, i, agreed));
        }
        return new HandOver(own, held, free);
    }

    private static boolean isTaken(Team team, int self, int device, List<BitSet> agreed) {
        if (team.size() == 0) {
            // Capacity is wanting, and this monitor's was taken into account; or it was not, and others may know
            // nothing of it.
            return self >= 0;
        }
        for (int i = 0; i < team.size(); i++) {
            if (!agreed.get(team.place(i)).get(device)) {
                return false;
            }
        }
        return true;
    }
}
