// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.coding;

import java.io.IOException;

/** Octets that came from elsewhere are not what they should be; the message says in what. */
public final class MalformedException extends IOException {
    private static final long serialVersionUID = 1;

    /**
     * Refuses them.
     *
     * @param message what is wrong, to follow on a name and a colon
     */
    public MalformedException(String message) {
        super(message);
    }

    /**
     * Refuses them because of something else.
     *
     * @param message what is wrong, to follow on a name and a colon
     * @param cause what was thrown
     */
    public MalformedException(String message, Throwable cause) {
        super(message, cause);
    }
}
