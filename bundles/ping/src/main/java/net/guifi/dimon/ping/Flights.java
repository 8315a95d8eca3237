// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.ping;

import java.util.Arrays;

/**
 * The requests whose outcome has not been handed on: a pool of primitives, linked by the order of sending (for
 * timeouts) and by target (so that outcomes leave in order).
 */
final class Flights {
    static final int NONE = -1;
    /** Bounds the memory: a million requests under way take 60 MB. */
    static final int LIMIT = 1 << 20;

    int[] slot;
    int[] count;
    long[] sentMonotonic;
    long[] sentWall;
    /** The kernel's stamp of sending, 0 while there is none. */
    long[] stamp;
    /** An ordinal of Outcome, or {@link #NONE} while under way. */
    byte[] outcome;

    long[] rtt;
    int[] nextOfTarget;
    private int[] generation;
    private int[] before;
    private int[] after;
    private int oldest = NONE;
    private int newest = NONE;
    private int free = NONE;
    private int used;
    private int underWay;

    Flights() {
        resize(256);
    }

    private void resize(int capacity) {
        boolean empty = slot == null;
        slot = empty ? new int[capacity] : Arrays.copyOf(slot, capacity);
        count = empty ? new int[capacity] : Arrays.copyOf(count, capacity);
        sentMonotonic = empty ? new long[capacity] : Arrays.copyOf(sentMonotonic, capacity);
        sentWall = empty ? new long[capacity] : Arrays.copyOf(sentWall, capacity);
        stamp = empty ? new long[capacity] : Arrays.copyOf(stamp, capacity);
        outcome = empty ? new byte[capacity] : Arrays.copyOf(outcome, capacity);
        rtt = empty ? new long[capacity] : Arrays.copyOf(rtt, capacity);
        nextOfTarget = empty ? new int[capacity] : Arrays.copyOf(nextOfTarget, capacity);
        generation = empty ? new int[capacity] : Arrays.copyOf(generation, capacity);
        before = empty ? new int[capacity] : Arrays.copyOf(before, capacity);
        after = empty ? new int[capacity] : Arrays.copyOf(after, capacity);
    }

    boolean isFull() {
        return free == NONE && used == LIMIT;
    }

    /** How many have no outcome yet. */
    int underWay() {
        return underWay;
    }

    /** The one under way for the longest time, or {@link #NONE}. */
    int oldest() {
        return oldest;
    }

    /** Starts one; must not be full. */
    int start(int ofSlot, int number, long monotonic, long wall) {
        int flight = free;
        if (flight == NONE) {
            if (used == slot.length) {
                resize(used * 2);
            }
            flight = used++;
        } else {
            free = after[flight];
        }
        slot[flight] = ofSlot;
        count[flight] = number;
        sentMonotonic[flight] = monotonic;
        sentWall[flight] = wall;
        stamp[flight] = 0;
        outcome[flight] = NONE;
        nextOfTarget[flight] = NONE;
        generation[flight]++;
        before[flight] = newest;
        after[flight] = NONE;
        if (newest == NONE) {
            oldest = flight;
        } else {
            after[newest] = flight;
        }
        newest = flight;
        underWay++;
        return flight;
    }

    /** Sets the outcome of one that is under way. */
    void land(int flight, int ending, long nanos) {
        outcome[flight] = (byte) ending;
        rtt[flight] = nanos;
        if (before[flight] == NONE) {
            oldest = after[flight];
        } else {
            after[before[flight]] = after[flight];
        }
        if (after[flight] == NONE) {
            newest = before[flight];
        } else {
            before[after[flight]] = before[flight];
        }
        underWay--;
    }

    /** Gives one back that has landed. */
    void release(int flight) {
        generation[flight]++;
        after[flight] = free;
        free = flight;
    }

    /** Names this use of the flight, now and never again. */
    long cookie(int flight) {
        return (long) generation[flight] << 32 | flight;
    }

    /** The flight that has the cookie and is under way, or {@link #NONE}. */
    int find(long cookie) {
        int flight = (int) cookie;
        boolean same = flight >= 0 && flight < used && generation[flight] == (int) (cookie >>> 32);
        return same && outcome[flight] == NONE ? flight : NONE;
    }
}
