// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.bench;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.guifi.dimon.api.assignment.Monitor;
import net.guifi.dimon.api.inventory.Device;
import net.guifi.dimon.api.inventory.DeviceId;
import net.guifi.dimon.api.inventory.Inventory;
import net.guifi.dimon.api.network.Member;
import net.guifi.dimon.api.network.Network;
import net.guifi.dimon.api.store.ReplicatedStore;

/**
 * Baseline: each monitor looks at the lists that those show which are heard, takes devices of which it sees too few
 * watchers, and drops those of which it sees too many, in an order drawn
 * anew each time. So that it is not worse than it
 * has to be it takes no more than 5 % over its fair share, unless a device has nobody.
 */
final class Greedy implements Participant {
    private static final int REDUNDANCY = 2;
    private static final String WATCH = "watch";
    private static final double MARGIN = 1.05;
    private static final int[] NOTHING = {};

    private final Monitor self;
    private final GreedyLists lists;
    private final Random random;
    private final Map<String, int[]> shown = new HashMap<>();
    private final BitSet own = new BitSet();
    private Set<String> heard = Set.of();
    private boolean news;
    private Inventory inventory = Inventory.empty();
    private int[] devices = new int[0];
    private int[] others = new int[0];
    private Collection<DeviceId> watched = List.of();

    Greedy(Monitor self, GreedyLists lists, Random random) {
        this.self = self;
        this.lists = lists;
        this.random = random;
    }

    @Override
    public void inventory(Inventory newest) {
        inventory = newest;
        devices = inventory.devices().values().stream()
                .filter(Device::monitored)
                .mapToInt(device -> lists.number(device.id()))
                .toArray();
        others = Arrays.copyOf(others, Math.max(others.length, lists.size()));
        BitSet wanted = new BitSet();
        Arrays.stream(devices).forEach(wanted::set);
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
            watched = own.stream().mapToObj(lists::id).toList();
            store.put(WATCH, lists.encode(own.stream().toArray()));
        }
        news = false;
    }

    private void show(String id, int[] list) {
        int[] before = shown.put(id, list);
        if (before != list) {
            news = true;
            for (int device : before == null ? NOTHING : before) {
                others[device]--;
            }
            for (int device : list) {
                others[device]++;
            }
        }
    }

    private boolean look(int monitors) {
        boolean changed = false;
        int[] order = devices.clone();
        for (int i = order.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int other = order[j];
            order[j] = order[i];
            order[i] = other;
        }
        int share = (int) Math.ceil(MARGIN * REDUNDANCY * devices.length / monitors);
        int load = own.cardinality();
        for (int device : order) {
            if (own.get(device) && others[device] >= REDUNDANCY) {
                own.clear(device);
                load--;
                changed = true;
            } else if (!own.get(device)
                    && others[device] < REDUNDANCY
                    && load < self.capacity()
                    && (load < share || others[device] == 0)) {
                own.set(device);
                load++;
                changed = true;
            }
        }
        return changed;
    }

    @Override
    public Collection<DeviceId> watched() {
        return watched;
    }

    @Override
    public Set<String> counted() {
        return heard;
    }
}
