// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.snmp;

import java.util.Locale;

/** What is counted, in the order in which it is shown. */
enum Counter {
    /** Datagrams that the kernel took, with those sent again. */
    SENT,
    /** Questions that were answered. */
    RECEIVED,
    /** Questions that were not answered in time, also when asked again. */
    TIMEOUTS,
    /** Datagrams sent again for want of an answer. */
    RETRIES,
    /** Answers to questions that were over. */
    LATE,
    /** Answers to no question of ours, or not from whom was asked. */
    UNMATCHED,
    /** Datagrams that are no SNMP message, or not authentic. */
    MALFORMED,
    /** Questions that were answered with an error. */
    ERRORS,
    /** Questions that this monitor could not send. */
    NOT_SENT,
    /** Polls left out, because the former one of the device was still under way. */
    SKIPPED,
    /** Walks of the interfaces of a device. */
    DISCOVERIES,
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
