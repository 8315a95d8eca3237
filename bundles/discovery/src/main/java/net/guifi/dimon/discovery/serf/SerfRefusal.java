// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.discovery.serf;

import java.io.IOException;

/** The agent answered that it does not do what it was asked for. The connection goes on. */
public final class SerfRefusal extends IOException {
    private static final long serialVersionUID = 1;

    private static final int MAX_LENGTH = 200;

    SerfRefusal(String error) {
        super(error.substring(0, Math.min(error.length(), MAX_LENGTH)).replaceAll("\\p{Cntrl}", " "));
    }

    /** Whether it wants another key, or one at all. */
    public boolean isAboutKey() {
        return getMessage().startsWith("Authentication required")
                || getMessage().startsWith("Invalid authentication token");
    }
}
