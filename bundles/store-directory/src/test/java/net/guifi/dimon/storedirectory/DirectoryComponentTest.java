// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storedirectory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.lang.annotation.Annotation;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import net.guifi.dimon.api.store.StorageAdapter;
import net.guifi.dimon.api.store.StorageAdapter.Change;
import net.guifi.dimon.api.store.StorageException;
import org.apache.felix.hc.api.Result;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

class DirectoryComponentTest {
    @TempDir
    Path home;

    private final List<StorageAdapter> registered = new ArrayList<>();
    private DirectoryComponent component;

    private BundleContext context() {
        return proxy(BundleContext.class, (method, arguments) -> switch (method) {
            case "getProperty" -> home.resolve("data").toString();
            case "registerService" -> {
                StorageAdapter adapter = (StorageAdapter) arguments[1];
                registered.add(adapter);
                yield proxy(ServiceRegistration.class, (call, none) -> {
                    assertThat(call).isEqualTo("unregister");
                    registered.remove(adapter);
                    return null;
                });
            }
            default -> throw new UnsupportedOperationException(method);
        });
    }

    private interface Answer {
        Object to(String method, Object[] arguments);
    }

    private static <T> T proxy(Class<T> type, Answer answer) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (self, method, arguments) -> answer.to(method.getName(), arguments)));
    }

    private static DirectoryComponent.Config config(String folder, String access) {
        return new DirectoryComponent.Config() {
            @Override
            public String folder() {
                return folder;
            }

            @Override
            public String access() {
                return access;
            }

            @Override
            public Class<? extends Annotation> annotationType() {
                return DirectoryComponent.Config.class;
            }
        };
    }

    private Path folder(String name) throws Exception {
        return Files.createDirectory(home.resolve(name));
    }

    @AfterEach
    void stop() {
        if (component != null) {
            component.deactivate();
            assertThat(registered).isEmpty();
        }
    }

    @Test
    void anotherFolderIsAnotherEngineAndOtherPermissionsAreNot() throws Exception {
        Path one = folder("one");
        Path two = folder("two");
        component = new DirectoryComponent(context(), config(one.toString(), "owner"));
        StorageAdapter first = registered.get(0);
        first.update(List.of(new Change.Add("set", "a")));
        component.modified(config(one.toString(), "group"));
        assertThat(registered).containsExactly(first);
        first.update(List.of(new Change.Add("other", "a")));
        assertThat(Files.getPosixFilePermissions(one.resolve("set+set"))).hasSize(3);
        assertThat(Files.getPosixFilePermissions(one.resolve("other+set"))).hasSize(6);
        component.modified(config(two.toString(), "group"));
        assertThat(registered).hasSize(1).doesNotContain(first);
        assertThat(registered.get(0).members("set")).isEmpty();
        assertThat(registered.get(0).name()).contains(two.toString());
    }

    @Test
    void aMistakeIsNamedAndTheFormerValueGoesOn() throws Exception {
        Path one = folder("one");
        component = new DirectoryComponent(context(), config("shared", "owner"));
        assertThat(registered).isEmpty();
        assertThat(text(component.execute())).contains("\"shared\"");
        component.modified(config(one.toString(), "everybody"));
        assertThat(registered).hasSize(1);
        assertThat(text(component.execute())).contains("\"everybody\"");
        StorageAdapter first = registered.get(0);
        component.modified(config(" ", "group"));
        assertThat(registered).containsExactly(first);
        assertThat(component.execute().getStatus()).isEqualTo(Result.Status.CRITICAL);
        component.modified(config(one + "/", "group"));
        assertThat(registered).containsExactly(first);
        assertThat(component.execute().isOk()).isTrue();
    }

    @Test
    void theHealthCheckSaysWhatTheFolderLacks() throws Exception {
        Path missing = home.resolve("missing");
        component = new DirectoryComponent(context(), config(missing.toString(), "owner"));
        assertThat(component.execute().isOk()).isTrue();
        assertThat(registered.get(0)).satisfies(adapter -> assertThat(catchThrowable(() -> adapter.members("set")))
                .isInstanceOf(StorageException.class));
        assertThat(component.execute().getStatus()).isEqualTo(Result.Status.WARN);
        assertThat(text(component.execute())).contains(missing.toString()).contains("does not exist");
        Files.createDirectory(missing);
        registered.get(0).members("set");
        assertThat(component.execute().isOk()).isTrue();
    }

    private static String text(Result result) {
        StringBuilder text = new StringBuilder();
        result.forEach(entry -> text.append(entry.getMessage()).append('\n'));
        return text.toString();
    }
}
