// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.api.inventory;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A source of devices, and how its last import went.
 *
 * @param name its name, the first part of the ids of its devices
 * @param location the file, folder or URL it is read from, without any password
 * @param state how the last import went
 * @param message what an operator should know: counts, or file, line and reason of a failure
 * @param devices devices it contributes now
 * @param added devices that the last import brought, or that a waiting one would bring
 * @param removed devices that the last import took away, or that a waiting one would take away
 * @param changed devices that the last import changed, or that a waiting one would change
 * @param checked when it was last looked at
 * @param imported when its content last changed
 * @param took how long the last import took
 */
public record SourceStatus(
        String name,
        String location,
        State state,
        String message,
        int devices,
        int added,
        int removed,
        int changed,
        Optional<Instant> checked,
        Optional<Instant> imported,
        Duration took) {
    /** How an import went. */
    public enum State {
        /** Not looked at yet. */
        NEW,
        /** Taken over. */
        IMPORTED,
        /** The source had nothing new. */
        UNCHANGED,
        /** Over half of the devices would go: waits for a person to confirm or discard it. */
        WAITING,
        /** Not readable: the devices stand as they were before. */
        FAILED
    }
}
