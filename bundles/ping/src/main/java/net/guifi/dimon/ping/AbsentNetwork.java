// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.ping;

import java.io.IOException;
import java.util.concurrent.locks.LockSupport;

/** Stands in where the native functions cannot be had, and says why. */
final class AbsentNetwork implements IcmpNetwork {
    private final String reason;

    AbsentNetwork(String reason) {
        this.reason = reason;
    }

    @Override
    public IcmpSocket open(Family family, int receiveBuffer) throws IOException {
        throw new IOException(family.title + " devices cannot be pinged: " + reason);
    }

    @Override
    public void await(long nanos) {
        LockSupport.parkNanos(this, nanos);
    }

    @Override
    public void wake() {
        // Waits end by themselves within a second.
    }

    @Override
    public void close() {
        // There is nothing to close.
    }
}
