// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Hashtable;
import java.util.Map;
import org.apache.felix.hc.api.HealthCheck;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.test.common.annotation.InjectService;
import org.osgi.test.common.service.ServiceAware;
import org.osgi.test.junit5.context.BundleContextExtension;
import org.osgi.test.junit5.service.ServiceExtension;

/** That credentials reach the SNMP probe, and that what is wrong with them is seen. */
@ExtendWith({BundleContextExtension.class, ServiceExtension.class})
class SnmpTest {
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final String MISTAKE = "net.guifi.dimon.snmp.credentials~roofs, version: \"9\"";

    @InjectService
    ConfigurationAdmin configurations;

    @InjectService(filter = "(hc.name=SNMP)")
    ServiceAware<HealthCheck> health;

    private String entries() {
        StringBuilder text = new StringBuilder();
        health.getService().execute().forEach(entry -> text.append(entry.getMessage()));
        return text.toString();
    }

    @Test
    void credentialsComeAndGoWithTheirConfigurationWhileTheProbeStays() throws Exception {
        HealthCheck before = health.getService();
        assertThat(entries()).doesNotContain(MISTAKE);
        Configuration configuration =
                configurations.getFactoryConfiguration("net.guifi.dimon.snmp.credentials", "roofs", "?");
        configuration.update(new Hashtable<>(Map.of("zones", new String[] {"Osona"}, "version", "9")));
        await().atMost(LIMIT).untilAsserted(() -> assertThat(entries()).contains(MISTAKE));
        configuration.update(new Hashtable<>(Map.of("zones", new String[] {"Osona"}, "version", "2c")));
        await().atMost(LIMIT).untilAsserted(() -> assertThat(entries()).doesNotContain(MISTAKE));
        configuration.delete();
        assertThat(health.getService()).isSameAs(before);
    }
}
