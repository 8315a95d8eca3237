// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storeembedded;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Who keeps a copy of everything that a monitor owns: the next in the monitor's rendezvous order. */
final class Guardians {
    static final int COUNT = 2;
    private static final int SCORE_OCTETS = 16;

    private Guardians() {}

    static List<String> of(String owner, Collection<String> monitors) {
        return monitors.stream()
                .filter(monitor -> !monitor.equals(owner))
                .sorted(Comparator.comparing((String monitor) -> score(owner, monitor)))
                .limit(COUNT)
                .toList();
    }

    private static String score(String owner, String monitor) {
        return Octets.wrap((owner + monitor).getBytes(StandardCharsets.US_ASCII))
                .hash(SCORE_OCTETS)
                .toString();
    }
}
