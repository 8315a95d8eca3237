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
import java.util.concurrent.Future;
import net.guifi.dimon.bench.SimulatedNetwork.Approach;

/** Many {@link RandomRun}s. */
final class RandomRuns {
    // With the real replica a run takes several times as long.
    private static final int SIGNED_EACH = 4;
    private static final int TELL_EACH = 50;

    private final List<Future<RandomRun.Result>> runs = new ArrayList<>();

    /** Hands runs of seeds one after another to workers. */
    RandomRuns(ExecutorService workers, long first, int count, Path folder) throws IOException {
        for (long seed = first; seed < first + count; seed++) {
            long each = seed;
            Path place = Files.createDirectories(folder.resolve("run" + seed));
            runs.add(workers.submit(() -> RandomRun.of(Approach.COORDINATED, each, isSigned(each), place)));
        }
    }

    /** Whether the run of a seed is one with the real replica, disks and signatures. */
    static boolean isSigned(long seed) {
        return seed % SIGNED_EACH == 0;
    }

    /** Waits for them, tells those with violations, and says how many these are. */
    int violated(PrintStream progress) throws InterruptedException, MeasuringException {
        int bad = 0;
        try {
            for (int i = 0; i < runs.size(); i++) {
                RandomRun.Result result = runs.get(i).get();
                if (!result.violations().isEmpty()) {
                    bad++;
                    progress.println(result.report());
                }
                if ((i + 1) % TELL_EACH == 0) {
                    progress.println("  " + (i + 1) + " runs, " + bad + " with violations");
                }
            }
        } catch (ExecutionException e) {
            throw new MeasuringException("A random run failed: " + e.getCause());
        }
        return bad;
    }
}
