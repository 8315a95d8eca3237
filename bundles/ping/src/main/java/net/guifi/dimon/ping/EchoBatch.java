// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.ping;

/** Requests that go to the kernel together, in columns. */
final class EchoBatch {
    static final int CAPACITY = 64;

    final long[] high = new long[CAPACITY];
    final long[] low = new long[CAPACITY];
    final int[] scope = new int[CAPACITY];
    final short[] sequence = new short[CAPACITY];
    /** Slot and count, which name the request within the engine. */
    final long[] id = new long[CAPACITY];
    /** By which the kernel's stamps come back. */
    final long[] cookie = new long[CAPACITY];
    /** What the kernel said: 0, or an errno. */
    final int[] error = new int[CAPACITY];

    long nonce;
    int payload;
    int size;

    void add(Target target, int number, long id, long cookie) {
        high[size] = target.high;
        low[size] = target.low;
        scope[size] = target.scope;
        sequence[size] = (short) number;
        this.id[size] = id;
        this.cookie[size] = cookie;
        error[size] = 0;
        size++;
    }
}
