// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.update;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipException;
import net.guifi.dimon.api.update.UpdateException;
import org.osgi.framework.Constants;
import org.osgi.framework.Version;

/**
 * A file that holds a bundle, as its manifest has it.
 *
 * @param file where it is
 * @param name symbolic name
 * @param version version of the bundle
 * @param fragment whether it is a fragment of another bundle
 * @param environments filters of the execution environments it asks for
 */
record Jar(Path file, String name, Version version, boolean fragment, List<String> environments) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*");
    private static final Pattern ENVIRONMENT = Pattern.compile("osgi\\.ee\\s*;[^,]*?filter:=\\s*\"([^\"]+)\"");
    private static final int MAGIC = 2;

    /** Whether a file begins as a zip does. */
    static boolean beginsAsZip(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] begin = in.readNBytes(MAGIC);
            return begin.length == MAGIC && begin[0] == 'P' && begin[1] == 'K';
        }
    }

    /** Whether a file is a zip to its end. */
    static boolean isWholeZip(Path file) {
        try (JarFile jar = new JarFile(file.toFile(), false)) {
            return jar.size() > 0;
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Reads the manifest.
     *
     * @param file where it is
     * @param title how the file is called in messages
     * @throws UpdateException when it is no bundle
     */
    static Jar read(Path file, String title) throws UpdateException {
        try {
            if (!beginsAsZip(file)) {
                throw new UpdateException(title + " is no jar: it does not begin as one");
            }
            try (JarFile jar = new JarFile(file.toFile(), false)) {
                Manifest manifest = jar.getManifest();
                if (manifest == null) {
                    throw new UpdateException(title + " is no bundle: it has no manifest");
                }
                return of(file, title, manifest.getMainAttributes());
            }
        } catch (ZipException e) {
            throw new UpdateException(
                    title + " is a broken jar, perhaps not copied to its end (" + e.getMessage() + ")", e);
        } catch (IOException e) {
            throw new UpdateException(title + " cannot be read: " + e, e);
        }
    }

    /**
     * Reads all of it, so that a byte that changed on the way is found.
     *
     * @throws UpdateException when an entry is damaged
     */
    static void readWhole(Path file, String title) throws UpdateException {
        String reading = "";
        try (JarFile jar = new JarFile(file.toFile(), false)) {
            for (JarEntry entry : jar.stream().toList()) {
                reading = entry.getName();
                try (InputStream in = jar.getInputStream(entry)) {
                    in.transferTo(OutputStream.nullOutputStream());
                }
            }
        } catch (IOException e) {
            throw new UpdateException(
                    title + " is a broken jar: " + reading + " in it cannot be read (" + e.getMessage() + ")", e);
        }
    }

    private static Jar of(Path file, String title, Attributes manifest) throws UpdateException {
        String manifestVersion = manifest.getValue(Constants.BUNDLE_MANIFESTVERSION);
        String header = manifest.getValue(Constants.BUNDLE_SYMBOLICNAME);
        if (!"2".equals(manifestVersion == null ? null : manifestVersion.strip()) || header == null) {
            throw new UpdateException(title + " is no bundle: its manifest has no " + Constants.BUNDLE_SYMBOLICNAME
                    + ", or no " + Constants.BUNDLE_MANIFESTVERSION + ": 2");
        }
        String name = header.split(";", 2)[0].strip();
        if (!NAME.matcher(name).matches()) {
            throw new UpdateException(title + " is no bundle: \"" + name + "\" is no symbolic name");
        }
        return new Jar(
                file,
                name,
                version(title, manifest.getValue(Constants.BUNDLE_VERSION)),
                manifest.getValue(Constants.FRAGMENT_HOST) != null,
                environments(manifest.getValue(Constants.REQUIRE_CAPABILITY)));
    }

    private static Version version(String title, String text) throws UpdateException {
        try {
            return Version.parseVersion(text);
        } catch (IllegalArgumentException e) {
            throw new UpdateException(title + " is no bundle: its version \"" + text + "\" is none", e);
        }
    }

    private static List<String> environments(String requirements) {
        Matcher matcher = ENVIRONMENT.matcher(requirements == null ? "" : requirements);
        return matcher.results().map((MatchResult found) -> found.group(1)).toList();
    }

    Jar at(Path elsewhere) {
        return new Jar(elsewhere, name, version, fragment, environments);
    }

    @Override
    public String toString() {
        return name + ' ' + version;
    }
}
