// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storeantidote;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Up to when a server knows what was written at itself and at each other one, in microseconds since 1970. */
record VectorClock(Map<ServerId, Long> entries) {
    private static final int MOST_SERVERS = 1_000;
    private static final int TIME_BITS = 62;

    VectorClock {
        entries = Map.copyOf(entries);
    }

    /** Throws {@link IllegalArgumentException} for anything that is no clock. */
    static VectorClock read(ByteBuffer encoded) {
        if (!(ErlangTerm.read(encoded) instanceof Map<?, ?> terms) || terms.size() > MOST_SERVERS) {
            throw new IllegalArgumentException("a clock of a server has another shape");
        }
        Map<ServerId, Long> entries = new LinkedHashMap<>();
        terms.forEach((id, time) -> entries.put(ServerId.of(id), ServerId.whole(time, TIME_BITS)));
        return new VectorClock(entries);
    }

    Set<ServerId> servers() {
        return entries.keySet();
    }

    Optional<Long> of(ServerId server) {
        return Optional.ofNullable(entries.get(server));
    }
}
