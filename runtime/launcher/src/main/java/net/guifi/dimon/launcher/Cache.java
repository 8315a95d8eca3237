// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.launcher;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/**
 * The framework's cache of bundles, of which nothing is needed: it makes the second start fast. It is used again only after
 * a clean stop, by the same Java, with the same jars and configurations beneath. The stamp that says so is there while nothing runs.
 */
final class Cache {
    private static final List<String> FOLDERS = List.of("boot", "platform", "bundles");

    private final Path directory;
    private final Path stamp;
    private final String content;

    private Cache(Path directory, Path stamp, String content) {
        this.directory = directory;
        this.stamp = stamp;
        this.content = content;
    }

    static Cache of(Options options) throws IOException {
        StringBuilder content = new StringBuilder("Java ")
                .append(Runtime.version().feature())
                .append(' ')
                .append(options.home())
                .append('\n');
        for (String folder : FOLDERS) {
            for (Path jar : jars(options.home().resolve(folder))) {
                content.append(folder)
                        .append(' ')
                        .append(jar.getFileName())
                        .append(' ')
                        .append(Files.size(jar))
                        .append(' ')
                        .append(Files.getAttribute(jar, "unix:ctime"))
                        .append('\n');
            }
        }
        // From its memory, which is in the cache, Felix' Configurator goes on with what it was told first.
        for (Path resource : FrameworkProperties.resources(options)) {
            content.append(resource).append('\n').append(Files.readString(resource));
        }
        return new Cache(options.data().resolve("cache"), options.data().resolve("cache.stamp"), content.toString());
    }

    /**
     * Takes the stamp away, before the cache is used.
     *
     * @return whether the cache can be used as it is
     */
    boolean open() throws IOException {
        boolean valid = Files.exists(stamp) && Files.readString(stamp).equals(content);
        Files.deleteIfExists(stamp);
        // Else a power cut could bring it back beside a cache that is half written.
        sync(stamp.getParent());
        return valid;
    }

    /** Puts the stamp there, after a clean stop. */
    void close() throws IOException {
        // A power cut after this could else bring back the stamp without all that it stands for.
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.toList()) {
                sync(file);
            }
        }
        Files.writeString(stamp, content);
    }

    /** Waits until a file or folder is on the disk. */
    static void sync(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    static List<Path> jars(Path directory) throws IOException {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(directory, "*.jar")) {
            jars.forEach(found::add);
        }
        Collections.sort(found);
        return found;
    }
}
