// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.assign;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.IntStream;
import net.guifi.dimon.api.assignment.AssignmentStatus;
import net.guifi.dimon.api.assignment.Monitor;
import net.guifi.dimon.api.assignment.MonitorStatus;
import net.guifi.dimon.api.assignment.Standing;
import org.apache.felix.hc.api.FormattingResultLog;
import org.apache.felix.hc.api.Result;
import org.junit.jupiter.api.Test;

class DiagnosisTest {
    private static List<MonitorStatus> monitors(Standing... standings) {
        return IntStream.range(0, standings.length)
                .mapToObj(i -> new MonitorStatus(
                        new Monitor(
                                "m" + i,
                                "name of m" + i,
                                1000,
                                Optional.empty(),
                                Optional.empty(),
                                List.of(),
                                new TreeSet<>()),
                        i == 0,
                        standings[i],
                        true,
                        0,
                        Optional.empty()))
                .toList();
    }

    private static AssignmentStatus status(int below, int unwatched, String... problems) {
        return new AssignmentStatus(268, 2, below, unwatched, 0, "balanced/1", "view", true, List.of(problems));
    }

    private static Result told(AssignmentStatus status, Standing... standings) {
        FormattingResultLog log = new FormattingResultLog();
        Diagnosis.tell(log, status, monitors(standings), 268);
        return new Result(log);
    }

    @Test
    void aMonitorAloneIsToldWhatAnotherOneIsGoodFor() {
        Result alone = told(status(268, 0), Standing.ALIVE);
        assertThat(alone.isOk()).isTrue();
        assertThat(alone).hasSize(1);
        assertThat(alone.toString())
                .contains("alone and watches all 268 devices", "each device gets 2:", "docs/network.md")
                .doesNotContain("fewer");
        assertThat(told(status(260, 0), Standing.ALIVE).toString()).contains("each device gets 2, or what is set");
    }

    @Test
    void whatNobodyWatchesIsWrongForAMonitorAloneToo() {
        Result lacking = told(status(268, 3), Standing.ALIVE);
        assertThat(lacking.getStatus()).isEqualTo(Result.Status.WARN);
        assertThat(lacking.toString()).contains("268 have fewer monitors than they should, 3 of them none");
    }

    @Test
    void whatIsWrongWithAMonitorAloneIsAWarning() {
        assertThat(told(status(268, 0, "The disk is full."), Standing.ALIVE).getStatus())
                .isEqualTo(Result.Status.WARN);
    }

    @Test
    void whoHadCompanyIsWarnedThatDevicesHaveTooFew() {
        for (Standing other : Standing.values()) {
            assertThat(told(status(268, 0), Standing.ALIVE, other).getStatus())
                    .as("%s", other)
                    .isEqualTo(Result.Status.WARN);
        }
    }

    @Test
    void oneOfThreeThatIsDeadIsNamedAfterTheOthersTookOver() {
        Result dead = told(status(0, 0), Standing.ALIVE, Standing.SILENT, Standing.ALIVE);
        assertThat(dead.getStatus()).isEqualTo(Result.Status.WARN);
        assertThat(dead.toString())
                .contains("Not heard any more: name of m1.", "dismiss m1", "none has fewer")
                .doesNotContain("name of m2");
        assertThat(told(status(0, 0), Standing.ALIVE, Standing.LEFT, Standing.WAITING)
                        .isOk())
                .isTrue();
    }

    @Test
    void whatWasNotWorkedOutYetIsNoFault() {
        Result early = told(status(0, 0, "Nothing was worked out yet."));
        assertThat(early.isOk()).isTrue();
        assertThat(early.toString()).contains("Nothing was worked out yet.");
    }
}
