// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.api.assignment;

/** Whether a monitor counts. */
public enum Standing {
    /** It is heard. */
    ALIVE(true),
    /** It is heard in the store, but its process did not answer its neighbours: others watch its devices too. */
    SUSPECTED(true),
    /** It is heard, but reaches next to nothing: others watch its devices too. */
    ISOLATED(true),
    /** It was not heard for too long: others watch its devices. */
    SILENT(false),
    /** It said that it stops: others watch its devices. */
    LEFT(false),
    /** It has not been admitted to the network. */
    WAITING(false);

    private final boolean alive;

    Standing(boolean alive) {
        this.alive = alive;
    }

    /**
     * Whether devices are given to it.
     *
     * @return whether it counts as working
     */
    public boolean isAlive() {
        return alive;
    }
}
