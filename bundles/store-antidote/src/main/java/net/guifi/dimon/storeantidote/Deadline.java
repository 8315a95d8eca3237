// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storeantidote;

import java.net.SocketTimeoutException;
import java.time.Duration;

/** A moment of the monotonic clock until which something must be done. */
record Deadline(long nanos) {
    static Deadline in(Duration time) {
        return new Deadline(System.nanoTime() + time.toNanos());
    }

    /** The earlier of this one and one that begins now. */
    Deadline within(Duration time) {
        return new Deadline(System.nanoTime() + Math.min(time.toNanos(), left()));
    }

    long left() {
        return nanos - System.nanoTime();
    }

    /** At least one. */
    long leftMillis() throws SocketTimeoutException {
        long left = left();
        if (left <= 0) {
            throw new SocketTimeoutException("it did not answer in time");
        }
        return left / 1_000_000 + 1;
    }
}
