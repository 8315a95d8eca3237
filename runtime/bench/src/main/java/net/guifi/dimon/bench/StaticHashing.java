// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.bench;

import java.util.BitSet;
import java.util.List;
import java.util.Set;
import net.guifi.dimon.api.inventory.DeviceId;
import net.guifi.dimon.api.inventory.Inventory;
import net.guifi.dimon.api.network.Member;
import net.guifi.dimon.api.network.Network;
import net.guifi.dimon.api.store.ReplicatedStore;

/** Baseline: the hash of a device modulo the number of monitors heard gives the first of its two monitors. Nobody waits for anybody. */
final class StaticHashing implements Participant {
    private static final int REDUNDANCY = 2;

    private final String self;
    private final DeviceNumbers devices;
    private BitSet wanted = NOTHING;
    private boolean changed;
    private List<String> heard = List.of();
    private BitSet watched = NOTHING;

    StaticHashing(String self, DeviceNumbers devices) {
        this.self = self;
        this.devices = devices;
    }

    @Override
    public void inventory(Inventory newest) {
        wanted = devices.monitored(newest);
        changed = true;
    }

    @Override
    public void step(ReplicatedStore store, Network network) {
        List<String> now = network.members().stream()
                .filter(member -> member.admitted() && member.heard())
                .map(Member::id)
                .sorted()
                .toList();
        if (!changed && now.equals(heard)) {
            return;
        }
        changed = false;
        heard = now;
        BitSet mine = new BitSet();
        int place = now.indexOf(self);
        if (place >= 0) {
            wanted.stream()
                    .filter(device ->
                            Math.floorMod(place - first(devices.id(device), now.size()), now.size()) < REDUNDANCY)
                    .forEach(mine::set);
        }
        watched = mine;
    }

    /** The place of the first of a device's monitors. */
    static int first(DeviceId device, int monitors) {
        int hash = device.hashCode();
        int mixed = (hash ^ hash >>> 16) * 0x45d9f3b;
        return Math.floorMod(mixed ^ mixed >>> 16, monitors);
    }

    @Override
    public BitSet watched() {
        return watched;
    }

    @Override
    public Set<String> counted() {
        return Set.copyOf(heard);
    }
}
