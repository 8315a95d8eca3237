// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.api.network;

import org.osgi.annotation.versioning.ConsumerType;

/** A whiteboard service that is told the settings of the network, when it is registered and at each change. */
@ConsumerType
public interface NetworkListener {
    /**
     * Follows the settings from now on. Calls come one after another, in order, and must return soon.
     *
     * @param settings the newest
     */
    void settingsChanged(NetworkSettings settings);
}
