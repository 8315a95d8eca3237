// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.inventory;

import java.util.Locale;
import net.guifi.dimon.api.inventory.Status;

/** Reads the words that CNML 0.1 has for a status. */
final class Statuses {
    private Statuses() {}

    /** The status, whatever the case; {@link Status#UNKNOWN} for another word. */
    static Status parse(String word) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "planned" -> Status.PLANNED;
            case "reserved" -> Status.RESERVED;
            case "building" -> Status.BUILDING;
            case "testing" -> Status.TESTING;
            case "working" -> Status.WORKING;
            case "dropped" -> Status.DROPPED;
            case "inactive" -> Status.INACTIVE;
            default -> Status.UNKNOWN;
        };
    }
}
