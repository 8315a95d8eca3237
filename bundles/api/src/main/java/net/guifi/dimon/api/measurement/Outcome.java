// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.api.measurement;

/** How one measurement ended. */
public enum Outcome {
    /** There is a value. */
    OK,
    /** The question went out, and no answer came in time. */
    TIMEOUT,
    /** The network said that the device cannot be reached. */
    UNREACHABLE,
    /** The device answered, but with something that is no value. */
    ERROR,
    /** This monitor could not ask: the outcome says nothing about the device. */
    NOT_SENT;

    /**
     * Whether this outcome counts as a loss.
     *
     * @return true for a question that went out, or would have, and brought no value
     */
    public boolean isLoss() {
        return this == TIMEOUT || this == UNREACHABLE || this == ERROR;
    }
}
