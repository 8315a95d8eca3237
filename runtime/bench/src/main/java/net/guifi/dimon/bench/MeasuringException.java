// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.bench;

/** Nothing could be measured, or what was measured does not count; the message says why. */
final class MeasuringException extends Exception {
    private static final long serialVersionUID = 1;

    MeasuringException(String message) {
        super(message);
    }
}
