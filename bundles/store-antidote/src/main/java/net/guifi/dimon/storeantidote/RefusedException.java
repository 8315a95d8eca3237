// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storeantidote;

import net.guifi.dimon.api.store.StorageException;

/** A server answered that it cannot do it: it is recovering, or one of the keys was used with another type. */
final class RefusedException extends StorageException {
    private static final long serialVersionUID = 1;

    RefusedException(String message) {
        super(message, null);
    }
}
