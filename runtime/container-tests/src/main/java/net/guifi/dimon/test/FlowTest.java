// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import net.guifi.dimon.api.assignment.Assignments;
import net.guifi.dimon.api.health.DeviceHealth;
import net.guifi.dimon.api.health.DeviceState;
import net.guifi.dimon.api.health.Health;
import net.guifi.dimon.api.inventory.DeviceId;
import net.guifi.dimon.api.inventory.InventoryManager;
import net.guifi.dimon.api.measurement.Archive;
import net.guifi.dimon.api.measurement.Metric;
import net.guifi.dimon.api.measurement.SeriesKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.test.common.annotation.InjectBundleContext;
import org.osgi.test.common.annotation.InjectService;
import org.osgi.test.common.service.ServiceAware;
import org.osgi.test.junit5.context.BundleContextExtension;
import org.osgi.test.junit5.service.ServiceExtension;

/** The way of the data: a device added by hand is watched, measured, judged and kept, and a bundle's restart costs little. */
@ExtendWith({BundleContextExtension.class, ServiceExtension.class})
class FlowTest {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final DeviceId DEVICE = new DeviceId("manual", "here");
    private static final SeriesKey SERIES = new SeriesKey(DEVICE, Metric.RTT);

    @InjectBundleContext
    BundleContext context;

    @InjectService
    ConfigurationAdmin configurations;

    @InjectService(cardinality = 0)
    ServiceAware<InventoryManager> inventory;

    @InjectService(cardinality = 0)
    ServiceAware<Assignments> assignments;

    @InjectService(cardinality = 0)
    ServiceAware<Health> health;

    @InjectService(cardinality = 0)
    ServiceAware<Archive> archive;

    private Configuration device;

    @BeforeEach
    void addDevice() throws IOException {
        configure("net.guifi.dimon.ping", Map.of("period", "PT0.2S"));
        device = configurations.getFactoryConfiguration("net.guifi.dimon.inventory.device", "here", "?");
        device.update(
                new Hashtable<>(Map.of("id", "here", "title", "This host", "addresses", new String[] {"127.0.0.1"})));
    }

    @AfterEach
    void removeDevice() throws IOException {
        device.delete();
        await().atMost(LIMIT)
                .until(() -> assignments.getService().watchList().watches().isEmpty());
    }

    private void configure(String pid, Map<String, Object> settings) throws IOException {
        configurations.getConfiguration(pid, "?").update(new Hashtable<>(settings));
    }

    private static <S, T> Optional<T> ask(ServiceAware<S> service, Function<S, T> question) {
        return Optional.ofNullable(service.getService()).map(question);
    }

    private boolean isUp() {
        return ask(health, service -> service.of(DEVICE))
                .flatMap(found -> found)
                .map(DeviceHealth::state)
                .filter(DeviceState.UP::equals)
                .isPresent();
    }

    private int samples() {
        Instant now = Instant.now();
        return ask(archive, service -> service.samples(SERIES, now.minusSeconds(3600), now.plusSeconds(60))
                        .size())
                .orElse(0);
    }

    @Test
    void aDeviceAddedByHandIsWatchedJudgedAndKept() {
        await().atMost(LIMIT)
                .until(() -> inventory.getService().inventory().devices().containsKey(DEVICE));
        await().atMost(LIMIT)
                .until(() -> assignments.getService().watchList().watches().containsKey(DEVICE));
        await().atMost(LIMIT).until(this::isUp);
        int before = samples();
        await().atMost(LIMIT).until(() -> samples() > before + 5);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"ping", "archive", "health", "assign", "inventory", "store-embedded", "http", "shell", "snmp"})
    void aBundleThatIsStoppedAndStartedTakesNoOtherWithItAndTheDataFlowsOn(String name) throws BundleException {
        await().atMost(LIMIT).until(this::isUp);
        Bundle restarted = bundle("net.guifi.dimon." + name);
        Map<Bundle, Long> others = others(restarted);
        restarted.stop();
        assertThat(others.keySet()).allMatch(bundle -> bundle.getState() == Bundle.ACTIVE);
        restarted.start();
        int before = samples();
        await().atMost(LIMIT).until(() -> isUp() && samples() > before + 5);
        assertThat(others(restarted)).isEqualTo(others);
    }

    private Bundle bundle(String symbolicName) {
        return Arrays.stream(context.getBundles())
                .filter(bundle -> bundle.getSymbolicName().equals(symbolicName))
                .findFirst()
                .orElseThrow();
    }

    private Map<Bundle, Long> others(Bundle one) {
        List<Bundle> bundles = Arrays.stream(context.getBundles())
                .filter(bundle -> !bundle.equals(one))
                .toList();
        return bundles.stream().collect(Collectors.toMap(bundle -> bundle, Bundle::getLastModified));
    }
}
