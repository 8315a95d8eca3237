// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.discovery;

import java.net.InetAddress;
import java.time.Instant;

/**
 * That one way tells of a monitor at one address.
 *
 * @param announcement what is said, well formed and not believed
 * @param address a literal of the network, never a name that was looked up
 * @param channel the {@link Way#name}
 * @param seen when it was told last
 */
record Sighting(Announcement announcement, InetAddress address, String channel, Instant seen) {}
