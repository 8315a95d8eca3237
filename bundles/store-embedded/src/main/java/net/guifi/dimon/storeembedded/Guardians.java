// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storeembedded;

import java.util.Collection;

/** Who stands by for whom: the monitors in the rendezvous order of what they stand by for. */
final class Guardians {
    /** How many keep a copy of everything that a monitor owns. */
    static final int COUNT = 2;

    private static final int DIGITS = 16;
    private static final int HEXADECIMAL = 16;

    private Guardians() {}

    /**
     * The place of a monitor in the order that belongs to an id, from 0.
     *
     * @param id what is stood by for: the id of a monitor, which is left out itself, or of a network
     */
    static int place(String id, String monitor, Collection<String> monitors) {
        long score = score(id, monitor);
        int place = 0;
        for (String other : monitors) {
            if (!other.equals(id) && !other.equals(monitor)) {
                int order = Long.compareUnsigned(score(id, other), score);
                if (order < 0 || order == 0 && other.compareTo(monitor) < 0) {
                    place++;
                }
            }
        }
        return place;
    }

    static boolean includes(String owner, String monitor, Collection<String> monitors) {
        return !owner.equals(monitor) && place(owner, monitor, monitors) < COUNT;
    }

    /** Ids are digests already: mixing two of them (the finalizer of SplitMix64) is enough, and cheap. */
    static long score(String id, String monitor) {
        long mixed = head(id) + Long.rotateLeft(head(monitor), 32) * 0x9e3779b97f4a7c15L;
        mixed = (mixed ^ mixed >>> 30) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94d049bb133111ebL;
        return mixed ^ mixed >>> 31;
    }

    private static long head(String id) {
        return Long.parseUnsignedLong(id, 0, DIGITS, HEXADECIMAL);
    }
}
