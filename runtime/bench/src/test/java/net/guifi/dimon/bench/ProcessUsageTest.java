// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProcessUsageTest {
    private static final String STAT =
            "4242 (a (b) c) S 1 4242 4242 0 -1 4194560 9000 0 12 0 1234 566 7 8 20 0 42 0 100 2000000 25000";

    @Test
    void readsTicksAndResidentMemory() throws IOException {
        ProcessUsage usage = ProcessUsage.parse(STAT, "Name:\tjava\nVmHWM:\t  200000 kB\nVmRSS:\t  100000 kB\n");
        assertThat(usage.cpuSeconds()).isEqualTo(18);
        assertThat(usage.residentBytes()).isEqualTo(102_400_000);
    }

    @Test
    void aProcessThatHasEndedIsNoFigure() {
        assertThatThrownBy(() -> ProcessUsage.parse(STAT, "Name:\tjava\nState:\tZ (zombie)\n"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("VmRSS");
    }

    @Test
    void whatIsNoStatIsNamed() {
        assertThatThrownBy(() -> ProcessUsage.parse("4242 (java) S", "VmRSS:\t1 kB\n"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("4242 (java) S");
    }

    @Test
    void agreesWithTheKernelAboutThisProcess() throws IOException {
        ProcessUsage usage = ProcessUsage.of(List.of(ProcessHandle.current(), ProcessHandle.current()));
        assertThat(usage.cpuSeconds()).isPositive();
        assertThat(usage.residentBytes()).isGreaterThan(20_000_000);
    }
}
