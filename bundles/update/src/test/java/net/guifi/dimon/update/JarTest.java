// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.update;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import net.guifi.dimon.api.update.UpdateException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Version;

class JarTest {
    @TempDir
    Path directory;

    private Path file() {
        return directory.resolve("some.jar");
    }

    private void assertRefused(Path file, String reason) {
        assertThatThrownBy(() -> {
                    Jar.read(file, "some.jar");
                    Jar.readWhole(file, "some.jar");
                })
                .isInstanceOf(UpdateException.class)
                .hasMessageStartingWith("some.jar")
                .hasMessageContaining(reason);
    }

    @Test
    void aBundleIsReadFromItsManifest() throws Exception {
        Path file = Jars.write(
                file(),
                "Bundle-ManifestVersion",
                "2",
                "Bundle-SymbolicName",
                "org.example.probe-x;singleton:=true",
                "Bundle-Version",
                "1.2.3.q",
                "Fragment-Host",
                "org.example.host",
                "Require-Capability",
                "osgi.extender;filter:=\"(osgi.extender=osgi.component)\",osgi.ee;filter:=\"(&(osgi.ee=JavaSE)(version=17))\"");
        Jar jar = Jar.read(file, "some.jar");
        assertThat(jar.name()).isEqualTo("org.example.probe-x");
        assertThat(jar.version()).isEqualTo(new Version(1, 2, 3, "q"));
        assertThat(jar.fragment()).isTrue();
        assertThat(jar.environments()).containsExactly("(&(osgi.ee=JavaSE)(version=17))");
        Jar.readWhole(file, "some.jar");
    }

    @Test
    void whatIsNoBundleIsRefusedWithTheReason() throws IOException {
        assertRefused(Files.writeString(file(), "hello"), "does not begin as one");
        assertRefused(Files.write(file(), new byte[0]), "does not begin as one");
        assertRefused(directory.resolve("absent.jar"), "cannot be read");
        assertRefused(Jars.write(file()), "Bundle-SymbolicName");
        assertRefused(Jars.write(file(), "Bundle-SymbolicName", "old.bundle"), "Bundle-ManifestVersion: 2");
        assertRefused(Jars.bundle(file(), "a b", "1.0.0"), "\"a b\" is no symbolic name");
        assertRefused(Jars.bundle(file(), "../../escape", "1.0.0"), "is no symbolic name");
        assertRefused(Jars.bundle(file(), "a.b", "1.x"), "\"1.x\"");
    }

    @Test
    void aTruncatedJarIsNotWhole() throws IOException {
        byte[] whole = Files.readAllBytes(Jars.bundle(file(), "a.b", "1.0.0"));
        assertThat(Jar.isWholeZip(file())).isTrue();
        for (int length = 4; length < whole.length; length += 17) {
            Files.write(file(), Arrays.copyOf(whole, length));
            assertThat(Jar.isWholeZip(file()))
                    .as("%s of %s bytes", length, whole.length)
                    .isFalse();
            assertRefused(file(), "broken jar");
        }
    }

    @Test
    void aByteThatChangedOnTheWayIsFound() throws IOException {
        byte[] bytes = Files.readAllBytes(Jars.bundle(file(), "a.b", "1.0.0"));
        int content = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("some/content") + 14;
        bytes[content] ^= 0x55;
        assertRefused(Files.write(file(), bytes), "some/content");
    }
}
