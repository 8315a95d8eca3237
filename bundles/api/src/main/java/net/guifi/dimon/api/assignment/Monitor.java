// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.api.assignment;

import java.net.URI;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A monitor: one appliance that watches devices. What it says of itself.
 *
 * @param id fingerprint of its public key
 * @param name what people call it
 * @param capacity how many devices it can watch; 0 for one that watches none
 * @param zone title or id of the zone it stands in, where that is known
 * @param node title or id of the node it stands on, where that is known: two monitors of one node fail together
 * @param endpoints base addresses of its HTTP API
 * @param policies the assignment policies it has, {@code name/version} each
 */
public record Monitor(
        String id,
        String name,
        int capacity,
        Optional<String> zone,
        Optional<String> node,
        List<URI> endpoints,
        SortedSet<String> policies) {
    /** Takes immutable copies. */
    public Monitor {
        endpoints = List.copyOf(endpoints);
        policies = Collections.unmodifiableSortedSet(new TreeSet<>(policies));
    }
}
