// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.assign;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The monitors in the order of their ids, the first after the last: each asks the next ones. */
final class Ring {
    private static final int NEXT = 2;

    private Ring() {}

    /** Those that a monitor has to ask; nobody, when it does not count itself. */
    static Set<String> next(String self, List<String> live) {
        int place = live.indexOf(self);
        return place < 0
                ? Set.of()
                : Stream.concat(live.stream().skip(place + 1L), live.stream().limit(place))
                        .limit(NEXT)
                        .collect(Collectors.toUnmodifiableSet());
    }
}
