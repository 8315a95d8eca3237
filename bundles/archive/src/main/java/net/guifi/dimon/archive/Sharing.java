// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.archive;

import java.util.List;
import java.util.Optional;
import net.guifi.dimon.api.description.Descriptions;
import net.guifi.dimon.api.inventory.Inventory;
import net.guifi.dimon.api.inventory.InventoryManager;
import net.guifi.dimon.api.network.Member;
import net.guifi.dimon.api.network.Network;
import net.guifi.dimon.api.store.ReplicatedStore;

/**
 * The services that summaries are shared with, as they are at one moment.
 *
 * @param store where they are shared
 * @param network whose monitors share them
 * @param inventory names the interfaces of devices
 * @param descriptions tells what these are called in series
 */
record Sharing(
        Optional<ReplicatedStore> store,
        Optional<Network> network,
        Optional<InventoryManager> inventory,
        Optional<Descriptions> descriptions) {
    static final Sharing NONE = new Sharing(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    boolean isClockSynchronised() {
        return network.stream()
                .flatMap(present -> present.members().stream())
                .anyMatch(member -> member.self() && member.clockSynchronised());
    }

    /** Ids of the other monitors that belong to the network. */
    List<String> others() {
        return network.stream()
                .flatMap(present -> present.members().stream())
                .filter(member -> member.admitted() && !member.self())
                .map(Member::id)
                .toList();
    }

    Uplinks uplinks() {
        return new Uplinks(inventory.map(InventoryManager::inventory).orElse(Inventory.empty()), descriptions);
    }
}
