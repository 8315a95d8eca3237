// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.update;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import net.guifi.dimon.api.update.UpdateException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder of the jars that were put over the shipped ones. A set comes in as a whole or not at all, whenever the power
 * goes: it is gathered in {@code .staged}, counts from the moment when that is renamed to {@code .commit}, and is then
 * moved to its place, or at the next start.
 */
final class Overlay {
    private static final Logger LOG = LoggerFactory.getLogger(Overlay.class);
    static final String SUFFIX = ".jar";
    /** In a set: the bundle of this name goes. */
    private static final String REMOVAL = ".remove";

    private final Path directory;
    private final Path staged;
    private final Path commit;
    private final Map<String, String> problems = new TreeMap<>();

    Overlay(Path directory) {
        this.directory = directory;
        this.staged = directory.resolve(".staged");
        this.commit = directory.resolve(".commit");
    }

    /** Ends what was begun before the last stop. */
    void recover() throws IOException {
        Files.createDirectories(directory);
        if (Files.exists(commit)) {
            moveIntoPlace();
        }
        discard();
    }

    /** The jars that can be read. */
    List<Jar> jars() throws IOException {
        problems.clear();
        List<Jar> found = new ArrayList<>();
        for (Path file : files(directory)) {
            try {
                found.add(Jar.read(file, file.toString()));
            } catch (UpdateException e) {
                problems.put(file.getFileName().toString(), e.getMessage());
            }
        }
        return found;
    }

    /** What was wrong with the others, by file name. */
    Map<String, String> problems() {
        return Collections.unmodifiableMap(problems);
    }

    static List<Path> files(Path directory) throws IOException {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(
                directory, file -> file.toString().endsWith(SUFFIX) && Files.isRegularFile(file))) {
            jars.forEach(found::add);
        }
        Collections.sort(found);
        return found;
    }

    /** Copies a file beside those of the set that is being gathered. */
    Path stage(Path source, int number) throws IOException {
        Files.createDirectories(staged);
        Path copy = staged.resolve(number + SUFFIX);
        Files.copy(source, copy, StandardCopyOption.REPLACE_EXISTING);
        sync(copy);
        return copy;
    }

    /** Forgets the set that is being gathered. */
    void discard() throws IOException {
        if (Files.exists(staged)) {
            delete(staged);
        }
    }

    /** Takes in the set that was gathered; earlier jars of the same names go. */
    void commit(Collection<Jar> set) throws IOException {
        for (Jar jar : set) {
            Files.move(jar.file(), staged.resolve(place(jar).getFileName()), StandardCopyOption.ATOMIC_MOVE);
        }
        commit();
    }

    private void commit() throws IOException {
        if (Files.exists(commit)) {
            moveIntoPlace();
        }
        sync(staged);
        Files.move(staged, commit, StandardCopyOption.ATOMIC_MOVE);
        sync(directory);
        try {
            moveIntoPlace();
        } catch (IOException e) {
            LOG.error(
                    "What was changed in {} is not all in its place yet; the next change or start does it",
                    directory,
                    e);
        }
    }

    /** Where a jar lies when it is taken in. */
    Path place(Jar jar) {
        return directory.resolve(jar.name() + '-' + jar.version() + SUFFIX);
    }

    /** Removes all jars of these bundles, as a set too. */
    void remove(Collection<String> names) throws IOException {
        discard();
        Files.createDirectory(staged);
        for (String name : names) {
            Files.createFile(staged.resolve(name + REMOVAL));
        }
        commit();
    }

    private void moveIntoPlace() throws IOException {
        Set<String> gone = new HashSet<>();
        try (DirectoryStream<Path> removals = Files.newDirectoryStream(commit, '*' + REMOVAL)) {
            for (Path removal : removals) {
                String name = removal.getFileName().toString();
                gone.add(name.substring(0, name.length() - REMOVAL.length()));
            }
        }
        for (Jar jar : jars()) {
            if (gone.contains(jar.name())) {
                Files.delete(jar.file());
            }
        }
        for (Path file : files(commit)) {
            Path place = directory.resolve(file.getFileName());
            Files.move(file, place, StandardCopyOption.ATOMIC_MOVE);
            removeFormer(place);
        }
        sync(directory);
        delete(commit);
    }

    private void removeFormer(Path place) throws IOException {
        List<Jar> all = jars();
        for (Jar taken : all) {
            if (taken.file().equals(place)) {
                for (Jar other : all) {
                    if (other.name().equals(taken.name()) && !other.file().equals(place)) {
                        Files.delete(other.file());
                    }
                }
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }

    private static void sync(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
