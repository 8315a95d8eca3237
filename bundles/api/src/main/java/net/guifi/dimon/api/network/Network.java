// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.api.network;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** The network that this monitor belongs to. Nothing here waits for another machine. */
@ProviderType
public interface Network {
    /**
     * The id of the network: a fingerprint of the public key that signs its settings.
     *
     * @return 32 lower-case hexadecimal digits
     */
    String id();

    /**
     * The newest settings that have come here.
     *
     * @return settings whose signature was good, or the defaults
     */
    NetworkSettings settings();

    /**
     * Whether this monitor has the network's key and so may change its settings.
     *
     * @return true when it has
     */
    boolean isAdministrator();

    /**
     * Changes settings: signs the next version and lets it spread.
     *
     * @param changes new values by name; an empty one goes back to the default
     * @return the settings from now on
     * @throws IllegalStateException when this monitor does not have the network's key
     * @throws IllegalArgumentException when a name or a value has the wrong shape; the message names it
     */
    NetworkSettings change(Map<String, Optional<String>> changes);

    /**
     * The monitors that were heard of, this one first, then by id: those that belong to the network, and those that
     * wait for being admitted.
     *
     * @return an immutable list
     */
    List<Member> members();
}
