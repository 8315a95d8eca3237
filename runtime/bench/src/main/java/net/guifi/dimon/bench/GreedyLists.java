// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import net.guifi.dimon.api.inventory.DeviceId;

/** The lists of the greedy monitors: decoded once for all of them, and with numbers for devices. */
final class GreedyLists {
    private final Map<DeviceId, Integer> numbers = new HashMap<>();
    private final List<DeviceId> ids = new ArrayList<>();

    int number(DeviceId id) {
        return numbers.computeIfAbsent(id, each -> {
            ids.add(each);
            return ids.size() - 1;
        });
    }

    DeviceId id(int number) {
        return ids.get(number);
    }

    int size() {
        return ids.size();
    }

    private final Map<byte[], int[]> decoded = new WeakHashMap<>();

    byte[] encode(int[] list) {
        byte[] bytes = new byte[list.length * 4];
        for (int i = 0; i < list.length; i++) {
            for (int shift = 0; shift < 4; shift++) {
                bytes[4 * i + shift] = (byte) (list[i] >>> 8 * shift);
            }
        }
        decoded.put(bytes, list);
        return bytes;
    }

    int[] decode(byte[] bytes) {
        return decoded.computeIfAbsent(bytes, each -> {
            int[] list = new int[each.length / 4];
            Arrays.setAll(
                    list,
                    i -> each[4 * i] & 0xFF
                            | (each[4 * i + 1] & 0xFF) << 8
                            | (each[4 * i + 2] & 0xFF) << 16
                            | each[4 * i + 3] << 24);
            return list;
        });
    }
}
