// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.ping;

import java.util.Arrays;

/** Which slot is due next: a binary heap of primitives in which slots are also found by number. */
final class DueHeap {
    private static final int ABSENT = -1;

    private long[] due = new long[64];
    private int[] slots = new int[64];
    private int[] place = new int[0];
    private int size;

    boolean isEmpty() {
        return size == 0;
    }

    /** The slot that is due first. */
    int first() {
        return slots[0];
    }

    /** When the first slot is due. */
    long firstDue() {
        return due[0];
    }

    /** Adds a slot, or moves it to another time. */
    void put(int slot, long time) {
        if (slot >= place.length) {
            int before = place.length;
            place = Arrays.copyOf(place, Math.max(64, slot * 2));
            Arrays.fill(place, before, place.length, ABSENT);
        }
        int at = place[slot];
        if (at == ABSENT) {
            if (size == slots.length) {
                slots = Arrays.copyOf(slots, size * 2);
                due = Arrays.copyOf(due, size * 2);
            }
            rise(size++, slot, time);
        } else if (time < due[at]) {
            rise(at, slot, time);
        } else {
            sink(at, slot, time);
        }
    }

    /** Removes a slot; nothing happens when it is not there. */
    void remove(int slot) {
        if (slot >= place.length || place[slot] == ABSENT) {
            return;
        }
        int at = place[slot];
        place[slot] = ABSENT;
        size--;
        if (at < size) {
            int last = slots[size];
            long time = due[size];
            if (at > 0 && time < due[(at - 1) / 2]) {
                rise(at, last, time);
            } else {
                sink(at, last, time);
            }
        }
    }

    private void rise(int from, int slot, long time) {
        int at = from;
        while (at > 0 && time < due[(at - 1) / 2]) {
            set(at, slots[(at - 1) / 2], due[(at - 1) / 2]);
            at = (at - 1) / 2;
        }
        set(at, slot, time);
    }

    private void sink(int from, int slot, long time) {
        int at = from;
        while (true) {
            int child = 2 * at + 1;
            if (child >= size) {
                break;
            }
            if (child + 1 < size && due[child + 1] < due[child]) {
                child++;
            }
            if (due[child] >= time) {
                break;
            }
            set(at, slots[child], due[child]);
            at = child;
        }
        set(at, slot, time);
    }

    private void set(int at, int slot, long time) {
        slots[at] = slot;
        due[at] = time;
        place[slot] = at;
    }
}
