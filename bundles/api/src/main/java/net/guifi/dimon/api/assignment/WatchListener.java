// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.api.assignment;

import org.osgi.annotation.versioning.ConsumerType;

/** A whiteboard service that is told what this monitor watches, when it is registered and at each change. */
@ConsumerType
public interface WatchListener {
    /**
     * Follows a list from now on. Calls come one after another, in order, and must return soon. While no call comes,
     * the last list stays good: the assignment may be away for an update.
     *
     * @param watchList what this monitor watches from now on; {@link WatchList#since} tells the differences
     */
    void watch(WatchList watchList);
}
