// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.assign;

import java.util.Collection;
import java.util.HexFormat;

/**
 * Names what a plan was worked out from, and which time that was. Monitors that show the same view have the same plan.
 * The epoch of a monitor grows each time that its view becomes another one, so none ever comes back to a view that it
 * left: who shows a device under a view has not let it go under a later one, however late the news of that is.
 *
 * @param hash of what the plan was worked out from
 * @param epoch counts the views, from 1
 */
record View(long hash, int epoch) {
    /** Nothing was worked out yet. */
    static final View NONE = new View(0, 0);

    /**
     * The view to go on by.
     *
     * @param next hash of what is to be planned from now on
     * @param counting whether other monitors rely on what this one shows
     * @param live the views of the others that count
     * @param known the views of all others that are admitted; what a newcomer says must not move anybody
     */
    View follow(long next, boolean counting, Collection<View> live, Collection<View> known) {
        int shown = live.stream()
                .filter(view -> view.hash == next)
                .mapToInt(View::epoch)
                .max()
                .orElse(0);
        if (shown > epoch || shown > 0 && !counting) {
            return new View(next, shown);
        }
        if (next == hash) {
            return this;
        }
        int last = known.stream().mapToInt(View::epoch).max().orElse(0);
        // At the end of the numbers it stays there: that would take all monitors two thousand million changes.
        return new View(next, Math.min(Math.max(last, epoch), Integer.MAX_VALUE - 1) + 1);
    }

    /** The same at all monitors that plan by the same. */
    String name() {
        return HexFormat.of().toHexDigits(hash);
    }
}
