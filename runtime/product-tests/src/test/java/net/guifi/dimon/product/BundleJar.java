// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.product;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/** Bundles made of the shipped ones. */
final class BundleJar {
    private static final String PREFIX = "net.guifi.dimon.";

    private BundleJar() {}

    /** The shipped bundles, by their names without prefix. */
    static List<String> shipped() throws IOException {
        try (Stream<Path> jars = Files.list(Product.DISTRIBUTION.resolve("bundles"))) {
            return jars.map(jar -> jar.getFileName().toString())
                    .map(name -> name.substring(PREFIX.length()).replaceAll("-\\d.*", ""))
                    .sorted()
                    .toList();
        }
    }

    /** The shipped jar of a bundle, or of the platform. */
    static Path shipped(String name) throws IOException {
        for (String folder : List.of("bundles", "platform")) {
            try (Stream<Path> jars = Files.list(Product.DISTRIBUTION.resolve(folder))) {
                var found = jars.filter(jar ->
                                jar.getFileName().toString().matches("(" + PREFIX + ")?\\Q" + name + "\\E-\\d.*\\.jar"))
                        .findFirst();
                if (found.isPresent()) {
                    return found.get();
                }
            }
        }
        throw new IOException("No bundle " + name + " is shipped");
    }

    /** The shipped bundle with another version. */
    static Path of(String name, String version, Path file) throws IOException {
        return of(name, file, manifest -> manifest.putValue("Bundle-Version", version), entry -> true);
    }

    /** The shipped bundle with another manifest, and some of its files. */
    static Path of(String name, Path file, Consumer<Attributes> change, Predicate<String> kept) throws IOException {
        try (JarFile jar = new JarFile(shipped(name).toFile())) {
            Manifest manifest = jar.getManifest();
            change.accept(manifest.getMainAttributes());
            try (OutputStream out = Files.newOutputStream(file);
                    JarOutputStream copy = new JarOutputStream(out, manifest)) {
                jar.stream()
                        .filter(entry -> !entry.getName().equals(JarFile.MANIFEST_NAME) && kept.test(entry.getName()))
                        .forEach(entry -> copy(jar, entry, copy));
            }
        }
        return file;
    }

    /** A bundle of one class, which is its activator. */
    static Path ofClass(Class<?> activator, Path file, String... headers) throws IOException {
        Manifest manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.putValue("Bundle-ManifestVersion", "2");
        attributes.putValue("Bundle-SymbolicName", "org.example." + activator.getSimpleName());
        attributes.putValue("Bundle-Version", "1.0.0");
        attributes.putValue("Bundle-Activator", activator.getName());
        for (int i = 0; i < headers.length; i += 2) {
            attributes.putValue(headers[i], headers[i + 1]);
        }
        String name = activator.getName().replace('.', '/') + ".class";
        try (InputStream in = activator.getClassLoader().getResourceAsStream(name);
                OutputStream out = Files.newOutputStream(file);
                JarOutputStream jar = new JarOutputStream(out, manifest)) {
            jar.putNextEntry(new ZipEntry(name));
            in.transferTo(jar);
        }
        return file;
    }

    private static void copy(JarFile from, JarEntry entry, JarOutputStream to) {
        try (InputStream in = from.getInputStream(entry)) {
            to.putNextEntry(new ZipEntry(entry.getName()));
            in.transferTo(to);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
