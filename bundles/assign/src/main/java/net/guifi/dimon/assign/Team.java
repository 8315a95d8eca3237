// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.assign;

/**
 * Who is to watch a device now: those that the plan gives it to, and for each of them that is weak the next in the
 * order, up to the most that are allowed. One object is used for one device after another.
 */
final class Team {
    private final Plan plan;
    private final Weak weak;
    private int target;
    private int size;

    Team(Plan plan, Weak weak) {
        this.plan = plan;
        this.weak = weak;
    }

    Team of(int device) {
        target = device;
        size = plan.planned(device);
        int missing = 0;
        for (int i = 0; i < size; i++) {
            missing += isStrong(i) ? 0 : 1;
        }
        int most = Math.min(plan.size(device), plan.targets().most(device));
        while (missing > 0 && size < most) {
            missing -= isStrong(size) ? 1 : 0;
            size++;
        }
        return this;
    }

    /** How many monitors: the first ones of the device's order. */
    int size() {
        return size;
    }

    int place(int rank) {
        return plan.at(target, rank);
    }

    boolean isStrong(int rank) {
        return !weak.is(plan.at(target, rank), target);
    }

    boolean contains(int place) {
        int rank = plan.rank(target, place);
        return rank >= 0 && rank < size;
    }

    /** The rank of who asks what only one should ask: the first that is not weak. */
    int asking() {
        for (int i = 0; i < size; i++) {
            if (isStrong(i)) {
                return i;
            }
        }
        return 0;
    }
}
