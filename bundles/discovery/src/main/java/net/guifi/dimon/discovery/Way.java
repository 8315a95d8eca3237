// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.discovery;

import java.util.Collection;
import java.util.Optional;
import net.guifi.dimon.api.discovery.Channel;

/** One way to be found and to find. Calls return within a few seconds; all but {@link #close} come from any thread. */
interface Way extends AutoCloseable {
    /** The {@link Channel#name}. */
    String name();

    /**
     * Says what is announced from now on, in place of what was. It is told again whether it has changed or not, so that
     * what failed can be tried anew.
     *
     * @param wanted empty to announce nothing; what others announce is read all the same
     */
    void announce(Optional<Announcement> wanted);

    /** Who is announced now, this monitor perhaps among them. What is gone or outdated is left out. */
    Collection<Sighting> sightings();

    Channel.State state();

    /** Whether this monitor is announced here now, as far as is known. */
    boolean announced();

    /** What is wrong and how to mend it, in sentences. */
    Optional<String> problem();

    /** How many entries were not taken because something about them was wrong. */
    long refused();

    /** Takes back what is announced and ends, within some seconds. */
    @Override
    void close();
}
