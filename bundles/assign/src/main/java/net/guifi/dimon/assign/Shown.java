// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.assign;

import java.util.BitSet;

/**
 * The watch list that a monitor shows in the store.
 *
 * @param digest of its octets
 * @param count how many devices stand in it
 * @param targets what the places are of
 * @param devices those of them that are to be watched, by their places; not to be changed
 */
record Shown(long digest, int count, Targets targets, BitSet devices) {
    static final Shown NOTHING = new Shown(0, 0, Targets.NONE, new BitSet());
}
