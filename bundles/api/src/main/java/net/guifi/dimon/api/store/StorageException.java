// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.api.store;

import java.io.IOException;

/** A storage engine did not do what was asked. Whether an update was done is not known then. */
public class StorageException extends IOException {
    private static final long serialVersionUID = 1;

    /**
     * Tells what failed.
     *
     * @param message which engine, what could not be done, and why
     * @param cause what was thrown beneath; may be null
     */
    public StorageException(String message, Throwable cause) {
        super(message, cause);
    }
}
