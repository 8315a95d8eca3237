// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.update;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RequirementsTest {
    @Test
    void aPackageIsNamedWithItsVersions() {
        assertThat(Requirements.words(
                        "osgi.wiring.package", "(&(osgi.wiring.package=a.b)(version>=1.2.0)(!(version>=2.0.0)))"))
                .isEqualTo("the package a.b, version 1.2.0 or higher, below 2.0.0");
        assertThat(Requirements.words("osgi.wiring.package", "(osgi.wiring.package=a.b)"))
                .isEqualTo("the package a.b");
        assertThat(Requirements.words("osgi.extender", "(osgi.extender=x)"))
                .contains("osgi.extender", "(osgi.extender=x)");
    }

    @Test
    void manyAreCounted() {
        assertThat(Requirements.list(List.of("a", "b", "c", "d"))).isEqualTo("a, nor b, nor 2 other things");
        assertThat(Requirements.list(List.of("a"))).isEqualTo("a");
    }
}
