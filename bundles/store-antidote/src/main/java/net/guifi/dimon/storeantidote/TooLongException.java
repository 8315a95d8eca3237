// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storeantidote;

import net.guifi.dimon.api.store.StorageException;

/** An answer has more octets than are read. What was asked for must be asked for in smaller parts. */
final class TooLongException extends StorageException {
    private static final long serialVersionUID = 1;

    TooLongException(String message) {
        super(message, null);
    }
}
