// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.assign;

import java.util.BitSet;
import java.util.List;

/**
 * Which monitors, by their places in a plan, cannot be counted on: for any device, since they are suspected or isolated;
 * or for some, which they have never reached while others do.
 *
 * @param monitors those that are for any device
 * @param unreached the devices of each
 */
record Weak(BitSet monitors, List<BitSet> unreached) {
    boolean is(int place, int target) {
        return monitors.get(place) || unreached.get(place).get(target);
    }
}
