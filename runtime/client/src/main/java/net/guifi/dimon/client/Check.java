// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.client;

import java.util.Locale;

/** One thing that was looked at: what was found, and where that is not well, how to mend it. */
record Check(Verdict verdict, String name, String message) {
    enum Verdict {
        OK,
        WARN,
        CRITICAL
    }

    static Check ok(String name, String message) {
        return new Check(Verdict.OK, name, message);
    }

    static Check warn(String name, String message) {
        return new Check(Verdict.WARN, name, message);
    }

    static Check critical(String name, String message) {
        return new Check(Verdict.CRITICAL, name, message);
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%-8s  %s: %s", verdict, name, message);
    }
}
