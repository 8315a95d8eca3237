// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.shell;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import net.guifi.dimon.api.assignment.Assignments;
import net.guifi.dimon.api.assignment.MonitorStatus;

/** Monitors by what they call themselves, and by as much of their ids as tells them apart. */
final class Labels {
    private static final int SHORT_ID = 12;

    private final Map<String, MonitorStatus> described;

    Labels(Optional<Assignments> assignments) {
        described = Members.described(assignments);
    }

    String of(String id) {
        String name = Optional.ofNullable(described.get(id))
                .map(status -> status.monitor().name())
                .orElse("");
        return name.isEmpty() ? shortId(id) : name + " (" + shortId(id) + ")";
    }

    String of(List<String> ids) {
        return Words.orNothing(ids.stream().map(this::of).collect(Collectors.joining(", ")));
    }

    static String shortId(String id) {
        return id.substring(0, Math.min(SHORT_ID, id.length()));
    }
}
