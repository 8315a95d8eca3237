// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storeembedded;

import com.sun.jna.Function;
import com.sun.jna.Memory;
import com.sun.jna.NativeLibrary;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether the kernel says that its clock is kept right by somebody (adjtimex(2)). */
final class KernelClock {
    private static final Logger LOG = LoggerFactory.getLogger(KernelClock.class);
    // Larger than struct timex on any architecture; all zero asks and changes nothing.
    private static final int TIMEX_OCTETS = 256;
    private static final int TIME_ERROR = 5;
    private static final Duration KEPT = Duration.ofSeconds(10);

    private final Function adjtimex;
    private boolean refused;
    private boolean synchronised;
    private long asked = System.nanoTime() - KEPT.toNanos();

    KernelClock() {
        Function found = null;
        try {
            found = NativeLibrary.getProcess().getFunction("adjtimex");
        } catch (UnsatisfiedLinkError e) {
            LOG.warn("This system does not tell whether its clock is right: {}", e.getMessage());
        }
        adjtimex = found;
    }

    /** As it was some seconds ago at most: everybody asks each second. */
    synchronized boolean isSynchronised() {
        long now = System.nanoTime();
        if (adjtimex != null && now - asked >= KEPT.toNanos()) {
            asked = now;
            synchronised = ask();
        }
        return synchronised;
    }

    private boolean ask() {
        try (Memory timex = new Memory(TIMEX_OCTETS)) {
            timex.clear();
            int state = adjtimex.invokeInt(new Object[] {timex});
            if (state < 0 && !refused) {
                refused = true;
                LOG.warn(
                        "This process may not ask whether the clock is right, so it counts as wrong, and summaries are not"
                                + " shared. Where systemd runs it: no ProtectClock, and SystemCallFilter with clock_adjtime;"
                                + " in a container: that call, as its host allows it.");
            }
            return state >= 0 && state != TIME_ERROR;
        }
    }
}
