// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storeembedded;

import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The thread of a link. */
final class Flow {
    private static final Logger LOG = LoggerFactory.getLogger(Flow.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Replica replica;
    private final Link link;
    private final Optional<Flow> before;
    private final Thread thread;

    /**
     * Starts a flow.
     *
     * @param before the flow that the same adapter had before: a call of it may still be under way, and calls must not
     *     meet
     */
    Flow(Replica replica, Link link, Optional<Flow> before) {
        this.replica = replica;
        this.link = link;
        this.before = before.filter(flow -> flow.thread.isAlive());
        this.thread = new Thread(this::run, "dimon-store-link");
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        try {
            if (before.isPresent()) {
                before.get().thread.join();
            }
            while (!link.isClosed()) {
                link.await(link.round());
            }
        } catch (InterruptedException e) {
            LOG.warn("The flow to {} was interrupted: it ends", link.report().name());
            Thread.currentThread().interrupt();
        }
    }

    /** Ends flows; a call of an adapter that is under way may outlast it. */
    static void stop(Collection<Flow> flows) {
        flows.forEach(flow -> flow.replica.detach(flow.link));
        long end = System.nanoTime() + PATIENCE.toNanos();
        try {
            for (Flow flow : flows) {
                long left = (end - System.nanoTime()) / 1_000_000;
                if (left > 0 && Thread.currentThread() != flow.thread) {
                    // No interrupt: within the replica it would close the file.
                    flow.thread.join(left);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
