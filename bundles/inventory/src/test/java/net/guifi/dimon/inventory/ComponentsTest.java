// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import net.guifi.dimon.api.inventory.Device;
import net.guifi.dimon.api.inventory.Inventory;
import net.guifi.dimon.api.platform.DataDirectory;
import org.apache.felix.hc.api.Result;
import org.apache.felix.hc.api.ResultLog;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.service.component.ComponentConstants;

class ComponentsTest {
    private static final Duration LIMIT = Duration.ofMinutes(1);

    @TempDir
    private Path folder;

    private InventoryComponent inventory;

    @BeforeEach
    void start() {
        BundleContext context = (BundleContext) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {BundleContext.class},
                (proxy, method, arguments) -> DataDirectory.PROPERTY.equals(arguments[0])
                        ? folder.resolve("data").toString()
                        : null);
        inventory = new InventoryComponent(context);
    }

    @AfterEach
    void stop() {
        inventory.deactivate();
    }

    /** A configuration as Declarative Services makes one: what is given, or else the defaults. */
    private static <C extends Annotation> C config(Class<C> type, Map<String, Object> given) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> given.getOrDefault(method.getName(), method.getDefaultValue())));
    }

    private static SourceComponent.Config source(Object... pairs) {
        return config(SourceComponent.Config.class, map(pairs));
    }

    private static DeviceComponent.Config device(Object... pairs) {
        return config(DeviceComponent.Config.class, map(pairs));
    }

    private static Map<String, Object> map(Object... pairs) {
        Map<String, Object> map = new HashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put((String) pairs[i], pairs[i + 1]);
        }
        return map;
    }

    private static Map<String, Object> pid(String pid) {
        return Map.of(Constants.SERVICE_PID, pid);
    }

    private Path csv(String name, String text) throws Exception {
        return Files.writeString(folder.resolve(name), text);
    }

    private void awaitDevices(String... ids) {
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(inventory.inventory().devices().keySet())
                        .map(Object::toString)
                        .containsExactly(ids));
    }

    private List<String> complaints() {
        List<String> complaints = new ArrayList<>();
        for (ResultLog.Entry entry : inventory.execute()) {
            if (entry.getStatus() != Result.Status.OK) {
                complaints.add(entry.getMessage());
            }
        }
        return complaints;
    }

    @Test
    void aConfigurationIsASourceUntilItIsDeleted() throws Exception {
        List<Inventory> told = new CopyOnWriteArrayList<>();
        inventory.addListener(told::add);
        SourceComponent component = new SourceComponent(
                inventory,
                source("location", csv("net.csv", "1,a,10.0.0.1,Working").toString()),
                pid("p"));
        awaitDevices("net:1");
        assertThat(complaints()).isEmpty();

        component.modified(source(
                "name",
                "other",
                "location",
                csv("x.csv", "2,b,10.0.0.2,Working").toString()));
        awaitDevices("other:2");

        component.deactivate(ComponentConstants.DEACTIVATION_REASON_BUNDLE_STOPPED);
        inventory.refresh("other");
        awaitDevices("other:2");
        component.deactivate(ComponentConstants.DEACTIVATION_REASON_CONFIGURATION_DELETED);
        awaitDevices();
        await().atMost(LIMIT).until(() -> told.get(told.size() - 1).devices().isEmpty());
    }

    @Test
    void anInvalidValueIsToldAndTheFormerGoesOn() throws Exception {
        String location = csv("net.csv", "1,a,10.0.0.1,Working").toString();
        SourceComponent component = new SourceComponent(inventory, source("location", location), pid("p"));
        awaitDevices("net:1");

        component.modified(source("location", "gopher://ann:s3cret@host/"));
        assertThat(complaints()).singleElement().satisfies(complaint -> assertThat(complaint)
                .contains("p: location \"gopher://***@host/\"")
                .doesNotContain("s3cret"));
        awaitDevices("net:1");

        component.modified(source("location", location, "interval", "15 min", "format", "xls"));
        await().atMost(LIMIT).until(() -> complaints().get(0).contains("format"));
        assertThat(complaints()).singleElement().satisfies(complaint -> assertThat(complaint)
                .contains("\"15 min\"")
                .contains("PT15M is used")
                .contains("\"xls\""));

        component.modified(source("location", location));
        await().atMost(LIMIT).until(() -> complaints().isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"manual", "a b", "a/b", "a:b"})
    void aNameThatCannotBeOneIsRefused(String name) {
        new SourceComponent(inventory, source("name", name, "location", "/nowhere"), pid("p"));
        assertThat(complaints()).anyMatch(complaint -> complaint.contains("\"" + name + "\""));
    }

    @Test
    void aDeviceByHandIsOneOfTheSourceManual() {
        DeviceComponent component = new DeviceComponent(
                inventory,
                device(
                        "id",
                        "roof",
                        "addresses",
                        new String[] {"10.0.0.1", "fd9a::1"},
                        "node",
                        "Cal Pep",
                        "zone",
                        "Vic"),
                pid("d1"));
        awaitDevices("manual:roof");
        Device device = inventory.inventory().find("roof").orElseThrow();
        assertThat(device.title()).isEqualTo("roof");
        assertThat(device.monitored()).isTrue();
        assertThat(device.addresses()).hasSize(2);
        assertThat(device.node().orElseThrow().title()).isEqualTo("Cal Pep");
        assertThat(device.zone().orElseThrow().title()).isEqualTo("Vic");

        component.modified(device("id", "roof", "addresses", new String[] {"example.org"}));
        assertThat(complaints()).singleElement().satisfies(complaint -> assertThat(complaint)
                .contains("\"example.org\" is no IPv4 or IPv6 address"));
        assertThat(inventory.inventory().find("roof")).containsSame(device);

        component.modified(device("id", "roof", "addresses", new String[] {"10.0.0.2"}, "status", "Planned"));
        await().atMost(LIMIT)
                .until(() -> !inventory.inventory().find("roof").orElseThrow().monitored());

        new DeviceComponent(inventory, device("id", "roof", "addresses", new String[] {"10.0.0.9"}), pid("d2"));
        await().atMost(LIMIT)
                .until(() -> complaints().contains("Two configurations add a device manual:roof: the first counts."));
        component.deactivate(ComponentConstants.DEACTIVATION_REASON_CONFIGURATION_DELETED);
        await().atMost(LIMIT)
                .until(() -> inventory.inventory().find("roof").orElseThrow().monitored());
        assertThat(complaints()).isEmpty();
    }

    @Test
    void whatIsWrongIsToldWithWhatToDo() throws Exception {
        assertThat(complaints()).singleElement().satisfies(complaint -> assertThat(complaint)
                .contains("No source of devices is configured")
                .contains("net.guifi.dimon.inventory.source"));
        StringBuilder rows = new StringBuilder();
        for (int id = 1; id <= 10; id++) {
            rows.append(id).append(",x,10.0.0.1,Working\n");
        }
        Path waits = csv("waits.csv", rows.toString());
        new SourceComponent(inventory, source("location", waits.toString()), pid("1"));
        new SourceComponent(
                inventory, source("location", folder.resolve("fails.csv").toString()), pid("2"));
        await().atMost(LIMIT)
                .until(() -> inventory.inventory().devices().size() == 10
                        && complaints().size() == 1);
        csv("waits.csv", "1,x,10.0.0.1,Working\n");
        inventory.refresh("waits");
        assertThat(complaints())
                .anyMatch(complaint -> complaint.startsWith("Source fails could not be imported: ")
                        && complaint.contains("there is no file"))
                .anyMatch(complaint -> complaint.startsWith("Source waits waits: 9 of 10 devices would go")
                        && complaint.contains("confirm"))
                .hasSize(2);
    }

    @Test
    void everySettingHasItsWordsInThreeLanguages() throws Exception {
        Set<String> wanted = new HashSet<>();
        for (Class<?> config : List.of(SourceComponent.Config.class, DeviceComponent.Config.class)) {
            wanted.addAll(keys(config));
        }
        for (String language : List.of("", "_ca", "_es")) {
            Properties words = new Properties();
            try (var in = getClass().getResourceAsStream("/OSGI-INF/l10n/inventory" + language + ".properties")) {
                words.load(in);
            }
            assertThat(words.stringPropertyNames()).containsExactlyInAnyOrderElementsOf(wanted);
        }
    }

    /** The annotations are not there at run time: the keys follow from the names of the methods. */
    private static Set<String> keys(Class<?> config) {
        String prefix = config == SourceComponent.Config.class ? "source." : "device.";
        Set<String> keys = new HashSet<>(Set.of(prefix + "name", prefix + "description"));
        for (Method method : config.getDeclaredMethods()) {
            keys.add(prefix + method.getName() + ".name");
            keys.add(prefix + method.getName() + ".description");
        }
        if (config == SourceComponent.Config.class) {
            keys.add("source.format.auto");
        }
        return keys;
    }
}
