// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import net.guifi.dimon.bench.SimulatedNetwork.Approach;

/** Many {@link RandomRun}s, as many at once as there are processors. */
final class RandomRuns {
    // With the real replica a run takes several times as long.
    private static final int SIGNED_EACH = 4;
    private static final int TELL_EACH = 50;

    private RandomRuns() {}

    /** Whether the run of a seed is one with the real replica, disks and signatures. */
    static boolean isSigned(long seed) {
        return seed % SIGNED_EACH == 0;
    }

    /** Runs seeds one after another, tells those with violations at once, and gives them back. */
    static List<RandomRun.Result> run(long first, int count, Path folder, PrintStream progress)
            throws IOException, InterruptedException, MeasuringException {
        ExecutorService workers =
                Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
        try {
            List<Future<RandomRun.Result>> runs = new ArrayList<>();
            for (long seed = first; seed < first + count; seed++) {
                long each = seed;
                Path place = Files.createDirectories(folder.resolve("run" + seed));
                runs.add(workers.submit(() -> RandomRun.of(Approach.COORDINATED, each, isSigned(each), place)));
            }
            List<RandomRun.Result> bad = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                RandomRun.Result result = runs.get(i).get();
                if (!result.violations().isEmpty()) {
                    bad.add(result);
                    progress.println(result.report());
                }
                if ((i + 1) % TELL_EACH == 0) {
                    progress.println("  " + (i + 1) + " runs, " + bad.size() + " with violations");
                }
            }
            return bad;
        } catch (ExecutionException e) {
            throw new MeasuringException("A random run failed: " + e.getCause());
        } finally {
            workers.shutdownNow();
        }
    }
}
