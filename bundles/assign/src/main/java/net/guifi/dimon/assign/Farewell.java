// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.assign;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import net.guifi.dimon.api.store.ReplicatedStore;
import net.guifi.dimon.api.store.StoreStatus;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.SynchronousBundleListener;

/** Tells the other monitors when this one stops: when the whole framework does, and not a bundle for its update. */
final class Farewell implements SynchronousBundleListener {
    static final Duration LIMIT = Duration.ofSeconds(3);
    private static final Duration PAUSE = Duration.ofMillis(50);

    private final Runnable leave;

    Farewell(Runnable leave) {
        this.leave = leave;
    }

    @Override
    public void bundleChanged(BundleEvent event) {
        if (event.getType() == BundleEvent.STOPPING && event.getBundle().getBundleId() == 0) {
            leave.run();
        }
    }

    /**
     * Waits until what was written has gone out, where there is a way.
     *
     * @param end when that takes too long, of {@link System#nanoTime()}
     */
    static void await(ReplicatedStore store, long end) {
        while (System.nanoTime() - end < 0
                && store.status().links().stream()
                        .anyMatch(link -> link.trust() == StoreStatus.Trust.TRUSTED && link.waiting())) {
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }
}
