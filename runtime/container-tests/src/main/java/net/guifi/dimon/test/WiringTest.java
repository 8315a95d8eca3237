// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;
import org.osgi.test.common.annotation.InjectBundleContext;
import org.osgi.test.common.annotation.InjectService;
import org.osgi.test.junit5.context.BundleContextExtension;
import org.osgi.test.junit5.service.ServiceExtension;

/** That the bundles of the appliance find each other. */
@ExtendWith({BundleContextExtension.class, ServiceExtension.class})
class WiringTest {
    private static final Duration LIMIT = Duration.ofMinutes(1);

    @InjectBundleContext
    BundleContext context;

    @InjectService
    ServiceComponentRuntime components;

    private Stream<Bundle> ours() {
        return Arrays.stream(context.getBundles())
                .filter(bundle -> bundle.getSymbolicName().startsWith("net.guifi.dimon."))
                .filter(bundle -> !bundle.equals(context.getBundle()));
    }

    @Test
    void everyBundleRuns() {
        assertThat(ours()).hasSizeGreaterThan(3).allMatch(bundle -> bundle.getState() == Bundle.ACTIVE);
    }

    @Test
    void everyComponentThatNeedsNoConfigurationIsSatisfied() {
        List<ComponentDescriptionDTO> descriptions = ours().flatMap(
                        bundle -> components.getComponentDescriptionDTOs(bundle).stream())
                .filter(description -> !"require".equals(description.configurationPolicy))
                .toList();
        assertThat(descriptions).isNotEmpty();
        await().atMost(LIMIT).untilAsserted(() -> assertThat(descriptions)
                .allSatisfy(description -> assertThat(components.getComponentConfigurationDTOs(description))
                        .as(description.name)
                        .isNotEmpty()
                        .allMatch(configuration -> configuration.state == ComponentConfigurationDTO.ACTIVE
                                || configuration.state == ComponentConfigurationDTO.SATISFIED)));
    }
}
