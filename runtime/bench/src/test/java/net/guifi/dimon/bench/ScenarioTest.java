// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import net.guifi.dimon.bench.Scenario.Event;
import net.guifi.dimon.bench.Scenario.Size;
import net.guifi.dimon.bench.SimulatedNetwork.Approach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScenarioTest {
    private static final Size SMALL = new Size(6, 300, false, 1_000, true);

    @TempDir
    Path folder;

    @Test
    void onlyWhoStopsLeavesDevicesBelowTheirMinimum() throws Exception {
        Scenario.Result result = Scenario.run(Approach.COORDINATED, SMALL, true, folder);
        assertThat(result.violations()).isZero();
        assertThat(result.events().values()).allSatisfy(each -> {
            assertThat(each.letGo()).isZero();
            assertThat(each.still()).isTrue();
        });
        assertThat(result.events().get(Event.CRASH).below()).isPositive();
        assertThat(result.events().get(Event.JOIN).below()).isZero();
        assertThat(result.events().get(Event.CUT).below()).isZero();
        assertThat(result.events().get(Event.HEAL).below()).isZero();
    }

    @Test
    void clocksThatAreOffByDaysChangeNothing() throws Exception {
        assertThat(withoutTimes(Scenario.run(Approach.COORDINATED, SMALL, true, folder)))
                .isEqualTo(withoutTimes(Scenario.run(Approach.COORDINATED, SMALL, false, folder)));
    }

    /** Without what this machine took. */
    private static List<List<Double>> withoutTimes(Scenario.Result result) {
        return result.events().values().stream()
                .map(each -> List.of(each.covered(), each.converged(), each.below(), each.unwatched(), each.moves()))
                .toList();
    }

    @Test
    void theBaselinesLetDevicesGo() throws Exception {
        assertThat(Scenario.run(Approach.STATIC, SMALL, true, folder).violations())
                .isPositive();
        assertThat(Scenario.run(Approach.GREEDY, SMALL, true, folder).violations())
                .isPositive();
    }
}
