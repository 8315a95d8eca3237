// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storeembedded;

import net.guifi.dimon.api.store.StoreException;

/** What is on the disk cannot be read any more. */
final class DamagedException extends StoreException {
    private static final long serialVersionUID = 1;

    DamagedException(String message, Throwable cause) {
        super(message, cause);
    }
}
