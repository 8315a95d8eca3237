// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.api.assignment;

import java.util.List;

/**
 * How the devices of the network are watched, by what the monitors show.
 *
 * @param devices how many devices are to be watched
 * @param redundancy how many monitors each should have, where nothing else is set for it
 * @param below how many devices have fewer than they should
 * @param unwatched how many of these have none
 * @param surplus how many devices have more than they should: a hand-over goes on, or a monitor does not count
 * @param policy name and version of the policy that decides, {@code name/version}
 * @param view names what the plan was worked out from; monitors of the same view have the same plan
 * @param settled whether all monitors that count have the same view and nothing is being handed over
 * @param problems what people should know, in sentences
 */
public record AssignmentStatus(
        int devices,
        int redundancy,
        int below,
        int unwatched,
        int surplus,
        String policy,
        String view,
        boolean settled,
        List<String> problems) {
    /** Takes an immutable copy of the list. */
    public AssignmentStatus {
        problems = List.copyOf(problems);
    }
}
