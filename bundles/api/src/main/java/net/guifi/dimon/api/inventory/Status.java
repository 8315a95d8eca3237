// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.api.inventory;

/** Where a node, device or link stands in its life, as CNML 0.1 names it. */
public enum Status {
    /** On paper. */
    PLANNED,
    /** A place kept for it. */
    RESERVED,
    /** Being built. */
    BUILDING,
    /** In place, being tried. */
    TESTING,
    /** In service. */
    WORKING,
    /** Given up. */
    DROPPED,
    /** Out of service. */
    INACTIVE,
    /** The source says nothing, or a word that CNML does not have. */
    UNKNOWN;

    /**
     * Whether something of this status is expected to answer.
     *
     * @return true for {@link #TESTING} and {@link #WORKING}
     */
    public boolean isInService() {
        return this == TESTING || this == WORKING;
    }
}
