// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class StoreBudgetTest {
    @Test
    void theBudgetIsKept() {
        List<Measurement> measurements =
                new StoreBudget().run(new Workplace(Path.of("unused"), Path.of("unused"), System.out));
        assertThat(measurements).filteredOn(each -> each.goal().isPresent()).isNotEmpty();
        assertThat(measurements).allMatch(Measurement::isMet);
    }
}
