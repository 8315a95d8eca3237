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
}
