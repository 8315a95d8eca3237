// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.ping;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class DueHeapTest {
    @Property
    void givesTheSlotsInTheOrderOfTheirLastTimes(@ForAll @Size(max = 400) List<@IntRange(max = 99_999) Integer> steps) {
        DueHeap heap = new DueHeap();
        Map<Integer, Long> model = new HashMap<>();
        for (int step : steps) {
            int slot = step % 150;
            if (step % 4 == 0) {
                heap.remove(slot);
                model.remove(slot);
            } else {
                heap.put(slot, step);
                model.put(slot, (long) step);
            }
            assertThat(heap.isEmpty()).isEqualTo(model.isEmpty());
        }
        long before = Long.MIN_VALUE;
        while (!heap.isEmpty()) {
            assertThat(heap.firstDue()).isGreaterThanOrEqualTo(before).isEqualTo(model.remove(heap.first()));
            before = heap.firstDue();
            heap.remove(heap.first());
        }
        assertThat(model).isEmpty();
    }
}
