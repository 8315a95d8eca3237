// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.update;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import net.guifi.dimon.api.update.UpdateException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder into which jars are dropped. They are taken when nothing changed between two looks; all that lie there then
 * are one set. Those that are refused are moved aside, with the reason beside them.
 */
final class DropFolder {
    private static final Logger LOG = LoggerFactory.getLogger(DropFolder.class);
    /** How long a jar may stand still half copied before it is said to be broken. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** What becomes of the jars. */
    interface Taker {
        void take(List<Path> jars) throws UpdateException, InterruptedException;
    }

    private record Look(long size, FileTime time) {}

    private final Path directory;
    private final Path refused;
    private final Taker taker;
    private final LongSupplier nanos;
    private Map<Path, Look> seen = Map.of();
    /** What was dealt with, if it lies there still: it could not be removed. */
    private final Map<Path, Look> handled = new TreeMap<>();

    private long still;
    private String problem = "";

    DropFolder(Path directory, Taker taker, LongSupplier nanos) {
        this.directory = directory;
        this.refused = directory.resolve("refused");
        this.taker = taker;
        this.nanos = nanos;
    }

    /** Looks once. */
    void poll() throws InterruptedException {
        if (seen.isEmpty() && handled.isEmpty() && hasNoJars()) {
            problem = "";
            return;
        }
        try {
            Files.createDirectories(directory);
            Map<Path, Look> now = look();
            handled.entrySet().retainAll(now.entrySet());
            now.keySet().removeAll(handled.keySet());
            if (!now.equals(seen)) {
                seen = now;
                still = nanos.getAsLong();
            } else if (!now.isEmpty() && isComplete(now)) {
                take(now);
                seen = Map.of();
            }
            if (handled.isEmpty()) {
                problem = "";
            }
        } catch (IOException e) {
            // Said once, not twice a second.
            if (!problem.equals(e.toString())) {
                problem = e.toString();
                LOG.error("Jars that are put into {} cannot be taken: {}", directory, problem);
            }
        }
    }

    /** Nearly always there are none: names alone are found with a fraction of the work. */
    private boolean hasNoJars() {
        String[] names = directory.toFile().list();
        return names != null && Arrays.stream(names).noneMatch(name -> name.endsWith(Overlay.SUFFIX));
    }

    private Map<Path, Look> look() throws IOException {
        Map<Path, Look> found = new TreeMap<>();
        for (Path file : Overlay.files(directory)) {
            if (!file.getFileName().toString().startsWith(".")) {
                try {
                    found.put(file, new Look(Files.size(file), Files.getLastModifiedTime(file)));
                } catch (NoSuchFileException e) {
                    LOG.debug("{} is gone again", file);
                }
            }
        }
        return found;
    }

    /** A copy over a slow line pauses now and then; what is no jar from its first byte is not waited for. */
    private boolean isComplete(Map<Path, Look> files) throws IOException {
        if (nanos.getAsLong() - still > PATIENCE.toNanos()) {
            return true;
        }
        for (Map.Entry<Path, Look> file : files.entrySet()) {
            boolean growing = file.getValue().size() == 0 || Jar.beginsAsZip(file.getKey());
            if (growing && !Jar.isWholeZip(file.getKey())) {
                return false;
            }
        }
        return true;
    }

    private void take(Map<Path, Look> files) throws IOException, InterruptedException {
        List<Path> jars = List.copyOf(files.keySet());
        handled.putAll(files);
        try {
            taker.take(jars);
            for (Path jar : jars) {
                Files.deleteIfExists(jar);
            }
        } catch (UpdateException e) {
            for (Path jar : jars) {
                refuse(jar, e.getMessage());
            }
        }
        handled.keySet().removeAll(files.keySet());
    }

    private void refuse(Path jar, String reason) throws IOException {
        Files.createDirectories(refused);
        String name = jar.getFileName().toString();
        Files.writeString(refused.resolve(name + ".txt"), reason + '\n');
        Files.move(jar, refused.resolve(name), StandardCopyOption.REPLACE_EXISTING);
    }
}
