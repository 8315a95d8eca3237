// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.inventory;

import java.time.Duration;
import java.util.Optional;
import net.guifi.dimon.api.inventory.SourceStatus;
import net.guifi.dimon.api.inventory.SourceStatus.State;

/** How a source stands of which another monitor's version counts. */
final class SharedStatus {
    private SharedStatus() {}

    /** Of a source that is imported here too. */
    static SourceStatus of(SourceStatus here, Optional<SharedSource.Origin> elsewhere) {
        if (elsewhere.isEmpty()) {
            return here;
        }
        Head head = elsewhere.get().head();
        String owner = elsewhere.get().owner();
        String message = head.removed()
                ? "monitor " + owner + " removed it from the network; it comes back when it changes here"
                : "the network has a newer version, of monitor " + owner + " (" + head.devices() + " devices)";
        return new SourceStatus(
                here.name(),
                here.location(),
                here.state(),
                here.message() + "; " + message,
                head.devices(),
                here.added(),
                here.removed(),
                here.changed(),
                here.checked(),
                here.imported(),
                here.took());
    }

    /** Of a source that is not imported here. */
    static SourceStatus of(String name, SharedSource.Origin elsewhere) {
        Head head = elsewhere.head();
        return new SourceStatus(
                name,
                head.location(),
                State.UNCHANGED,
                head.devices() + " devices, imported by monitor " + elsewhere.owner(),
                head.devices(),
                0,
                0,
                0,
                Optional.empty(),
                Optional.of(head.imported()),
                Duration.ZERO);
    }
}
