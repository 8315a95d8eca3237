// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.launcher;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.ObjectName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the classes that a run has read and checked, for the next start (Application Class-Data Sharing). It is made
 * when the framework has stopped, as the last thing of all: Java 25 crashes when another lambda is linked afterwards. Nor
 * does Java 17 ever give back the 80 MB that it takes for that. Without it all works too.
 */
final class ClassArchive {
    private static final Logger LOG = LoggerFactory.getLogger(ClassArchive.class);
    private static final String FILE = "dimon.archive";
    /** How archives are named, and what an interrupted run has left of one. */
    private static final String PREFIX = "classes-";
    /** Beside the new one: of earlier distributions, and of other versions of Java. */
    private static final int KEPT = 2;

    private ClassArchive() {}

    /** Makes the archive that the script which started this has named; that takes a second or so. */
    static void makeIfAsked() {
        String file = System.getProperty(FILE);
        if (file != null) {
            make(Path.of(file));
        }
    }

    private static void make(Path file) {
        Path made = file.resolveSibling(
                file.getFileName() + "." + ProcessHandle.current().pid());
        try {
            removeOld(file.getParent());
            dump(made);
            // Else a power cut could leave a file of the right length without its content.
            Cache.sync(made);
            Files.move(made, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException | JMException | RuntimeException e) {
            LOG.info("The next start is not faster: no archive of classes could be made at {}: {}", file, e.toString());
        }
    }

    private static void dump(Path file) throws JMException {
        PrintStream out = System.out;
        // Java says on the standard output that it has done so.
        System.setOut(new PrintStream(OutputStream.nullOutputStream(), false));
        try {
            ManagementFactory.getPlatformMBeanServer()
                    .invoke(
                            new ObjectName("com.sun.management:type=DiagnosticCommand"),
                            "vmCds",
                            new Object[] {new String[] {"dynamic_dump", file.toString()}},
                            new String[] {String[].class.getName()});
        } finally {
            System.setOut(out);
        }
    }

    static void removeOld(Path directory) throws IOException {
        List<Path> archives;
        try (Stream<Path> files = Files.list(directory)) {
            archives = files.filter(file -> file.getFileName().toString().startsWith(PREFIX))
                    .sorted(Comparator.comparing(ClassArchive::modified).reversed())
                    .toList();
        }
        for (Path old : archives.subList(Math.min(KEPT, archives.size()), archives.size())) {
            Files.deleteIfExists(old);
        }
    }

    private static FileTime modified(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException e) {
            // Another start has just removed it.
            return FileTime.fromMillis(0);
        }
    }
}
