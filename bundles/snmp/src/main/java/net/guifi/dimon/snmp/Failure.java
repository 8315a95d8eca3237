// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.snmp;

import java.util.concurrent.CompletionException;
import net.guifi.dimon.api.measurement.Outcome;

/** Ends a chain of questions; the message is for a person. */
final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1;

    final Outcome outcome;
    /** Whether nothing at all came. */
    final boolean silent;

    Failure(Outcome outcome, String message) {
        this(outcome, message, false);
    }

    Failure(Outcome outcome, String message, boolean silent) {
        super(message, null, false, false);
        this.outcome = outcome;
        this.silent = silent;
    }

    /** What ended a chain; null when it was something unforeseen. */
    static Failure in(Throwable thrown) {
        Throwable cause =
                thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
        return cause instanceof Failure failure ? failure : null;
    }
}
