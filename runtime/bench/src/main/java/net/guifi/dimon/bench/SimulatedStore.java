// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.bench;

import java.time.Duration;
import net.guifi.dimon.api.network.Network;
import net.guifi.dimon.api.store.ReplicatedStore;

/** The store of one monitor on virtual time. */
interface SimulatedStore {
    String owner();

    /** Begins with what the disk holds. */
    void start();

    /** Ends as after a crash. */
    void stop();

    /** Loses the disk, while it is stopped; the key stays. */
    void loseDisk();

    ReplicatedStore store();

    Network network();

    int links();

    /** Lets a link exchange what is to be exchanged, and says how long to wait until the next time. */
    Duration round(int link);
}
