// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.update;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.osgi.framework.Version;

/**
 * A version of a bundle that could run.
 *
 * @param jar the bundle
 * @param updated whether it was put over the shipped one
 */
record Candidate(Jar jar, boolean updated) {
    /** The one that runs first. Of equal versions that is the one that somebody put there on purpose. */
    private static final Comparator<Candidate> BEST_FIRST = Comparator.comparing(Candidate::version)
            .thenComparing(Candidate::updated)
            .reversed();

    Version version() {
        return jar.version();
    }

    /** The candidates for each symbolic name, the one that is to run first. */
    static Map<String, List<Candidate>> ranked(Collection<Jar> shipped, Collection<Jar> overlay) {
        return Stream.concat(
                        shipped.stream().map(jar -> new Candidate(jar, false)),
                        overlay.stream().map(jar -> new Candidate(jar, true)))
                .sorted(BEST_FIRST)
                .collect(Collectors.groupingBy(
                        candidate -> candidate.jar().name(), TreeMap::new, Collectors.toUnmodifiableList()));
    }
}
