// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ReportTest {
    private static final Measurement ALONE = Measurement.of("first \"start\"", 1.23456, "s");
    private static final Measurement MET =
            Measurement.of("CPU", 0.5, "% of a core").beside("Prometheus", 20).atMost(1.5);
    private static final Measurement MISSED =
            Measurement.of("resident", 123_456, "kB").atMost(110_000);

    @Test
    void whatThereIsNotIsNullInJson() {
        assertThat(Report.json(List.of(ALONE, MET, MISSED)))
                .isEqualTo(
                        """
                        [
                          {"name":"first \\"start\\"","value":1.23,"unit":"s","peer":null,"peerValue":null,"ratio":null,"goal":null,"met":null},
                          {"name":"CPU","value":0.5,"unit":"% of a core","peer":"Prometheus","peerValue":20,"ratio":0.025,"goal":1.5,"met":true},
                          {"name":"resident","value":123000,"unit":"kB","peer":null,"peerValue":null,"ratio":null,"goal":110000,"met":false}
                        ]
                        """);
    }

    @Test
    void theTableTellsWhichGoalsAreMissed() {
        List<String> lines = Report.table(List.of(ALONE, MET, MISSED)).lines().toList();
        assertThat(lines).hasSize(4);
        assertThat(lines.get(1)).matches("first \"start\" +1\\.23 +s");
        assertThat(lines.get(2)).matches("CPU +0\\.5 +% of a core +Prometheus +20 +0\\.025 +≤ 1\\.5 +yes");
        assertThat(lines.get(3)).matches("resident +123000 +kB +≤ 110000 +NO");
        assertThat(lines.get(2).indexOf("% of")).isEqualTo(lines.get(0).indexOf("unit"));
    }

    @Test
    void aPeerThatTookNothingHasNoRatio() {
        assertThat(Measurement.of("CPU", 1, "s").beside("peer", 0).ratio()).isEmpty();
    }

    @Test
    void theGoalItselfIsMet() {
        assertThat(Measurement.of("CPU", 1.5, "s").atMost(1.5).isMet()).isTrue();
    }
}
