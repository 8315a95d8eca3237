// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassArchiveTest {
    @TempDir
    Path directory;

    private void file(String name, int age) throws IOException {
        Path file = Files.writeString(directory.resolve(name), "");
        Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000_000 - age * 1000L));
    }

    @Test
    void theTwoNewestArchivesStayAndNothingElseIsTouched() throws IOException {
        file("classes-older.jsa", 3);
        file("classes-newest.jsa", 0);
        file("classes-oldest.jsa", 4);
        file("classes-new.jsa.4711", 1);
        file("classes-newer.jsa", 2);
        file("other", 9);
        ClassArchive.removeOld(directory);
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("classes-newest.jsa", "classes-new.jsa.4711", "other");
        }
    }
}
