// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import net.guifi.dimon.api.inventory.Inventory;
import net.guifi.dimon.api.inventory.InventoryListener;
import net.guifi.dimon.api.inventory.InventoryManager;
import net.guifi.dimon.api.inventory.SourceStatus;
import net.guifi.dimon.api.inventory.SourceStatus.State;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.test.common.annotation.InjectBundleContext;
import org.osgi.test.common.annotation.InjectService;
import org.osgi.test.common.service.ServiceAware;
import org.osgi.test.junit5.context.BundleContextExtension;
import org.osgi.test.junit5.service.ServiceExtension;

/** That configurations are the sources of the inventory, and that a restart of its bundle is not the end of the devices. */
@ExtendWith({BundleContextExtension.class, ServiceExtension.class})
class InventoryTest {
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final String SOURCE = "net.guifi.dimon.inventory.source";
    private static final String DEVICE = "net.guifi.dimon.inventory.device";

    @InjectBundleContext
    BundleContext context;

    @InjectService
    ConfigurationAdmin configurations;

    @InjectService
    ServiceAware<InventoryManager> inventory;

    @TempDir
    Path folder;

    private final List<Inventory> told = new CopyOnWriteArrayList<>();
    private final List<Configuration> created = new ArrayList<>();

    @AfterEach
    void deleteConfigurations() throws Exception {
        for (Configuration configuration : created) {
            configuration.delete();
        }
        awaitDevices();
    }

    private Configuration create(String factory, String name) throws Exception {
        Configuration configuration = configurations.getFactoryConfiguration(factory, name, "?");
        created.add(configuration);
        return configuration;
    }

    private static Dictionary<String, Object> at(Path location) {
        return new Hashtable<>(Map.of("location", location.toString()));
    }

    private Path cnml(String name, String... ids) throws Exception {
        StringBuilder cnml = new StringBuilder("<?xml version='1.0'?>\n<cnml>");
        for (String id : ids) {
            cnml.append("<device id='").append(id).append("' mainipv4='198.18.0.1' status='Working'/>\n");
        }
        return Files.writeString(folder.resolve(name), cnml + "</cnml>");
    }

    private void awaitDevices(String... ids) {
        await().atMost(LIMIT).untilAsserted(() -> assertThat(
                        inventory.getService().inventory().devices().keySet())
                .map(Object::toString)
                .containsExactly(ids));
    }

    @Test
    void aConfigurationIsASourceAndItsEndIsTheEndOfItsDevices() throws Exception {
        Configuration net = create(SOURCE, "net");
        net.update(at(cnml("net.cnml", "1", "2")));
        Configuration roof = create(DEVICE, "roof");
        roof.update(
                new Hashtable<>(Map.of("id", "roof", "addresses", new String[] {"198.18.0.9"}, "status", "Working")));
        awaitDevices("manual:roof", "net:1", "net:2");

        net.update(at(cnml("other.cnml", "3")));
        awaitDevices("manual:roof", "other:3");

        roof.delete();
        awaitDevices("other:3");
        net.delete();
        created.clear();
        awaitDevices();
        assertThat(inventory.getService().sources()).isEmpty();
    }

    @Test
    void whileTheBundleRestartsTheListenersKeepTheDevices() throws Exception {
        Path file = cnml("net.cnml", "1", "2");
        create(SOURCE, "net").update(at(file));
        awaitDevices("net:1", "net:2");
        ServiceRegistration<InventoryListener> listener =
                context.registerService(InventoryListener.class, told::add, null);
        try {
            await().atMost(LIMIT).until(() -> told.size() == 1);
            Files.delete(file);
            Bundle bundle = Arrays.stream(context.getBundles())
                    .filter(one -> one.getSymbolicName().equals("net.guifi.dimon.inventory"))
                    .findFirst()
                    .orElseThrow();
            bundle.stop();
            bundle.start();
            await().atMost(LIMIT).until(() -> told.size() == 2);
            assertThat(told)
                    .extracting(Inventory::version)
                    .containsOnly(told.get(0).version());
            assertThat(told.get(1).devices()).hasSize(2);
            await().atMost(LIMIT).until(() -> inventory.getService().sources().stream()
                    .map(SourceStatus::state)
                    .toList()
                    .equals(List.of(State.FAILED)));
            assertThat(told).hasSize(2);
        } finally {
            listener.unregister();
        }
    }

    @Test
    void aMalformedFileIsNamedInTheContainerToo() throws Exception {
        Path file =
                Files.writeString(folder.resolve("bad.cnml"), "<!DOCTYPE cnml SYSTEM 'http://127.0.0.1:9/'><cnml/>");
        create(SOURCE, "bad").update(at(file));
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(inventory.getService().sources())
                        .singleElement()
                        .extracting(SourceStatus::message)
                        .isEqualTo(file + ":1: a document type declaration (DTD) is not allowed"));
    }
}
