// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What a process and its children have used.
 *
 * @param cpuSeconds in user and in kernel mode, since they started
 * @param residentBytes now
 */
record ProcessUsage(double cpuSeconds, long residentBytes) {
    /** {@code USER_HZ}, which is 100 on every architecture that matters here. */
    private static final double TICKS_PER_SECOND = 100;

    private static final int FIELDS_UNTIL_STATE = 2;
    private static final int UTIME = 14;
    private static final int STIME = 15;

    static final ProcessUsage NONE = new ProcessUsage(0, 0);

    static ProcessUsage of(List<ProcessHandle> processes) throws IOException {
        ProcessUsage sum = NONE;
        for (ProcessHandle process : processes) {
            Path directory = Path.of("/proc", Long.toString(process.pid()));
            sum = sum.plus(
                    parse(Files.readString(directory.resolve("stat")), Files.readString(directory.resolve("status"))));
        }
        return sum;
    }

    /** Reads {@code /proc/PID/stat} and {@code /proc/PID/status}. */
    static ProcessUsage parse(String stat, String status) throws IOException {
        try {
            // The name, in parentheses, may have spaces and parentheses itself.
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            long ticks = Long.parseLong(fields[UTIME - FIELDS_UNTIL_STATE - 1])
                    + Long.parseLong(fields[STIME - FIELDS_UNTIL_STATE - 1]);
            return new ProcessUsage(ticks / TICKS_PER_SECOND, resident(status));
        } catch (IndexOutOfBoundsException | NumberFormatException e) {
            throw new IOException("/proc/PID/stat is not as expected: " + stat, e);
        }
    }

    private static long resident(String status) throws IOException {
        for (String line : status.split("\n")) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
            }
        }
        throw new IOException("/proc/PID/status has no VmRSS: the process has ended");
    }

    ProcessUsage plus(ProcessUsage other) {
        return new ProcessUsage(cpuSeconds + other.cpuSeconds, residentBytes + other.residentBytes);
    }
}
