// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/**
 * What processes use while they work steadily.
 *
 * @param cpuPercent of one core
 * @param residentMegabytes the most that was seen
 */
record Load(double cpuPercent, double residentMegabytes) {
    private static final int LOOKS = 12;

    /** Measures the processes while a child of them works. */
    static Load over(Duration duration, Child child, Supplier<List<ProcessHandle>> processes)
            throws IOException, InterruptedException, MeasuringException {
        ProcessUsage before = ProcessUsage.of(processes.get());
        long began = System.nanoTime();
        ProcessUsage after = before;
        long resident = before.residentBytes();
        for (int i = 0; i < LOOKS; i++) {
            child.let(duration.dividedBy(LOOKS));
            after = ProcessUsage.of(processes.get());
            resident = Math.max(resident, after.residentBytes());
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        return new Load(100 * (after.cpuSeconds() - before.cpuSeconds()) / seconds, resident / 1e6);
    }
}
