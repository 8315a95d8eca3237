// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.snmp;

/** Whether a device answers, as far as is known by now: all its sessions share it. */
final class Standing {
    private static final int AT_ONCE = -1;

    /** Whether a person waits. */
    final boolean urgent;

    private boolean answers;
    private int unanswered;

    Standing(boolean urgent) {
        this.urgent = urgent;
    }

    void answered() {
        answers = true;
        unanswered = 0;
    }

    void missed() {
        answers = false;
        unanswered++;
    }

    /** The lowest comes first: negative for who answers, then who was not asked yet, then the others in turn. */
    int turn() {
        return urgent || answers ? AT_ONCE : unanswered;
    }
}
