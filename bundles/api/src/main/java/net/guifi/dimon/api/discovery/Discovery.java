// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.api.discovery;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** Announces this monitor, and finds others. Nothing here waits for another machine. */
@ProviderType
public interface Discovery {
    /**
     * The other monitors that are announced now.
     *
     * @return an immutable list of at most some hundreds: those of this monitor's own network first, then by name and id
     */
    List<Found> found();

    /**
     * The ways on which monitors announce and find each other.
     *
     * @return an immutable list, in an order that does not change
     */
    List<Channel> channels();

    /**
     * Whether this monitor is to be announced.
     *
     * @return what was last asked for, which outlives restarts; true at first
     */
    boolean isAnnounced();

    /**
     * Announces this monitor from now on, or takes it back.
     *
     * @param announced whether others shall find it
     * @throws IOException when it could not be written down, and so would not outlive a restart; nothing has changed
     */
    void announce(boolean announced) throws IOException;

    /**
     * The store that this monitor, which shares what it knows nowhere yet, could use: the nearest of its own network
     * that answers.
     *
     * @return empty for a monitor that has a store, and where none was found
     */
    Optional<Found> proposal();
}
