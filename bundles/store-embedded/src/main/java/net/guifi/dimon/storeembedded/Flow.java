// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storeembedded;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The thread of a link. */
final class Flow {
    private static final Logger LOG = LoggerFactory.getLogger(Flow.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Replica replica;
    private final Link link;
    private final Thread thread;

    Flow(Replica replica, Link link) {
        this.replica = replica;
        this.link = link;
        this.thread = new Thread(this::run, "dimon-store-link");
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        try {
            while (!link.isClosed()) {
                link.await(link.round());
            }
        } catch (InterruptedException e) {
            LOG.warn("The flow to {} was interrupted: it ends", link.report().name());
            Thread.currentThread().interrupt();
        }
    }

    /** Ends the flow; a call of its adapter that is under way may outlast it. */
    void stop() {
        replica.detach(link);
        if (Thread.currentThread() == thread) {
            return;
        }
        try {
            // No interrupt: within the replica it would close the file.
            thread.join(PATIENCE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
