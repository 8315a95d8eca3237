// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.ping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.jna.Memory;
import java.lang.ref.WeakReference;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The bundle can be replaced while the appliance runs: what it was made of goes away. */
class ReplacementTest {
    /** Loads the classes of the bundle anew, as a framework does for a new version. */
    private static final class BundleLoader extends URLClassLoader {
        BundleLoader(URL classes) {
            super(new URL[] {classes}, ReplacementTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                if (loaded != null) {
                    return loaded;
                }
                return name.startsWith("net.guifi.dimon.ping.") ? findClass(name) : super.loadClass(name, resolve);
            }
        }
    }

    private static WeakReference<ClassLoader> startAndStop() throws Exception {
        URL classes = PingProbe.class.getProtectionDomain().getCodeSource().getLocation();
        try (BundleLoader loader = new BundleLoader(classes)) {
            Class<?> configuration = loader.loadClass("net.guifi.dimon.ping.PingProbe$Config");
            Object config = Proxy.newProxyInstance(
                    loader, new Class<?>[] {configuration}, (self, method, arguments) -> method.getDefaultValue());
            Class<?> type = loader.loadClass("net.guifi.dimon.ping.PingProbe");
            assertThat(type).isNotSameAs(PingProbe.class);
            Object probe = type.getConstructor(configuration).newInstance(config);
            Method counters = type.getMethod("counters");
            assertThat((Map<?, ?>) counters.invoke(probe)).isNotEmpty();
            Method deactivate = type.getDeclaredMethod("deactivate");
            deactivate.setAccessible(true);
            deactivate.invoke(probe);
            return new WeakReference<>(loader);
        }
    }

    @Test
    void aStoppedProbeLeavesNeitherThreadsNorClasses() throws Exception {
        // On Java 17 the thread that JNA starts for its first user keeps that user: here it is not the bundle.
        new Memory(1).close();
        WeakReference<ClassLoader> first = startAndStop();
        WeakReference<ClassLoader> second = startAndStop();
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("dimon-ping"));
        await().atMost(Duration.ofSeconds(60)).until(() -> {
            System.gc();
            return first.get() == null && second.get() == null;
        });
    }
}
