// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.update;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Version;

class CandidateTest {
    private static Jar jar(String name, String version) {
        return new Jar(Path.of(name + '-' + version), name, Version.parseVersion(version), false, List.of());
    }

    @Provide
    Arbitrary<List<Jar>> jars() {
        Arbitrary<String> names = Arbitraries.of("ping", "archive", "http");
        Arbitrary<Integer> numbers = Arbitraries.integers().between(0, 11);
        Arbitrary<String> qualifiers = Arbitraries.of("", ".SNAPSHOT", ".a", ".b10", ".b9");
        return Combinators.combine(names, numbers, numbers, qualifiers)
                .as((name, major, minor, qualifier) -> jar(name, major + "." + minor + ".0" + qualifier))
                .list()
                .ofMaxSize(12);
    }

    @Property
    void theHighestVersionOfEachNameRuns(@ForAll("jars") List<Jar> shipped, @ForAll("jars") List<Jar> overlay) {
        Map<String, List<Candidate>> ranked = Candidate.ranked(shipped, overlay);

        List<Jar> all = Stream.concat(shipped.stream(), overlay.stream()).toList();
        assertThat(ranked.keySet())
                .containsExactlyInAnyOrderElementsOf(
                        all.stream().map(Jar::name).distinct().toList());
        ranked.forEach((name, candidates) -> {
            Candidate best = candidates.get(0);
            List<Jar> same = all.stream().filter(jar -> jar.name().equals(name)).toList();
            assertThat(same).allMatch(jar -> jar.version().compareTo(best.version()) <= 0);
            assertThat(candidates).hasSameSizeAs(same);
            boolean overlayHasIt = overlay.stream()
                    .anyMatch(jar -> jar.name().equals(name) && jar.version().equals(best.version()));
            assertThat(best.updated()).isEqualTo(overlayHasIt);
        });
    }

    @Test
    void theOverlayIsPreferredOfEqualVersions() {
        assertThat(Candidate.ranked(List.of(jar("ping", "1.0.0")), List.of(jar("ping", "1.0.0")))
                        .get("ping"))
                .extracting(Candidate::updated)
                .containsExactly(true, false);
    }
}
