// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.api.assignment;

import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A whiteboard service that decides who watches what. It is a pure function: all monitors compute it for themselves
 * from the same input, and must come to the same result whatever their processor and release. So it knows no clock, no
 * chance and no history, and whoever changes what it comes to gives it another {@link #version}: a network goes over to
 * a version when all its monitors have it.
 */
@ConsumerType
public interface AssignmentPolicy {
    /** How many monitors a device's order has, at most, after those that watch it. */
    int SPARES = 2;

    /**
     * The name by which the network settings choose it.
     *
     * @return 1 to 40 of {@code a-z 0-9 -}
     */
    String name();

    /**
     * Which of the functions of this name it is.
     *
     * @return a number from 1
     */
    default int version() {
        return 1;
    }

    /**
     * Gives each device its monitors. Each device gets one before any gets two, where there is too little capacity.
     *
     * @param monitors the monitors that count, by id
     * @param demands the devices to be watched, by id
     * @return for each demand, in their order, the ids of its monitors: the first {@link Demand#redundancy} watch it, the
     *     next, at most {@link #SPARES}, stand by for them, the best first. Fewer than the redundancy, and none that stand
     *     by, where there are fewer or their capacity does not suffice
     */
    List<List<String>> assign(List<Monitor> monitors, List<Demand> demands);
}
