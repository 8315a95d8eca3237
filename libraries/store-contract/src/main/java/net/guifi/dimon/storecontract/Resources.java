// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storecontract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** Threads and file descriptors of this process (Linux: proc(5)). */
final class Resources {
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
    // Of the Java machine and of JUnit, some come and go.
    private static final int ALLOWED = 2;
    private static final Duration REST = Duration.ofSeconds(60);

    private Resources() {}

    /** How many there are. */
    record Count(List<String> threads, long descriptors) {
        void assertNoMoreThan(Count before) {
            assertThat(threads.size()).as("threads %s", threads).isLessThanOrEqualTo(before.threads.size() + ALLOWED);
            assertThat(descriptors).as("file descriptors").isLessThanOrEqualTo(before.descriptors + ALLOWED);
        }
    }

    static Count count() throws IOException {
        List<String> threads = Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .sorted()
                .toList();
        try (Stream<Path> open = Files.list(DESCRIPTORS)) {
            return new Count(threads, open.count());
        }
    }

    /** What there is once something was done for the first time and all it needed for that has come to rest. */
    static Count afterUse(Use use) throws Exception {
        use.once();
        return Awaitility.await("threads come to rest")
                .atMost(REST)
                .until(twoAlike(), counts -> counts.get(0).equals(counts.get(1)))
                .get(1);
    }

    private static Callable<List<Count>> twoAlike() {
        Count[] last = {new Count(List.of(), -1)};
        return () -> {
            Count now = count();
            List<Count> both = List.of(last[0], now);
            last[0] = now;
            return both;
        };
    }

    /** What is measured. */
    interface Use {
        void once() throws Exception;
    }
}
