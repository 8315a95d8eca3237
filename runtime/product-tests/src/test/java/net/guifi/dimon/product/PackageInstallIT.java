// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The Debian packages in a clean system, which debootstrap makes: of bookworm, or as {@code -Ddebian.suite} says. Needs
 * root, and a mirror of Debian. No systemd runs there; the service is started as its unit would.
 */
@Tag("long")
class PackageInstallIT {
    private static final String SUITE = System.getProperty("debian.suite", "bookworm");
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final String OLD = "0.0.1";
    private static final String NEW = "0.0.2";
    private static final String SETTINGS = "etc/dimon/dimon.conf";
    /** What apt, dpkg and the like keep for themselves, and what they made of users that came and went. */
    private static final String OF_THE_SYSTEM =
            "/(proc|sys|dev|tmp|repo|run/adduser|var/log|var/lib/(apt|dpkg|systemd)|var/cache/(apt|debconf|ldconfig|man))(/.*)?|/etc/[a-z]+-";

    private Namespace namespace;
    private Path directory;
    private Path root;
    private Process service;

    @BeforeEach
    void makeSystem() throws IOException, InterruptedException {
        // Not within the folder of JUnit: other users have to reach it.
        directory = Files.createTempDirectory("dimon-package");
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        root = directory.resolve("root");
        namespace = new Namespace("dimon-package-" + ProcessHandle.current().pid());
        namespace.run("sh", "-c", "echo '0 2147483647' >/proc/sys/net/ipv4/ping_group_range");
        Process debootstrap = new ProcessBuilder("debootstrap", "--variant=minbase", SUITE, root.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("debootstrap.log").toFile())
                .start();
        assertThat(debootstrap.waitFor(15, TimeUnit.MINUTES)).isTrue();
        assertThat(debootstrap.exitValue())
                .as(Files.readString(directory.resolve("debootstrap.log")))
                .isZero();
        Files.copy(Path.of("/etc/resolv.conf"), root.resolve("etc/resolv.conf"), StandardCopyOption.REPLACE_EXISTING);
        Path policy = root.resolve("usr/sbin/policy-rc.d");
        Files.writeString(policy, "#!/bin/sh\nexit 101\n");
        Files.setPosixFilePermissions(policy, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.createDirectory(root.resolve("repo"));
        Files.writeString(root.resolve("etc/apt/sources.list.d/dimon.list"), "deb [trusted=yes] file:/repo ./\n");
    }

    @AfterEach
    void removeSystem() throws IOException, InterruptedException {
        stop();
        namespace.delete();
        Namespace.succeed(List.of("rm", "-rf", directory.toString()));
    }

    /** A command in the clean system, with a /proc that goes with it. */
    private List<String> inside(String... command) {
        List<String> whole = new ArrayList<>(List.of(
                "unshare",
                "--mount",
                "sh",
                "-c",
                "mount -t proc proc \"$0/proc\" && mount --bind /dev \"$0/dev\" && exec chroot \"$0\" env -i"
                        + " PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive \"$@\"",
                root.toString()));
        whole.addAll(List.of(command));
        return whole;
    }

    private String run(String... command) throws IOException, InterruptedException {
        return Namespace.succeed(inside(command));
    }

    /** What takes longer than any command of the appliance. */
    private String apt(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("apt-get", "-y", "--no-install-recommends"));
        command.addAll(List.of(arguments));
        Path output = directory.resolve("apt.log");
        Process process = new ProcessBuilder(inside(command.toArray(String[]::new)))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(process.waitFor(15, TimeUnit.MINUTES)).isTrue();
        String text = Files.readString(output);
        assertThat(process.exitValue()).as("%s: %s", command, text).isZero();
        return text;
    }

    /** Makes a version of the packages, and has apt know it. */
    private void offer(String version) throws IOException, InterruptedException {
        Path repository = root.resolve("repo");
        Packages.build(repository, version);
        Namespace.succeed(List.of("sh", "-c", "cd \"$0\" && dpkg-scanpackages . >Packages", repository.toString()));
        apt("update");
    }

    /** Starts what the unit starts, as its user. */
    private void start() throws IOException {
        List<String> command = new ArrayList<>(namespace.entering());
        command.addAll(inside(
                "setpriv", "--reuid=dimon", "--regid=dimon", "--init-groups", "--no-new-privs", "dimon", "service"));
        Path output = directory.resolve("service.log");
        service = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        await().atMost(LIMIT)
                .failFast(() -> assertThat(service.isAlive())
                        .as(Files.readString(output))
                        .isTrue())
                .until(() -> Files.readString(output).contains("DIMON is running"));
    }

    private void stop() throws InterruptedException {
        if (service != null) {
            service.destroy();
            assertThat(service.waitFor(2, TimeUnit.MINUTES)).isTrue();
        }
    }

