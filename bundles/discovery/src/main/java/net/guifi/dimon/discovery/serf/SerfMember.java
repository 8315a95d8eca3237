// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.discovery.serf;

import java.net.InetAddress;
import java.util.Map;
import java.util.Optional;

/**
 * A member of a cluster of Serf, by the word of an agent. Each member chose its own name and tags.
 *
 * @param address as the cluster knows it
 * @param status {@code alive}, {@code leaving}, {@code left} or {@code failed}
 */
public record SerfMember(String name, Optional<InetAddress> address, String status, Map<String, String> tags) {
    /** Takes an immutable copy of the tags. */
    public SerfMember {
        tags = Map.copyOf(tags);
    }

    /** Whether the cluster reaches it. */
    public boolean alive() {
        return status.equals("alive");
    }
}
