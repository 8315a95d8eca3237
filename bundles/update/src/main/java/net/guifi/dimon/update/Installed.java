// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.update;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.osgi.framework.Bundle;

/**
 * Remembers which file each bundle was installed from, so that a start does not install again what is there. It lies in
 * the framework's cache, and goes with it.
 */
final class Installed {
    private final Path file;
    private final Properties sources = new Properties();

    Installed(Path file) throws IOException {
        this.file = file;
        if (Files.exists(file)) {
            try (InputStream in = Files.newInputStream(file)) {
                sources.load(in);
            }
        }
    }

    /** Whether a bundle has the bytes of this file, and nobody else gave it others. */
    boolean isFrom(Bundle bundle, Path source) throws IOException {
        return stamp(bundle, source).equals(sources.getProperty(Managed.name(bundle)));
    }

    void put(Bundle bundle, Path source) throws IOException {
        sources.setProperty(Managed.name(bundle), stamp(bundle, source));
    }

    void remove(String name) {
        sources.remove(name);
    }

    void save() throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            sources.store(out, null);
        }
    }

    private static String stamp(Bundle bundle, Path source) throws IOException {
        return String.join(
                " ",
                source.toString(),
                Long.toString(Files.size(source)),
                Files.getLastModifiedTime(source).toInstant().toString(),
                Long.toString(bundle.getLastModified()));
    }
}
