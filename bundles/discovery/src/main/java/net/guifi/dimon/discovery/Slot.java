// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.discovery;

import java.util.Optional;
import java.util.function.Function;

/**
 * A way that stays open for as long as what it was opened with stays the same. Used by one thread, but for {@link #get}.
 *
 * @param <K> what it is opened with
 * @param <W> the way
 */
final class Slot<K, W extends Way> {
    private final Function<K, W> open;
    private Optional<K> key = Optional.empty();
    private volatile Optional<W> way = Optional.empty();

    Slot(Function<K, W> open) {
        this.open = open;
    }

    /** Opens it, or closes it for good or for another, when something has changed. */
    Optional<W> use(Optional<K> wanted) {
        if (!wanted.equals(key)) {
            way.ifPresent(Way::close);
            way = wanted.map(open);
            key = wanted;
        }
        return way;
    }

    Optional<W> get() {
        return way;
    }
}
