// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.update;

import java.util.function.BooleanSupplier;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.SynchronousBundleListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Notices what others do to the managed bundles: it does not outlive the next start. */
final class Tampering implements SynchronousBundleListener {
    private static final Logger LOG = LoggerFactory.getLogger(Tampering.class);

    private final State state;
    private final BooleanSupplier own;

    /**
     * Watches from now on.
     *
     * @param own whether the current thread changes bundles by right
     */
    Tampering(State state, BooleanSupplier own) {
        this.state = state;
        this.own = own;
    }

    @Override
    public void bundleChanged(BundleEvent event) {
        if (own.getAsBoolean() || !Managed.isManaged(event.getBundle())) {
            return;
        }
        String name = Managed.name(event.getBundle());
        String what =
                switch (event.getType()) {
                    case BundleEvent.UPDATED ->
                        "was updated to " + event.getBundle().getVersion();
                    case BundleEvent.UNINSTALLED -> "was uninstalled";
                    default -> "";
                };
        if (!what.isEmpty()) {
            String sentence = name + ' ' + what + " by other means than dimon update, dimon revert, the console's"
                    + " upload or the folder deploy: at the next start that is undone";
            LOG.warn("{}", sentence);
            state.tampered.put(name, sentence);
        }
    }
}
