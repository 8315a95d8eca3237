// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.inventory;

/** A source could not be imported. The message is for the operator: document, line where there is one, and reason. */
final class ImportException extends Exception {
    private static final long serialVersionUID = 1L;

    ImportException(String message) {
        super(message);
    }

    ImportException(String message, Throwable cause) {
        super(message, cause);
    }

    /** A reason found at a line of a document. */
    static ImportException at(String document, int line, String reason) {
        return new ImportException(document + ":" + line + ": " + reason);
    }
}
