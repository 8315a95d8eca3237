// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.inventory;

import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import net.guifi.dimon.api.network.Member;
import net.guifi.dimon.api.network.Network;
import net.guifi.dimon.api.store.ReplicatedStore;

/**
 * What this monitor knows of its network at one moment.
 *
 * @param store what is shared
 * @param network id of the network
 * @param self id of this monitor
 * @param members who belongs to the network
 * @param rank how many of those that are alive come before this monitor
 * @param alone whether there is nobody to share with
 * @param nanos monotonic time
 */
record View(
        ReplicatedStore store,
        String network,
        String self,
        SortedSet<String> members,
        int rank,
        boolean alone,
        long nanos) {
    /** Empty while the store is away, or changes. */
    static Optional<View> of(ReplicatedStore store, Network network, long nanos) {
        if (store == null || network == null || !network.id().equals(store.networkId())) {
            return Optional.empty();
        }
        String self = store.monitorId();
        SortedSet<String> members = new TreeSet<>();
        int rank = 0;
        for (Member member : network.members()) {
            if (member.admitted()) {
                members.add(member.id());
                rank += member.heard() && member.id().compareTo(self) < 0 ? 1 : 0;
            }
        }
        return Optional.of(new View(
                store,
                store.networkId(),
                self,
                members,
                rank,
                store.status().links().isEmpty(),
                nanos));
    }

    boolean isMember() {
        return members.contains(self);
    }
}
