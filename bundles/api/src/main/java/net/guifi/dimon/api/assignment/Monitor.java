// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.api.assignment;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * A monitor: one appliance that watches devices.
 *
 * @param id fingerprint of its public key
 * @param name what people call it
 * @param capacity how many devices it can watch
 * @param zone the zone it stands in, where that is known
 * @param endpoints base addresses of its HTTP API
 */
public record Monitor(String id, String name, int capacity, Optional<String> zone, List<URI> endpoints) {
    /** Takes an immutable copy of the list. */
    public Monitor {
        endpoints = List.copyOf(endpoints);
    }
}
