// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.product;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The Debian packages, made of the built distribution as {@code ./dimon package} makes them. */
final class Packages {
    private static final Path BUILD = Path.of(System.getProperty("packaging"), "build");

    private final Path folder;
    private final String log;

    private Packages(Path folder, String log) {
        this.folder = folder;
        this.log = log;
    }

    /** Builds them, of a version or of that of the sources; fails where lintian finds an error or one is too large. */
    static Packages build(Path folder, String... version) throws IOException, InterruptedException {
        Stream<String> command = Stream.concat(
                Stream.of(BUILD.toString(), Product.DISTRIBUTION.toString(), folder.toString()), Stream.of(version));
        Product.Output output = Product.run(command.toList());
        assertThat(output.exitCode())
                .as("packages debhelper, po-debconf, lintian, fakeroot and xz-utils: %s", output.text())
                .isZero();
        return new Packages(folder, output.text());
    }

    /** What the build and lintian said. */
    String log() {
        return log;
    }

    /** The file of a package. */
    Path file(String name) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith(name + "_"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** One of the fields of a package. */
    String field(String name, String field) throws IOException, InterruptedException {
        return Namespace.succeed(List.of("dpkg-deb", "--field", file(name).toString(), field))
                .strip();
    }
}
