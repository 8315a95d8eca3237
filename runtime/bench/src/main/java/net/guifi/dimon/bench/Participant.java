// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.bench;

import java.util.BitSet;
import java.util.List;
import java.util.Set;
import net.guifi.dimon.api.inventory.Inventory;
import net.guifi.dimon.api.network.Network;
import net.guifi.dimon.api.store.ReplicatedStore;

/** What decides on one monitor what it watches. */
interface Participant {
    /** What those watch that decided nothing yet. */
    BitSet NOTHING = new BitSet();

    void inventory(Inventory inventory);

    /** Looks at what changed, and writes what comes of it. */
    void step(ReplicatedStore store, Network network);

    /** What the monitor watches, by the numbers of devices: the same object as before when nothing changed. */
    BitSet watched();

    /** The monitors whose processes are to be asked. */
    default List<String> toAsk() {
        return List.of();
    }

    default void answered(String id) {}

    default void unanswered(String id) {}

    /** The monitor is about to stop. */
    default void leave(ReplicatedStore store) {}

    /** The others that it takes for working. */
    Set<String> counted();

    /** What somebody who looks for a fault should know. */
    default String report() {
        return "";
    }
}
