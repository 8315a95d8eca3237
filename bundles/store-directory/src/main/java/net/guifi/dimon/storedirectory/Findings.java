// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storedirectory;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What stands in the folder that should not: files that are not whole, and conflict copies. Nothing of it is touched. */
final class Findings {
    private static final Logger LOG = LoggerFactory.getLogger(Findings.class);
    private static final int MOST = 200;
    private static final int MOST_FOLDERS = 2_000;
    private static final Duration LOOK = Duration.ofMinutes(10);
    /** What was not seen for so long is no news. */
    private static final Duration STALE = Duration.ofMinutes(30);

    private record Break(long at, String why) {}

    private record Look(long at, int conflicts) {}

    // Guarded by this.
    private final Map<Path, Break> broken = bounded(MOST);
    private final Map<Path, Look> looks = bounded(MOST_FOLDERS);

    private static <V> Map<Path, V> bounded(int most) {
        return new LinkedHashMap<>() {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Path, V> eldest) {
                return size() > most;
            }
        };
    }

    synchronized void broken(Path file, String why) {
        if (broken.put(file, new Break(System.nanoTime(), why)) == null) {
            LOG.warn("{} {}: it is passed over", file, why);
        }
    }

    /** A file is as it should be, or gone. */
    synchronized void well(Path file) {
        broken.remove(file);
    }

    /** Counts conflict copies in a folder, if that was not done for a while. */
    void look(Path folder) throws IOException {
        long now = System.nanoTime();
        synchronized (this) {
            Look last = looks.get(folder);
            if (last != null && now - last.at() < LOOK.toNanos()) {
                return;
            }
        }
        int conflicts = 0;
        try (DirectoryStream<Path> names = Files.newDirectoryStream(
                folder, file -> Names.isConflict(file.getFileName().toString()))) {
            for (Path name : names) {
                LOG.debug("{} is a conflict copy", name);
                conflicts++;
            }
        } catch (NoSuchFileException | NotDirectoryException e) {
            LOG.debug("{} is gone", folder);
        } catch (AccessDeniedException e) {
            // What one machine wrote so that this one may not read it must not hide what the others did.
            broken(folder, "may not be read by the user " + System.getProperty("user.name"));
            return;
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        synchronized (this) {
            looks.put(folder, new Look(now, conflicts));
        }
    }

    synchronized List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        long oldest = System.nanoTime() - STALE.toNanos();
        broken.values().removeIf(each -> each.at() - oldest < 0);
        looks.values().removeIf(each -> each.at() - oldest < 0);
        if (!broken.isEmpty()) {
            Map.Entry<Path, Break> one = broken.entrySet().iterator().next();
            warnings.add("%d files are passed over, such as %s: it %s"
                    .formatted(broken.size(), one.getKey(), one.getValue().why()));
        }
        int conflicts = looks.values().stream().mapToInt(Look::conflicts).sum();
        if (conflicts > 0) {
            String where = looks.entrySet().stream()
                    .filter(each -> each.getValue().conflicts() > 0)
                    .findFirst()
                    .map(each -> each.getKey().toString())
                    .orElseThrow();
            warnings.add(
                    "%d conflict copies, such as in %s, where two machines wrote one file: they are not read, and may be deleted"
                            .formatted(conflicts, where));
        }
        return warnings;
    }
}
