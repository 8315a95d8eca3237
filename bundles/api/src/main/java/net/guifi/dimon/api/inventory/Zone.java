// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.api.inventory;

import java.util.Optional;

/**
 * A zone: an area of the network, within another zone.
 *
 * @param id id within its source
 * @param title what people call it
 * @param parent the zone it lies in; empty for the outermost
 */
public record Zone(String id, String title, Optional<Zone> parent) {}
