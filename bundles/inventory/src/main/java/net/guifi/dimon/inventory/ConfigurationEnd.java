// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.inventory;

import java.util.Optional;
import org.osgi.service.component.ComponentConstants;

/** Why a configuration counts no more. When the bundle stops, it still does: the inventory must not shrink bit by bit. */
enum ConfigurationEnd {
    /** Somebody deleted it. */
    DELETED,
    /** Somebody switched its component off. */
    DISABLED;

    /** Reads a reason of {@link ComponentConstants}; empty when nobody wanted the configuration to end. */
    static Optional<ConfigurationEnd> of(int reason) {
        return switch (reason) {
            case ComponentConstants.DEACTIVATION_REASON_CONFIGURATION_DELETED -> Optional.of(DELETED);
            case ComponentConstants.DEACTIVATION_REASON_DISABLED -> Optional.of(DISABLED);
            default -> Optional.empty();
        };
    }
}
