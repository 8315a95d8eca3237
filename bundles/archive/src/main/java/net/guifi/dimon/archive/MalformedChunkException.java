// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.archive;

/** What came from another monitor is no chunk that can be read here. */
final class MalformedChunkException extends Exception {
    private static final long serialVersionUID = 1;

    MalformedChunkException(String message) {
        super(message);
    }

    MalformedChunkException(String message, Throwable cause) {
        super(message, cause);
    }
}
