// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.api.assignment;

import java.time.Instant;
import java.util.Optional;

/**
 * A monitor as this one sees it.
 *
 * @param monitor who
 * @param self whether it is this monitor itself
 * @param alive whether it counts as working
 * @param watches how many devices it watches
 * @param since since when it has been alive or not
 */
public record MonitorStatus(Monitor monitor, boolean self, boolean alive, int watches, Optional<Instant> since) {}
