// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.api.inventory;

import org.osgi.annotation.versioning.ConsumerType;

/** A whiteboard service that is told of each new inventory, and of the current one when it is registered. */
@ConsumerType
public interface InventoryListener {
    /**
     * Takes over an inventory. Calls come one after another, in order; an inventory may be skipped by a newer one.
     *
     * @param inventory the inventory from now on
     */
    void inventoryChanged(Inventory inventory);
}
