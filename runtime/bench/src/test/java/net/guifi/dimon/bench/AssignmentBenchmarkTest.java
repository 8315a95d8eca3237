// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import net.guifi.dimon.bench.Scenario.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AssignmentBenchmarkTest {
    @Test
    void theSizesAskedForAreSimulated() throws Exception {
        assertThat(AssignmentBenchmark.sizes("20, 8,20"))
                .extracting(Size::monitors)
                .containsExactly(20, 8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "8,", "9", "8;20", "all"})
    void whatIsNoSizeIsNamed(String asked) {
        assertThatExceptionOfType(MeasuringException.class)
                .isThrownBy(() -> AssignmentBenchmark.sizes(asked))
                .withMessageContaining("-Dsizes=" + asked)
                .withMessageContaining("is no size")
                .withMessageContaining("8, 20, 50, 200");
    }
}
