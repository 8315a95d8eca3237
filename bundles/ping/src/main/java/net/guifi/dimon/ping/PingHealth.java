// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.ping;

import org.apache.felix.hc.api.FormattingResultLog;
import org.apache.felix.hc.api.Result;

/** Says whether echo requests can be sent and answers be taken in, and how to mend it. */
final class PingHealth {
    /** What a reply, or a stamp of sending, takes of a receive buffer on a 64-bit kernel. */
    private static final long MESSAGE = 832;
    /** How long the receiver may be stopped (garbage collection, a busy board) without losing an answer: 1/4 s. */
    private static final long STOPS_PER_SECOND = 4;

    private final PingEngine engine;
    private long overflowBefore;

    PingHealth(PingEngine engine) {
        this.engine = engine;
    }

    synchronized Result check(boolean alive) {
        FormattingResultLog log = new FormattingResultLog();
        if (!alive) {
            log.critical("A thread of ping has ended: nothing is measured. Restart this bundle, and report what the log"
                    + " says of it.");
        }
        Settings settings = engine.settings();
        long total = 0;
        for (Family family : Family.ALL) {
            int targets = engine.targets(family);
            total += targets;
            IcmpSocket socket = engine.sockets().of(family);
            if (socket == null) {
                refused(log, family, targets);
            } else {
                log.info("{}: {} devices by a {} socket.", family.title, targets, socket.kind());
                if (!socket.stampsSending()) {
                    log.info("The kernel gives no time stamps of sending: round-trip times are less exact.");
                }
                buffer(log, family, perSecond(targets, settings), socket.receiveBuffer());
            }
        }
        if (perSecond(total, settings) > settings.pace()) {
            log.warn(
                    "{} devices a period of {} ms are more than the pace of {} packets a second lets through: raise"
                            + " the pace, or the period.",
                    total,
                    settings.period() / 1_000_000,
                    settings.pace());
        }
        long overflow = engine.counter(Counter.OVERFLOW);
        if (overflow > overflowBefore) {
            log.warn(
                    "{} answers were dropped since the last check: the receive buffer was full.",
                    overflow - overflowBefore);
        }
        overflowBefore = overflow;
        return new Result(log);
    }

    private static long perSecond(long targets, Settings settings) {
        return targets * 1_000_000_000L / settings.period();
    }

    private void refused(FormattingResultLog log, Family family, int targets) {
        String refusal = engine.sockets().refusal(family);
        if (refusal == null) {
            return;
        }
        if (targets > 0 || family == Family.IPV4) {
            log.critical("{} It is tried again every 10 s.", refusal);
        } else {
            log.info("{} No device needs it now.", refusal);
        }
    }

    private static void buffer(FormattingResultLog log, Family family, long perSecond, int granted) {
        long needed = perSecond * 2 * MESSAGE / STOPS_PER_SECOND;
        if (granted < needed) {
            log.warn(
                    "The {} receive buffer has {} bytes, and {} answers a second need {}: answers may get lost. Allow"
                            + " more by `sysctl -w net.core.rmem_max={}` (in a file of /etc/sysctl.d to keep it), and"
                            + " set receiveBuffer to no less.",
                    family.title,
                    granted,
                    perSecond,
                    needed,
                    // The kernel grants twice of what is asked, for its own use.
                    needed / 2);
        }
    }
}
