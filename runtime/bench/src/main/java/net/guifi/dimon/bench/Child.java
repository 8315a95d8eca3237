// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A process that is measured, with its own children; closing it ends it. */
final class Child implements AutoCloseable {
    private static final long STOP_SECONDS = 60;
    private static final Duration POLL = Duration.ofMillis(50);

    private final String name;
    private final Process process;
    private final Path output;

    private Child(String name, Process process, Path output) {
        this.name = name;
        this.process = process;
        this.output = output;
    }

    /** Something that becomes true. */
    interface Condition {
        boolean holds() throws IOException, InterruptedException;
    }

    static Child start(Path output, Map<String, String> environment, List<String> command) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        return new Child(command.get(0), builder.start(), output);
    }

    String output() throws IOException {
        return Files.readString(output);
    }

    /** It, and all that it started. */
    List<ProcessHandle> processes() {
        List<ProcessHandle> processes = new ArrayList<>(List.of(process.toHandle()));
        process.descendants().forEach(processes::add);
        return processes;
    }

    /** Lets it work. */
    void let(Duration duration) throws IOException, InterruptedException, MeasuringException {
        if (process.waitFor(duration.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new MeasuringException(name + " ended:\n" + output());
        }
    }

    /** Lets it work until something is so. */
    void until(String what, Duration limit, Condition condition)
            throws IOException, InterruptedException, MeasuringException {
        long end = System.nanoTime() + limit.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() > end) {
                throw new MeasuringException(
                        "Within " + limit.toSeconds() + " s this did not come: " + what + "\n" + output());
            }
            let(POLL);
        }
    }

    /** Waits until it has ended by itself, and well. */
    void end(Duration limit) throws IOException, InterruptedException, MeasuringException {
        if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS) || process.exitValue() != 0) {
            throw new MeasuringException(name + " failed, or took more than " + limit.toSeconds() + " s:\n" + output());
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                processes().forEach(ProcessHandle::destroyForcibly);
            }
        } catch (InterruptedException e) {
            processes().forEach(ProcessHandle::destroyForcibly);
            Thread.currentThread().interrupt();
        }
    }
}
