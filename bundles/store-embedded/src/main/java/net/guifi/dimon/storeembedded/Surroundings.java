// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storeembedded;

import java.util.Set;
import net.guifi.dimon.api.network.NetworkSettings;

/** What the replica knows of the world around it, and whom it tells. */
interface Surroundings {
    /** The monotonic clock. */
    long nanos();

    /** A random number. */
    long random();

    /** Whether the clock of this machine is right. */
    boolean clockSynchronised();

    /**
     * Checks settings of the network before they are signed.
     *
     * @throws IllegalArgumentException when somebody who follows them cannot; the message names what is wrong
     */
    default void check(NetworkSettings settings) {}

    /** Another monitor was heard; of these entries there is news. */
    default void storeChanged(String owner, Set<String> names) {}

    /** The network has newer settings. */
    default void settingsChanged(NetworkSettings settings) {}

    /** This monitor's key is used by another one: it has to become somebody else. */
    void cloneFound();

    /** What is on the disk cannot be read any more. */
    void storeDamaged();
}
