// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.snmp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import net.guifi.dimon.api.inventory.Device;
import net.guifi.dimon.api.probe.ProbeReport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.snmp4j.PDU;

/** The bundle can be replaced while the appliance runs: what it was made of, SNMP4J too, goes away. */
@Isolated("looks at all threads of the process")
class ReplacementTest {
    private static final int TIMES = 20;

    /** Loads the classes of the bundle anew, as a framework does for a new version. */
    private static final class BundleLoader extends URLClassLoader {
        BundleLoader(URL... classes) {
            super(classes, ReplacementTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                if (loaded != null) {
                    return loaded;
                }
                boolean ours = name.startsWith("net.guifi.dimon.snmp.") || name.startsWith("org.snmp4j.");
                return ours ? findClass(name) : super.loadClass(name, resolve);
            }
        }
    }

    private static URL place(Class<?> type) {
        return type.getProtectionDomain().getCodeSource().getLocation();
    }

    private static WeakReference<ClassLoader> startAskAndStop(int port) throws Exception {
        try (BundleLoader loader = new BundleLoader(place(SnmpProbe.class), place(PDU.class))) {
            Class<?> configuration = loader.loadClass("net.guifi.dimon.snmp.SnmpProbe$Config");
            Object config = Proxy.newProxyInstance(
                    loader,
                    new Class<?>[] {configuration},
                    (self, method, arguments) ->
                            method.getName().equals("ports") ? new int[] {port} : method.getDefaultValue());
            Class<?> type = loader.loadClass("net.guifi.dimon.snmp.SnmpProbe");
            assertThat(type).isNotSameAs(SnmpProbe.class);
            Constructor<?> constructor = type.getConstructor(configuration);
            Object probe = constructor.newInstance(config);
            Method ask = type.getMethod("probe", Device.class);
            ProbeReport report =
                    (ProbeReport) ((CompletionStage<?>) ask.invoke(probe, Devices.device("1", "127.0.0.1")))
                            .toCompletableFuture()
                            .get(Running.LIMIT.toSeconds(), TimeUnit.SECONDS);
            assertThat(report.summary()).startsWith("fake");
            Method deactivate = type.getDeclaredMethod("deactivate");
            deactivate.setAccessible(true);
            deactivate.invoke(probe);
            return new WeakReference<>(loader);
        }
    }

    @Test
    void aStoppedProbeLeavesNeitherThreadsNorClassesNorSockets() throws Exception {
        try (FakeAgent agent = new FakeAgent()) {
            agent.addWideInterface(1, "eth0", () -> 1L);
            List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
            loaders.add(startAskAndStop(agent.port()));
            long descriptors = openDescriptors();
            for (int i = 1; i < TIMES; i++) {
                loaders.add(startAskAndStop(agent.port()));
            }
            assertThat(Thread.getAllStackTraces().keySet())
                    .extracting(Thread::getName)
                    .noneMatch(name -> name.startsWith("dimon-snmp"));
            await().atMost(Running.LIMIT).until(() -> {
                System.gc();
                return loaders.stream().allMatch(loader -> loader.get() == null);
            });
            await().atMost(Running.LIMIT).until(() -> openDescriptors() <= descriptors + 5);
        }
    }

    private static long openDescriptors() throws IOException {
        try (var entries = java.nio.file.Files.list(java.nio.file.Path.of("/proc/self/fd"))) {
            return entries.count();
        }
    }
}
