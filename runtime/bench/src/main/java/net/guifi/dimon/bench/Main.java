// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/**
 * What {@code ./dimon bench} runs. It ends with 0 when it has measured, whether or not the goals are met: the table tells
 * that.
 */
public final class Main {
    static final int OK = 0;
    static final int FAILED = 1;
    static final int USAGE = 2;

    private static final List<Benchmark> BENCHMARKS =
            List.of(new AssignmentBenchmark(), new Footprint(), new StoreBudget());

    private Main() {}

    /**
     * Measures, or tells what a benchmark needs.
     *
     * @param arguments {@code needs NAME}, or {@code run NAME DISTRIBUTION REPORTS}
     * @throws InterruptedException never: nobody interrupts this thread
     */
    public static void main(String[] arguments) throws InterruptedException {
        Logger.getLogger("").setLevel(Level.WARNING);
        System.exit(run(List.of(arguments), System.out, System.err));
    }

    static int run(List<String> arguments, PrintStream out, PrintStream err) throws InterruptedException {
        String command = arguments.isEmpty() ? "" : arguments.get(0);
        Optional<Benchmark> benchmark = arguments.size() < 2
                ? Optional.empty()
                : BENCHMARKS.stream()
                        .filter(each -> each.name().equals(arguments.get(1)))
                        .findFirst();
        if (benchmark.isPresent() && command.equals("needs") && arguments.size() == 2) {
            benchmark.get().needs().forEach(out::println);
            return OK;
        }
        if (benchmark.isPresent() && command.equals("run") && arguments.size() == 4) {
            return measure(benchmark.get(), Path.of(arguments.get(2)), Path.of(arguments.get(3)), out, err);
        }
        err.println("Usage: ./dimon bench NAME, where NAME is one of these:");
        BENCHMARKS.forEach(each -> err.println("  " + each.name() + "  " + each.description()));
        return USAGE;
    }

    private static int measure(Benchmark benchmark, Path distribution, Path reports, PrintStream out, PrintStream err)
            throws InterruptedException {
        try {
            Path temporary = Files.createTempDirectory("dimon-bench");
            try {
                List<Measurement> measurements = benchmark.run(new Workplace(distribution, temporary, out));
                Path report = Files.createDirectories(reports).resolve(benchmark.name() + ".json");
                Files.writeString(report, Report.json(measurements));
                out.println();
                out.print(Report.table(measurements));
                out.println("\nAlso in " + report);
                return OK;
            } finally {
                remove(temporary);
            }
        } catch (IOException | UncheckedIOException | MeasuringException e) {
            err.println("Nothing was measured: " + e.getMessage());
            return FAILED;
        }
    }

    private static void remove(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> {
                try {
                    Files.delete(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
