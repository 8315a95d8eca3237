// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.ping;

import java.util.Locale;

/**
 * What is counted, in the order in which it is shown. {@code SENT} = {@code RECEIVED} + {@code LOST} +
 * {@code UNREACHABLE} + {@code ABANDONED} + those still under way.
 */
enum Counter {
    /** Requests that the kernel took. */
    SENT,
    /** Answered in time. */
    RECEIVED,
    /** Not answered in time. */
    LOST,
    /** Ended by an ICMP error. */
    UNREACHABLE,
    /** Under way when their device was let go. */
    ABANDONED,
    /** Not sent, because this monitor has no route. */
    NO_ROUTE,
    /** Not sent, because this monitor could not. */
    NOT_SENT,
    /** Left out, because the sender was more than a period behind. */
    SKIPPED,
    /** Answers, or ICMP errors, that came after the timeout. */
    LATE,
    /** Answers that had come before. */
    DUPLICATE,
    /** Answers that are not to a question of ours, or not from whom was asked. */
    FOREIGN,
    /** Messages too short to be anything. */
    MALFORMED,
    /** Answers measured with a stamp of this process, because the kernel's was missing. */
    USER_STAMPED,
    /** Packets that the kernel dropped because the receive buffer was full. */
    OVERFLOW,
    /** Times a socket was opened. */
    OPENED,
    /** Samples dropped because there was no sink for too long. */
    DROPPED;

    /** The name for {@code counters()}: camel case. */
    String title() {
        StringBuilder title = new StringBuilder();
        for (String word : name().toLowerCase(Locale.ROOT).split("_")) {
            title.append(title.isEmpty() ? word : Character.toUpperCase(word.charAt(0)) + word.substring(1));
        }
        return title.toString();
    }
}
