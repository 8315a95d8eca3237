// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.api.inventory;

import java.util.Optional;

/**
 * A node: a place, such as a roof or a mast, with devices.
 *
 * @param id id within its source
 * @param title what people call it
 * @param zone the zone it lies in
 * @param position where it stands, where that is known
 */
public record Node(String id, String title, Optional<Zone> zone, Optional<Position> position) {}
