// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.api.network;

import java.util.Set;
import org.osgi.annotation.versioning.ConsumerType;

/** A whiteboard service of whoever follows a setting of the network: it checks a change before that is signed. */
@ConsumerType
public interface SettingsRule {
    /**
     * The settings that it understands.
     *
     * @return their names
     */
    Set<String> names();

    /**
     * Checks them.
     *
     * @param settings what the settings are to be
     * @throws IllegalArgumentException when one of its settings has the wrong shape; the message names it
     */
    void check(NetworkSettings settings);
}
