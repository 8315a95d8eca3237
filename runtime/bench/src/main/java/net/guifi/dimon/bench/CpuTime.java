// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/** What this thread took of a processor: others on the machine do not count. */
final class CpuTime {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private CpuTime() {}

    static long nanos() {
        return THREADS.getCurrentThreadCpuTime();
    }
}