    private String dimon(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("dimon"));
        command.addAll(List.of(arguments));
        return run(command.toArray(String[]::new));
    }

    private String api(String path) throws IOException, InterruptedException {
        return namespace.run("curl", "-s", "-f", "-m", "10", "http://127.0.0.1:8099/api/v1/" + path);
    }

    private String monitor() throws IOException, InterruptedException {
        return api("monitors").replaceFirst("(?s).*?\"id\":\"([0-9a-f]{32})\".*", "$1");
    }

    private TreeSet<String> files() throws IOException, InterruptedException {
        return run("find", "/", "-xdev")
                .lines()
                .filter(file -> !file.matches(OF_THE_SYSTEM))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private void assertNothingIsLeft(TreeSet<String> before) throws IOException, InterruptedException {
        TreeSet<String> left = files();
        TreeSet<String> gone = new TreeSet<>(before);
        gone.removeAll(left);
        left.removeAll(before);
        assertThat(left).as("what is left").isEmpty();
        assertThat(gone).as("what has gone with it").isEmpty();
    }

    /** Installs what the package needs, and not the package. */
    private void installNeeds() throws IOException, InterruptedException {
        List<String> needs = apt("install", "--simulate", "dimon")
                .lines()
                .filter(line -> line.startsWith("Inst ") && !line.startsWith("Inst dimon"))
                .map(line -> line.split(" ")[1])
                .toList();
        assertThat(needs).anyMatch(name -> name.matches("openjdk-(1[7-9]|2\\d)-jre-headless"));
        List<String> install = new ArrayList<>(List.of("install"));
        install.addAll(needs);
        apt(install.toArray(String[]::new));
    }

    @Test
    void theyAreInstalledUpgradedRemovedAndPurged() throws Exception {
        offer(OLD);
        installNeeds();
        // Cloudy's interface, which is no package: here it was installed before.
        Path menus = Files.createDirectories(root.resolve("var/local/cDistro/plug/menus"));
        Files.writeString(menus.resolve("r0201.guifi.menu.php"), "<?php\n");
        TreeSet<String> before = files();

        run(
                "sh",
                "-c",
                "printf '%s\\n' 'dimon dimon/SNPGraphServerId string 55555' 'dimon dimon/http-port string 8099'"
                        + " 'dimon dimon/cnml string nonsense' | debconf-set-selections");
        String installed = apt("install", "dimon", "dimon-cloudy");
        assertThat(installed).contains("\"nonsense\" cannot be the setting cnml");
        assertThat(dimon("configure")).isEqualTo("SNPGraphServerId=55555\nhttp-port=8099\nhttps-port=8443\ncnml=\n");
        assertThat(run("stat", "-c", "%U:%G %a", "/var/lib/dimon", "/var/cache/dimon", "/" + SETTINGS))
                .isEqualTo("dimon:dimon 700\ndimon:dimon 755\nroot:root 644\n");
        assertThat(run("find", "/var/cache/dimon", "-name", "classes-*.jsa", "-user", "dimon"))
                .as("the archive of classes")
                .isNotBlank();
        assertThat(menus.resolve("r0202.dimon.menu.php")).isSymbolicLink();
        assertThat(run("cat", "/var/local/cDistro/plug/menus/r0202.dimon.menu.php"))
                .contains("<?php");

        start();
        String monitor = monitor();
        assertThat(monitor).hasSize(32);
        dimon("add", "here", "127.0.0.9");
        await().atMost(LIMIT).until(() -> api("devices").contains("\"state\":\"up\""));
        Path jar = BundleJar.of("ping", "99.0.0", root.resolve("root/ping.jar"));
        dimon("update", "/root/" + jar.getFileName());
        stop();
        Files.writeString(
                root.resolve(SETTINGS),
                "# kept\n" + Files.readString(root.resolve(SETTINGS)).replace("55555", "77"));
        String edited = Files.readString(root.resolve(SETTINGS));

        offer(NEW);
        assertThat(apt("install", "dimon", "dimon-cloudy")).contains("dimon (" + NEW + ") over (" + OLD + ")");
        assertThat(root.resolve(SETTINGS)).hasContent(edited);
        start();
        assertThat(monitor()).isEqualTo(monitor);
        assertThat(api("devices")).contains("127.0.0.9");
        assertThat(dimon("bundles")).containsPattern("ping +99\\.0\\.0 +update");
        stop();

        apt("remove", "dimon", "dimon-cloudy");
        assertThat(root.resolve("usr/bin/dimon")).doesNotExist();
        assertThat(root.resolve("var/lib/dimon/overlay")).isDirectory();
        assertThat(root.resolve(SETTINGS)).hasContent(edited);
        assertThat(menus.toFile().list()).containsExactly("r0201.guifi.menu.php");

        apt("purge", "dimon", "dimon-cloudy");
        Files.delete(jar);
        assertNothingIsLeft(before);
        assertThat(run("cat", "/etc/passwd", "/etc/group", "/var/cache/debconf/config.dat"))
                .doesNotContain("dimon");
    }

    @Test
    void thePluginIsThereBeforeCloudyAndWithoutTheAppliance() throws Exception {
        offer(OLD);
        apt("install", "php-cli");
        TreeSet<String> before = files();
        assertThat(apt("install", "dimon-cloudy")).doesNotContain("Setting up dimon (");
        assertThat(root.resolve("var/local/cDistro/plug/controllers/dimon.php")).isSymbolicLink();
        assertThat(run("sh", "-c", "find /usr/share/dimon-cloudy -name '*.php' -exec php -l {} +"))
                .as("what the PHP of this release reads")
                .contains("controllers/dimon.php");
        apt("purge", "dimon-cloudy");
        assertNothingIsLeft(before);
    }
}
