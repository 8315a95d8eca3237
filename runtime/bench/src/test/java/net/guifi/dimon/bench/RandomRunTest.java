// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import net.guifi.dimon.bench.SimulatedNetwork.Approach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RandomRunTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void nothingIsLetGoForgottenOrEverInMotion(long seed) {
        RandomRun.Result result = RandomRun.of(Approach.COORDINATED, seed, RandomRuns.isSigned(seed), folder);
        assertThat(result.violations()).as(result::report).isEmpty();
    }

    @Test
    void theSameSeedIsTheSameRun() {
        assertThat(RandomRun.of(Approach.STATIC, 4, true, folder.resolve("one")))
                .isEqualTo(RandomRun.of(Approach.STATIC, 4, true, folder.resolve("other")));
    }

    @Test
    void whatStaticHashingLetsGoIsFound() {
        RandomRun.Result result = RandomRun.of(Approach.STATIC, 1, false, folder);
        assertThat(result.violations()).anyMatch(violation -> violation.contains("let guifi:"));
    }
}
