// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storeembedded;

/** Octets from the store are not what they should be. The message says what is wrong, and has no changing parts. */
final class MalformedException extends Exception {
    private static final long serialVersionUID = 1;

    MalformedException(String message) {
        super(message);
    }
}
