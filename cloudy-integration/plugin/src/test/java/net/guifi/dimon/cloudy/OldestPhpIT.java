// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.cloudy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What runs on the PHP of this machine runs on PHP 7.4 too, the one of Debian 11, as far as its syntax and functions go. */
class OldestPhpIT {
    @TempDir
    Path directory;

    private static String complaints(List<Path> files) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of("php", Gui.PLUGIN.resolve("test/oldest-php.php").toString()));
        files.forEach(file -> command.add(file.toString()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(text).as("install the package php-parser").doesNotContain("PhpParser/autoload.php");
        assertThat(process.waitFor()).as(text).isEqualTo(text.isEmpty() ? 0 : 1);
        return text;
    }

    @Test
    void thePluginUsesNothingNewer() throws IOException, InterruptedException {
        try (var files = Files.walk(Gui.PLUGIN.resolve("web"))) {
            List<Path> sources =
                    files.filter(path -> path.toString().endsWith(".php")).toList();
            assertThat(sources).isNotEmpty();
            assertThat(complaints(sources)).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "$x = match (1) { 1 => 2 };",
                "$x = $y?->z;",
                "f(a: 1);",
                "f(static fn() => throw new E());",
                "if (str_contains('a', 'b')) {}",
                "function f(int|string $x) {}",
                "function f(): static {}",
                "function f($x, $y,) {}",
                "class A { public function __construct(private $x) {} }",
                "class A { public readonly int $x; }",
                "enum A { case B; }"
            })
    void somethingNewerIsFound(String line) throws IOException, InterruptedException {
        Path file = Files.writeString(directory.resolve("new.php"), "<?php\n" + line + "\n");
        assertThat(complaints(List.of(file))).startsWith(file + ":2: ");
    }
}
