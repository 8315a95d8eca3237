// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.api.update;

/** A change of bundles was refused or taken back; the message tells a person why. */
public final class UpdateException extends Exception {
    private static final long serialVersionUID = 1;

    /**
     * Says why.
     *
     * @param message sentences for a person
     */
    public UpdateException(String message) {
        super(message);
    }

    /**
     * Says why.
     *
     * @param message sentences for a person
     * @param cause what lies beneath
     */
    public UpdateException(String message, Throwable cause) {
        super(message, cause);
    }
}
