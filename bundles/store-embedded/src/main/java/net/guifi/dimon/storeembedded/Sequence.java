// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storeembedded;

import java.util.Comparator;

/**
 * Orders what one monitor wrote.
 *
 * @param incarnation counts the times that it began anew without its store, from 1
 * @param counter counts its manifests since then, from 1
 */
record Sequence(long incarnation, long counter) implements Comparable<Sequence> {
    static final Sequence NONE = new Sequence(0, 0);
    private static final Comparator<Sequence> ORDER =
            Comparator.comparingLong(Sequence::incarnation).thenComparingLong(Sequence::counter);

    Sequence next() {
        return new Sequence(incarnation, counter + 1);
    }

    @Override
    public int compareTo(Sequence other) {
        return ORDER.compare(this, other);
    }

    boolean isAfter(Sequence other) {
        return compareTo(other) > 0;
    }

    @Override
    public String toString() {
        return incarnation + "." + counter;
    }
}
