// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.snmp;

import java.util.List;
import java.util.Optional;
import net.guifi.dimon.api.description.SystemGroup;

/**
 * What a device was found to be.
 *
 * @param session how it answers
 * @param system its system group
 * @param ports its interfaces by index
 * @param problem what is wrong with what it tells, though it answers
 */
record Found(Session session, SystemGroup system, List<Port> ports, Optional<String> problem) {
    List<Port> measured() {
        return ports.stream().filter(port -> port.shown.measured()).toList();
    }
}
