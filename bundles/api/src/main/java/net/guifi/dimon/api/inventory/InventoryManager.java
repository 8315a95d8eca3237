// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.api.inventory;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** Keeps the inventory: the union of its sources, each replaced as a whole by its own newer version. */
@ProviderType
public interface InventoryManager {
    /**
     * The inventory of this moment.
     *
     * @return a snapshot
     */
    Inventory inventory();

    /**
     * The sources and how their last imports went.
     *
     * @return one entry a source, by name
     */
    List<SourceStatus> sources();

    /**
     * Imports a source now, and returns when that is done.
     *
     * @param source name of a configured source
     * @return how it went; a failed import is told here too, and leaves the devices of the source as they were
     * @throws IllegalArgumentException when there is no such source; the message names those that there are
     */
    SourceStatus refresh(String source);

    /**
     * Takes over an import that waits because over half of the source's devices would go.
     *
     * @param source name of a configured source
     * @return how it went
     * @throws IllegalArgumentException when there is no such source, or nothing waits
     */
    SourceStatus confirm(String source);

    /**
     * Drops an import that waits.
     *
     * @param source name of a configured source
     * @return how the source stands now
     * @throws IllegalArgumentException when there is no such source, or nothing waits
     */
    SourceStatus discard(String source);

    /**
     * Adds a device by hand on all monitors, or changes the one that has the id.
     *
     * @param id its id within the source {@code manual}
     * @param title what people call it; empty for the id
     * @param addresses literal IPv4 and IPv6 addresses, the one to probe first
     * @param node title of the node it stands on; may be empty
     * @param zone title of the zone it lies in; may be empty
     * @return the device
     * @throws IllegalArgumentException when a value makes no sense; the message names it
     */
    Device add(String id, String title, List<String> addresses, String node, String zone);

    /**
     * Removes a device that was added by hand, on all monitors.
     *
     * @param id its id, with or without the source {@code manual}
     * @throws IllegalArgumentException when there is no such device; the message names those that there are
     */
    void remove(String id);
}
