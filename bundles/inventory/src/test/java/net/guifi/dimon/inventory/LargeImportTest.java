// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.logging.Logger;
import net.guifi.dimon.api.inventory.Inventory;
import net.guifi.dimon.api.inventory.SourceStatus;
import net.guifi.dimon.api.inventory.SourceStatus.State;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The largest network that is planned for, in the small heap that this module's tests run in. */
class LargeImportTest {
    private static final Logger LOG = Logger.getLogger(LargeImportTest.class.getName());
    private static final int DEVICES = 60_000;

    @Test
    void sixtyThousandDevicesFitIntoASmallHeap(@TempDir Path folder) throws Exception {
        assertThat(Runtime.getRuntime().maxMemory()).isLessThanOrEqualTo(256L << 20);
        Path file = CnmlGenerator.write(folder.resolve("net.cnml"), DEVICES, "");
        long before = retained();
        try (Sources sources = new Sources(folder.resolve("data"), Duration.ofHours(1), inventory -> {}, pid -> {})) {
            sources.configure("pid", SourceSettings.parse("net", file.toString(), "auto", "PT1H", problem -> {}), "");
            SourceStatus cold = sources.refresh("net");
            assertThat(cold.state()).isEqualTo(State.IMPORTED);
            Inventory first = sources.inventory();
            assertThat(first.monitored()).isEqualTo(DEVICES);
            long one = retained() - before;

            CnmlGenerator.write(file, DEVICES, " new");
            SourceStatus warm = sources.refresh("net");
            assertThat(List.of(warm.added(), warm.removed(), warm.changed())).containsExactly(0, 0, DEVICES / 100);
            assertThat(sources.inventory().find("net:1"))
                    .containsSame(first.find("net:1").orElseThrow());
            LOG.info(
                    "%d devices, %d MiB of CNML: first import %d ms, second %d ms; retained %.1f MiB, kept on disk %.1f MiB"
                            .formatted(
                                    DEVICES,
                                    Files.size(file) >> 20,
                                    cold.took().toMillis(),
                                    warm.took().toMillis(),
                                    one / (double) (1 << 20),
                                    Files.size(folder.resolve("data/net.kept.zip")) / (double) (1 << 20)));
        }
    }

    private static long retained() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
