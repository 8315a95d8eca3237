// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is in the Debian packages. */
class PackageIT {
    private static final int LARGEST = 20_000_000;

    @TempDir
    static Path directory;

    private static Packages packages;

    @BeforeAll
    static void build() throws IOException, InterruptedException {
        packages = Packages.build(directory);
    }

    /** An entry of a package: its mode and owner as {@code ls} shows them. */
    private record Entry(String mode, String owner) {}

    private static TreeMap<String, Entry> contents(String name) throws IOException, InterruptedException {
        TreeMap<String, Entry> entries = new TreeMap<>();
        Namespace.succeed(List.of("dpkg-deb", "--contents", packages.file(name).toString()))
                .lines()
                .map(line -> line.split("\\s+", 6))
                .forEach(columns -> entries.put(columns[5], new Entry(columns[0], columns[1])));
        return entries;
    }

    @Test
    void theyAreSmallAndLintianFindsNoError() throws Exception {
        assertThat(packages.log()).doesNotContainPattern("(?m)^E:");
        assertThat(Files.size(packages.file("dimon")) + Files.size(packages.file("dimon-cloudy")))
                .isLessThan(LARGEST);
    }

    @Test
    void theVersionRisesUpToTheRelease() throws Exception {
        String version = packages.field("dimon", "Version");
        assertThat(version).matches("0\\.1\\.0(~\\d{14})?");
        Namespace.succeed(List.of("dpkg", "--compare-versions", version, "le", "0.1.0"));
        Namespace.succeed(List.of("dpkg", "--compare-versions", version, "gt", "0.1.0~20200101000000"));
    }

    @Test
    void theApplianceIsInItWholeAndOnlyRootWritesIt() throws Exception {
        TreeMap<String, Entry> contents = contents("dimon");
        assertThat(contents)
                .containsKeys(
                        "./usr/bin/dimon",
                        "./usr/share/dimon/bin/announce",
                        "./usr/share/avahi-service/files/dimon.service",
                        "./usr/lib/sysctl.d/10-dimon.conf",
                        "./lib/systemd/system/dimon.service",
                        "./lib/systemd/system/dimon-announce.path",
                        "./lib/systemd/system/dimon-announce.timer",
                        "./usr/share/man/man1/dimon.1.gz",
                        "./usr/share/doc/dimon/copyright");
        try (Stream<Path> files = Files.walk(Product.DISTRIBUTION)) {
            files.filter(Files::isRegularFile)
                    .map(Product.DISTRIBUTION::relativize)
                    .filter(file -> !file.toString().startsWith("."))
                    .forEach(file -> assertThat(contents).containsKey("./usr/share/dimon/" + file));
        }
        for (String name : List.of("dimon", "dimon-cloudy")) {
            contents(name).forEach((path, entry) -> {
                assertThat(entry.owner()).as(path).isEqualTo("root/root");
                assertThat(entry.mode()).as(path).matches("[-d]rw[x-]r-[x-]r-[x-]|l.*");
            });
        }
        assertThat(contents.get("./usr/bin/dimon").mode()).isEqualTo("-rwxr-xr-x");
        assertThat(contents.get("./usr/share/dimon/bin/dimon").mode()).isEqualTo("-rwxr-xr-x");
        // What an administrator changes is no file of the package: an upgrade asks nothing.
        assertThat(contents.keySet()).noneMatch(path -> path.startsWith("./etc/"));
    }

    @Test
    void thePluginIsInAPackageThatDoesNotNeedTheAppliance() throws Exception {
        assertThat(contents("dimon-cloudy")).containsKey("./usr/share/dimon-cloudy/web/plug/controllers/dimon.php");
        assertThat(packages.field("dimon-cloudy", "Depends") + packages.field("dimon-cloudy", "Recommends"))
                .doesNotContain("dimon");
    }

    @Test
    void thePluginIsRemovedWhenItsFilesAreGoneAlready() throws Exception {
        Path control = directory.resolve("plugin");
        Namespace.succeed(
                List.of("dpkg-deb", "--control", packages.file("dimon-cloudy").toString(), control.toString()));
        String left = Namespace.succeed(List.of(
                "unshare",
                "--mount",
                "sh",
                "-ec",
                "mount -t tmpfs tmpfs /var/local; mkdir -p /var/local/cDistro;"
                        + " ln -s /usr/share/dimon-cloudy/gone /usr/share/cDistro /var/local/cDistro;"
                        + " sh \"$0\" remove; ls /var/local/cDistro",
                control.resolve("prerm").toString()));
        assertThat(left).isEqualTo("cDistro\n");
    }

    @Test
    void systemdHasNothingToSayAboutTheUnits() throws Exception {
        Path root = Files.createDirectory(directory.resolve("root"));
        Namespace.succeed(
                List.of("dpkg-deb", "--extract", packages.file("dimon").toString(), root.toString()));
        Path units = root.resolve("lib/systemd/system");
        // Nothing is installed here.
        Namespace.succeed(List.of(
                "sh",
                "-c",
                "sed -i \"s#=/usr/\\(bin/dimon\\|share/dimon\\)#=$0/usr/\\1#\" $1/*.service",
                root.toString(),
                units.toString()));
        Product.Output output = Product.run(List.of(
                "env",
                "SYSTEMD_UNIT_PATH=" + units + ":",
                "systemd-analyze",
                "verify",
                "--man=no",
                units.resolve("dimon.service").toString(),
                units.resolve("dimon-announce.service").toString(),
                units.resolve("dimon-announce.path").toString(),
                units.resolve("dimon-announce.timer").toString()));
        assertThat(output.exitCode()).as("package systemd: %s", output.text()).isZero();
        assertThat(output.text()).isEmpty();
    }

    /** Otherwise it takes every clock for a wrong one, and shares nothing of what it measures. */
    @Test
    void theServiceMayAskWhetherTheClockIsRight() throws Exception {
        Path root = directory.resolve("service");
        Namespace.succeed(
                List.of("dpkg-deb", "--extract", packages.file("dimon").toString(), root.toString()));
        List<String> unit = Files.readAllLines(root.resolve("lib/systemd/system/dimon.service"));
        assertThat(unit).doesNotContain("ProtectClock=yes");
        // What stands later counts.
        assertThat(unit)
                .filteredOn(line -> line.startsWith("SystemCallFilter="))
                .last(STRING)
                .contains(" clock_adjtime ");
    }

    @Test
    void theQuestionsAreTranslated() throws Exception {
        Path control = directory.resolve("control");
        Namespace.succeed(
                List.of("dpkg-deb", "--control", packages.file("dimon").toString(), control.toString()));
        for (String question : Files.readString(control.resolve("templates")).split("\n\n")) {
            assertThat(question).contains("Description-ca.UTF-8:", "Description-es.UTF-8:");
        }
        assertThat(control.resolve("conffiles")).doesNotExist();
    }
}
