// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.snmp;

import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.snmp4j.PDU;

/** A question on its way. */
final class Exchange {
    final Session session;
    final PDU pdu;
    final CompletableFuture<Answer> answer = new CompletableFuture<>();
    int id;
    int attemptsLeft;
    int restarts;
    /** Whether it goes out again because nothing came. */
    boolean isRetry;
    /** Whether it takes one of the places of questions under way. */
    boolean isOut;
    /** Its place in the queue: first by turn, then by number. */
    int turn;

    long number;
    long deadline;
    Instant sentAt = Instant.EPOCH;
    long sentNanos;
    /** What was odd about what came instead of an answer. */
    String oddity;
    /** Whether the oddity came from whom was asked. */
    boolean cameFromDevice;

    Exchange(Session session, PDU pdu, int attempts) {
        this.session = session;
        this.pdu = pdu;
        attemptsLeft = attempts;
    }

    /** Whether it most likely waits in vain. */
    boolean isDoubtful() {
        return turn >= 0;
    }

    void note(String what, boolean fromDevice) {
        if (oddity == null || fromDevice) {
            oddity = what;
            cameFromDevice |= fromDevice;
        }
    }
}
