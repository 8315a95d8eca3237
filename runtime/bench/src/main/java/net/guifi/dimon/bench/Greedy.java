// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.bench;

import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import net.guifi.dimon.api.assignment.Monitor;
import net.guifi.dimon.api.inventory.Inventory;
import net.guifi.dimon.api.network.Member;
import net.guifi.dimon.api.network.Network;
import net.guifi.dimon.api.store.ReplicatedStore;

/**
 * Baseline: each monitor looks at the lists that those show which are heard, takes devices of which it sees too few
 * watchers, and drops those of which it sees too many, in an order drawn anew each time. So that it is not worse than it
 * has to be it takes no more than 5 % over its fair share, unless a device has nobody.
 */
final class Greedy implements Participant {
    private static final int REDUNDANCY = 2;
    private static final String WATCH = "watch";
    private static final double MARGIN = 1.05;

    private final Monitor self;
    private final DeviceNumbers devices;
    private final GreedyLists lists;
    private final Random random;
    private final Map<String, BitSet> shown = new HashMap<>();
    private final BitSet own = new BitSet();
    /** Devices that enough others watch. */
    private final BitSet enough = new BitSet();

    private Set<String> heard = Set.of();
    private boolean news;
    private BitSet wanted = NOTHING;
    private int[] others = new int[0];
    private BitSet watched = NOTHING;

    Greedy(Monitor self, DeviceNumbers devices, GreedyLists lists, Random random) {
        this.self = self;
        this.devices = devices;
        this.lists = lists;
        this.random = random;
    }

    @Override
    public void inventory(Inventory newest) {
        wanted = devices.monitored(newest);
        others = Arrays.copyOf(others, devices.size());
        own.and(wanted);
        news = true;
    }

    @Override
    public void step(ReplicatedStore store, Network network) {
        Set<String> now = new HashSet<>();
        for (Member member : network.members()) {
            if (member.admitted() && member.heard() && !member.self()) {
                now.add(member.id());
            }
        }
        news |= !now.equals(heard);
        heard = now;
        List.copyOf(shown.keySet()).stream().filter(id -> !now.contains(id)).forEach(id -> show(id, NOTHING));
        now.forEach(id -> show(id, store.get(id, WATCH).map(lists::decode).orElse(NOTHING)));
        if (news && look(now.size() + 1)) {
            watched = (BitSet) own.clone();
            store.put(WATCH, lists.encode(watched));
        }
        news = false;
    }

    private void show(String id, BitSet list) {
        BitSet before = shown.put(id, list);
        if (before != list) {
            news = true;
            BitSet changed = (BitSet) list.clone();
            changed.xor(before == null ? NOTHING : before);
            changed.stream().forEach(device -> {
                others[device] += list.get(device) ? 1 : -1;
                enough.set(device, others[device] >= REDUNDANCY);
            });
        }
    }

    private boolean look(int monitors) {
        boolean changed = false;
        int share = (int) Math.ceil(MARGIN * REDUNDANCY * wanted.cardinality() / monitors);
        int load = own.cardinality();
        for (int device : candidates()) {
            if (own.get(device)) {
                own.clear(device);
                load--;
                changed = true;
            } else if (load < self.capacity() && (load < share || others[device] == 0)) {
                own.set(device);
                load++;
                changed = true;
            }
        }
        return changed;
    }

    /** What may be dropped or taken, in an order drawn anew. */
    private int[] candidates() {
        BitSet surplus = (BitSet) own.clone();
        surplus.and(enough);
        BitSet lacking = (BitSet) wanted.clone();
        lacking.andNot(own);
        lacking.andNot(enough);
        int[] order = IntStream.concat(surplus.stream(), lacking.stream()).toArray();
        for (int i = order.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int other = order[j];
            order[j] = order[i];
            order[i] = other;
        }
        return order;
    }

    @Override
    public BitSet watched() {
        return watched;
    }

    @Override
    public Set<String> counted() {
        return heard;
    }
}
