// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.assign;

import java.net.URI;
import java.util.List;

/**
 * A monitor whose process this one asks whether it is alive.
 *
 * @param id the monitor
 * @param endpoints base addresses of its HTTP API
 */
record Neighbour(String id, List<URI> endpoints) {
    /** Takes an immutable copy of the list. */
    Neighbour {
        endpoints = List.copyOf(endpoints);
    }
}
