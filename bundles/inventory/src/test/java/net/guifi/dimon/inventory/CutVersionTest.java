// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.inventory;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import net.guifi.dimon.api.inventory.Inventory;
import net.guifi.dimon.api.inventory.SourceStatus.State;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterTry;
import net.jqwik.api.lifecycle.BeforeTry;

class CutVersionTest {
    private static final byte[] WHOLE = TrapCnml.TEXT.stripTrailing().getBytes(UTF_8);

    private Path folder;
    private Sources sources;

    @BeforeTry
    void start() throws IOException {
        folder = Files.createTempDirectory("dimon-inventory");
        sources = new Sources(folder.resolve("data"), Duration.ofHours(1), inventory -> {}, pid -> {});
    }

    @AfterTry
    void stop() throws IOException {
        sources.close();
        List<Path> files;
        try (var walk = Files.walk(folder)) {
            files = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : files) {
            Files.delete(file);
        }
    }

    @Property(tries = 30)
    void noCutVersionTouchesTheInventory(@ForAll @IntRange(max = 100_000) int place) throws Exception {
        Path file = Files.write(folder.resolve("net.cnml"), WHOLE);
        sources.configure("pid", SourceSettings.parse("net", file.toString(), "auto", "PT1H", problem -> {}), "");
        assertThat(sources.refresh("net").state()).isEqualTo(State.IMPORTED);
        Inventory before = sources.inventory();

        Files.write(file, Arrays.copyOf(WHOLE, place % WHOLE.length));
        assertThat(sources.refresh("net").state()).isEqualTo(State.FAILED);
        assertThat(sources.inventory()).isSameAs(before);
    }
}
