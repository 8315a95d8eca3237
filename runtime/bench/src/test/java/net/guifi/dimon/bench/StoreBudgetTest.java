// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreBudgetTest {
    @TempDir
    Path temporary;

    @Test
    void theBudgetIsKept() throws Exception {
        List<Measurement> measurements = new StoreBudget().run(new Workplace(Path.of("unused"), temporary, System.out));
        assertThat(measurements).filteredOn(each -> each.goal().isPresent()).isNotEmpty();
        assertThat(measurements).allMatch(Measurement::isMet);
        // A day has 1,440 heartbeats, and 96 slots are shared in it.
        assertThat(measurements)
                .filteredOn(each -> each.unit().equals("updates"))
                .singleElement()
                .satisfies(each -> assertThat(each.value()).isBetween(1_400.0, 1_600.0));
    }
}
