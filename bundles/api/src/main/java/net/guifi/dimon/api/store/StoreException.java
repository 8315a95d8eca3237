// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.api.store;

/** The store could not do what was asked. */
public class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /**
     * Tells what failed.
     *
     * @param message what could not be done, and why
     * @param cause what was thrown beneath
     */
    public StoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
