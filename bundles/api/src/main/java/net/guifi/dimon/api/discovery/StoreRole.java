// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.api.discovery;

/** Where a monitor shares what it knows, by its own word. */
public enum StoreRole {
    /** Nowhere yet: it has its embedded store alone. */
    NONE,
    /** In a store that another host runs. */
    USES,
    /** In a store on its own host, which others may use too. */
    OFFERS
}
