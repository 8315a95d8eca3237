// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.bench;

import java.util.BitSet;
import java.util.Map;
import java.util.WeakHashMap;

/** The lists of the greedy monitors: decoded once for all of them. */
final class GreedyLists {
    private final Map<byte[], BitSet> decoded = new WeakHashMap<>();

    byte[] encode(BitSet list) {
        byte[] bytes = list.toByteArray();
        decoded.put(bytes, list);
        return bytes;
    }

    BitSet decode(byte[] bytes) {
        return decoded.computeIfAbsent(bytes, BitSet::valueOf);
    }
}
