// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.archive;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import net.guifi.dimon.api.inventory.DeviceId;
import net.guifi.dimon.api.measurement.SeriesKey;

/** The newest samples, in memory, until they are sealed into a segment. Guarded by the lock of its owner. */
final class Head {
    private final Map<DeviceId, List<Block>> blocks = new HashMap<>();
    private int series;
    private long memory;

    /** The block of a series, which is made where there is none. */
    Block block(SeriesKey key) {
        List<Block> ofDevice = blocks.computeIfAbsent(key.device(), device -> new ArrayList<>(1));
        for (Block block : ofDevice) {
            if (block.series().equals(key)) {
                return block;
            }
        }
        Block block = new Block(key, series++);
        ofDevice.add(block);
        memory += block.memory();
        return block;
    }

    List<Block> blocks(DeviceId device) {
        return blocks.getOrDefault(device, List.of());
    }

    /** Adds to a block of this head. */
    void add(Block block, Row row) {
        int before = block.memory();
        block.add(row.millis(), row.outcome(), row.value());
        memory += block.memory() - before;
    }

    /** Memory that the samples hold. */
    long memory() {
        return memory;
    }

    /** The blocks that have samples. */
    Stream<Block> withSamples() {
        return blocks.values().stream().flatMap(List::stream).filter(block -> block.count() > 0);
    }

    /** The blocks that have samples, in the order in which they lie in a segment. */
    List<Block> inOrder() {
        return withSamples()
                .sorted(Comparator.comparingInt(
                        (Block block) -> Names.hash(block.series().device()) ^ Integer.MIN_VALUE))
                .toList();
    }
}
