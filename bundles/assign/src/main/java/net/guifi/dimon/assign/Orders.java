// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.assign;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.guifi.dimon.api.assignment.AssignmentPolicy;

/** What a policy returns: for each device who watches it, and who stands by. */
final class Orders {
    private static final int SHARED = 1 << 12;

    private final Field field;
    private final Filling filling;
    private final Preferences roomy;
    private final boolean[] hasRoom;
    private final char[] nextRoomy;
    private final double[] places = new double[Integer.SIZE];
    private final List<List<String>> shared = new ArrayList<>();

    private Orders(Field field, Preferences preferences, Filling filling) {
        this.field = field;
        this.filling = filling;
        hasRoom = new boolean[field.monitors.size()];
        int count = 0;
        for (int j = 0; j < hasRoom.length; j++) {
            hasRoom[j] = filling.load(j) < field.capacities[j];
            count += hasRoom[j] ? 1 : 0;
        }
        roomy = preferences.among(hasRoom);
        nextRoomy = new char[Math.min(count, Preferences.most(field))];
        for (int i = 0; i < SHARED; i++) {
            shared.add(List.of());
        }
    }

    static List<List<String>> of(Field field, Preferences preferences, Filling filling) {
        Orders orders = new Orders(field, preferences, filling);
        List<List<String>> all = new ArrayList<>(field.devices());
        for (int d = 0; d < field.devices(); d++) {
            all.add(orders.order(d));
        }
        return all;
    }

    private List<String> order(int device) {
        int[] watchers = filling.watchers(device);
        if (watchers.length == 0 || watchers.length < field.demands.get(device).redundancy()) {
            return share(watchers);
        }
        int[] order = Arrays.copyOf(watchers, watchers.length + AssignmentPolicy.SPARES);
        int count = standBy(order, watchers.length, filling.firsts(device), true);
        if (count < order.length && nextRoomy.length > 0) {
            roomy.first(device, nextRoomy, places);
            count = standBy(order, watchers.length, nextRoomy, true);
            count = standBy(order, count, nextRoomy, false);
        }
        return share(count == order.length ? order : Arrays.copyOf(order, count));
    }

    /** Adds those of the candidates that have room; only on nodes that are not in the order yet, where that is asked. */
    private int standBy(int[] order, int from, char[] candidates, boolean distinct) {
        int count = from;
        for (int i = 0; i < candidates.length && count < order.length; i++) {
            int candidate = candidates[i];
            boolean free = hasRoom[candidate];
            for (int k = 0; k < count && free; k++) {
                free = order[k] != candidate && (!distinct || field.nodes[order[k]] != field.nodes[candidate]);
            }
            if (free) {
                order[count++] = candidate;
            }
        }
        return count;
    }

    /** Equal lists are mostly the same one where monitors are few: there are many devices. */
    private List<String> share(int[] order) {
        int slot = Arrays.hashCode(order) & SHARED - 1;
        List<String> known = shared.get(slot);
        boolean same = known.size() == order.length;
        for (int i = 0; same && i < order.length; i++) {
            same = known.get(i).equals(field.monitors.get(order[i]).id());
        }
        if (!same) {
            String[] ids = new String[order.length];
            for (int i = 0; i < ids.length; i++) {
                ids[i] = field.monitors.get(order[i]).id();
            }
            known = List.of(ids);
            shared.set(slot, known);
        }
        return known;
    }
}
