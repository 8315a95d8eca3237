// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.api.store;

import java.util.Set;
import org.osgi.annotation.versioning.ConsumerType;

/** A whiteboard service that is told what came from other monitors. */
@ConsumerType
public interface StoreListener {
    /**
     * Entries of another monitor came, changed or went. Calls come one after another and must return soon.
     *
     * @param owner id of the monitor that owns them
     * @param names names of the entries that can be read anew; empty when only the note or the heartbeat changed
     */
    void storeChanged(String owner, Set<String> names);
}
