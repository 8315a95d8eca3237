// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.product;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What a process holds.
 *
 * @param threads our threads, by the first letters of their names
 * @param allThreads all threads, with those of pools that grow and shrink
 * @param files open file descriptors
 * @param loaders class loaders of bundles, after a collection
 */
record Footprint(Map<String, Integer> threads, int allThreads, int files, long loaders) {
    /** Connections and threads of pools come and go: the HTTP server's, the JVM's, those of the attached tool. */
    private static final int POOLS = 8;

    static Footprint of(long pid) throws IOException, InterruptedException {
        jcmd(pid, "GC.run");
        // Cleaners run behind the first collection.
        jcmd(pid, "GC.run");
        long loaders = jcmd(pid, "GC.class_histogram")
                .lines()
                .filter(line -> line.contains("BundleWiringImpl$BundleClassLoader"))
                .map(line -> line.strip().split("\\s+")[1])
                .mapToLong(Long::parseLong)
                .sum();
        Path process = Path.of("/proc", Long.toString(pid));
        Map<String, Integer> threads = new TreeMap<>();
        int allThreads = 0;
        for (Path thread : list(process.resolve("task"))) {
            String name = name(thread);
            allThreads++;
            if (name.startsWith("dimon-") && !name.startsWith("dimon-shell-cli")) {
                threads.merge(name, 1, Integer::sum);
            }
        }
        return new Footprint(threads, allThreads, list(process.resolve("fd")).size(), loaders);
    }

    private static List<Path> list(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.toList();
        }
    }

    private static String name(Path thread) throws IOException {
        try {
            return Files.readString(thread.resolve("comm")).strip();
        } catch (NoSuchFileException e) {
            return "";
        }
    }

    private static String jcmd(long pid, String command) throws IOException, InterruptedException {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin/jcmd");
        assertThat(jcmd).as("a JDK is needed, not a runtime alone").isExecutable();
        Product.Output output = Product.run(List.of(jcmd.toString(), Long.toString(pid), command));
        assertThat(output.exitCode()).as(output.text()).isZero();
        return output.text();
    }

    void assertNotAbove(Footprint before) {
        assertThat(threads).isEqualTo(before.threads);
        assertThat(allThreads).as("threads").isLessThanOrEqualTo(before.allThreads + POOLS);
        assertThat(files).as("file descriptors").isLessThanOrEqualTo(before.files + POOLS);
        assertThat(loaders).as("class loaders of bundles").isLessThanOrEqualTo(before.loaders);
    }
}
